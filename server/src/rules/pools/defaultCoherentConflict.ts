import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { removeStatement } from '../edits.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCoherentPool } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** A second pool that asks to serve the devices which have none of their own. */
export const defaultCoherentConflict: Rule = {
  id: 'default-coherent-conflict',
  title: 'Two pools ask to be the default coherent pool',
  severity: 'warning',
  why:
    'There is one default coherent pool, for the devices that refer to none. Of several linux,dma-default pools the kernel ' +
    'takes the one that it initialises last, and says that the area is redefined; the memory of the others is set aside, and ' +
    'only devices that refer to them use it. Only kernels with CONFIG_DMA_GLOBAL_POOL look at the property.',
  kernelLog: 'Reserved memory: region for default DMA coherent area is redefined',
  source: 'kernel/dma/coherent.c rmem_dma_setup; kernel/dma/Kconfig DMA_GLOBAL_POOL',
  example: {
    wrong:
      'first@60000000 { compatible = "shared-dma-pool"; no-map; linux,dma-default; reg = <0x60000000 0x100000>; }; second@60100000 { compatible = "shared-dma-pool"; no-map; linux,dma-default; reg = <0x60100000 0x100000>; };',
    right:
      'first@60000000 { compatible = "shared-dma-pool"; no-map; linux,dma-default; reg = <0x60000000 0x100000>; }; second@60100000 { compatible = "shared-dma-pool"; no-map; reg = <0x60100000 0x100000>; };',
  },
  *check({ memory, boot, profile }) {
    const pools = memory.regions.filter(
      (region) => asksForCoherentPool(region) && region.node.properties.has('linux,dma-default'),
    );
    // In the order in which the kernel takes them: the log has it, else the pools that it made.
    const order = boot.coherentPools.map(({ path }) => path);
    const taken = pools.filter(({ path }) => order.includes(path));
    const winner = taken.sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path)).at(-1) ?? pools.at(-1);
    if (pools.length < 2 || winner === undefined) return;
    const other = propertySpan(winner.node, 'linux,dma-default');
    for (const region of pools) {
      if (region === winner) continue;
      const property = region.node.properties.get('linux,dma-default')?.span;
      const isPool = bootedRegion(boot, region.path)?.state === 'coherent';
      yield {
        message: messageLines(
          `"${region.name}" and "${winner.name}" both ask to be the default coherent pool.`,
          `Linux ${profile.kernel} takes the one that it initialises last, "${winner.name}", where it is built with ` +
            'CONFIG_DMA_GLOBAL_POOL.',
          'Keep linux,dma-default in one of them.',
        ),
        claims: isPool ? [{ kind: 'pool', path: region.path }] : [],
        span: propertySpan(region.node, 'linux,dma-default'),
        nodePath: region.path,
        related: other === undefined ? [] : [{ span: other, message: `"${winner.name}" is the default` }],
        fixes:
          property === undefined
            ? []
            : [{ title: 'Remove linux,dma-default', edits: [removeStatement(property)], preferred: false }],
        kernelLog: logOf(boot, winner.path, 'coherent-redefined')?.line,
      };
    }
  },
};
