import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { removeStatement } from '../edits.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A default CMA area that is not the default. */
export const defaultCmaConflict: Rule = {
  id: 'default-cma-conflict',
  title: 'A linux,cma-default pool does not become the default area',
  severity: 'warning',
  why:
    'There is one default area. Of several linux,cma-default pools the one initialised last wins in silence (static ones ' +
    'come after dynamic ones); without reusable the property is not looked at; and any cma= on the command line, even ' +
    'cma=0, drops the pool: from Linux 6.19 its memory is not even reserved.',
  kernelLog: 'Reserved memory: bypass … node, using cmdline CMA params instead',
  source: 'kernel/dma/contiguous.c rmem_cma_setup; recorded boots a07*, a08, a10, e06',
  example: {
    wrong: 'linux,cma { compatible = "shared-dma-pool"; no-map; size = <0x1000000>; linux,cma-default; };',
    right: 'linux,cma { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; linux,cma-default; };',
  },
  *check({ memory, boot, profile }) {
    const area = boot.defaultCmaArea === undefined ? undefined : boot.cmaAreas[boot.defaultCmaArea];
    for (const region of memory.regions) {
      if (!region.enabled || !region.cmaDefault) continue;
      const property = region.node.properties.get('linux,cma-default')?.span;
      const span = propertySpan(region.node, 'linux,cma-default');
      const outcome = bootedRegion(boot, region.path);
      const remove =
        property === undefined
          ? []
          : [{ title: 'Remove linux,cma-default', edits: [removeStatement(property)], preferred: false }];
      if (outcome?.cause?.kind === 'bypassed-by-cma') {
        yield {
          message: messageLines(
            `cma= on the command line replaces "${region.name}".`,
            `Linux ${profile.kernel} makes the default area of the command line's size ` +
              `(${area === undefined ? 'none' : formatSize(area.range.size)}), and no pool of this node.`,
            'Drop cma= from the command line, or linux,cma-default from the node.',
          ),
          claims: [{ kind: outcome.state === 'released' ? 'given-back' : 'not-reserved', path: region.path }],
          span,
          nodePath: region.path,
          fixes: remove,
          kernelLog: logOf(boot, region.path, 'default-node-bypassed')?.line,
        };
      } else if (!asksForCma(region)) {
        yield {
          message: messageLines(
            `"${region.name}" is called the default CMA area, but is no CMA pool.`,
            `Linux ${profile.kernel} looks at linux,cma-default in a reusable shared-dma-pool without no-map only.`,
            'Make it one, or remove the property.',
          ),
          span,
          nodePath: region.path,
          fixes: remove,
        };
      } else if (outcome?.state === 'cma' && area !== undefined && area.range.base !== outcome.range?.base) {
        const winner = memory.regions.find(({ path }) =>
          boot.regions.some((each) => each.path === path && each.range?.base === area.range.base),
        );
        const other = winner === undefined ? undefined : propertySpan(winner.node, 'linux,cma-default');
        yield {
          message: messageLines(
            `"${region.name}" and "${area.name}" both ask to be the default CMA area.`,
            `Linux ${profile.kernel} takes "${area.name}", which it initialises last.`,
            'Keep linux,cma-default in one of them.',
          ),
          claims: [{ kind: 'area', path: region.path }],
          span,
          nodePath: region.path,
          related: other === undefined ? [] : [{ span: other, message: `"${area.name}" is the default` }],
          fixes: remove,
        };
      }
    }
  },
};
