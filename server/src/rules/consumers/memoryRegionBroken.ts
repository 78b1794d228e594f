import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import type { RegionCause } from '../../kernel/outcome/regionCause.ts';
import type { Consumer } from '../../memory/consumers.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { editDistance } from '../../text/editDistance.ts';
import { isActive } from '../activeNode.ts';
import type { Claim } from '../claim.ts';
import { replaceSpan, textOf } from '../edits.ts';
import { type Evidence, WHOLE_TREE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import type { Fix } from '../finding.ts';
import { regionOf } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { mayBeRam } from '../ram.ts';
import { isPlaceholder } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan, phandleSpan } from '../span.ts';

/** A device that refers to memory which is not there. */
export const memoryRegionBroken: Rule = {
  id: 'memory-region-broken',
  title: 'A device refers to memory that it does not get',
  severity: 'error',
  why:
    'A driver takes the region that memory-region leads to. If the boot rejected that region, it gets -EINVAL. If the ' +
    'region is switched off, it gets nothing and no error: it runs on ordinary memory. A reference to another node is ' +
    'reported where a region bears nearly the label that is written. Devices that are switched off ' +
    'themselves are not looked at, nor regions that firmware fills in: of base and size zero, or switched off without either.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c of_reserved_mem_device_init_by_idx; recorded boots p15b, p15c',
  example: {
    wrong:
      '/ { reserved-memory { pool: pool@60000000 { status = "disabled"; no-map; reg = <0x60000000 0x100000>; }; }; dsp { memory-region = <&pool>; }; };',
    right:
      '/ { reserved-memory { pool: pool@60000000 { no-map; reg = <0x60000000 0x100000>; }; }; dsp { memory-region = <&pool>; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile, memoryAssumed } = analysis;
    for (const consumer of memory.consumers) {
      if (!consumer.attaches || !isActive(consumer.node)) continue;
      const region = regionOf(memory, consumer.target);
      if (region === undefined) {
        const report = elsewhere(analysis, consumer);
        if (report !== undefined) yield report;
        continue;
      }
      if (isPlaceholder(region)) continue;
      const outcome = bootedRegion(boot, region.path);
      const isOff = !region.enabled;
      if (!isOff && !isRejected(outcome)) continue;
      // Where the size of RAM is left to firmware nothing is known of what fits.
      if (memoryAssumed && outcome?.cause?.kind === 'no-place') continue;
      yield {
        severity: isOff || isUncertain(analysis, region) ? 'warning' : 'error',
        get message() {
          return isOff
            ? messageLines(
                `"${region.name}" is switched off, and "${consumer.node.name}" refers to it.`,
                `Linux ${profile.kernel} gives ${consumer.path} no region and no error: it runs on ordinary memory.`,
                'Switch the region on, or drop the reference.',
              )
            : messageLines(
                `"${consumer.node.name}" refers to "${region.name}", which is rejected.`,
                `Linux ${profile.kernel} rejects it: ${reasonOf(outcome)}. The driver of ${consumer.path} gets -EINVAL.`,
                'Mend the region.',
              );
        },
        get fixes() {
          return isOff ? switchOn(region) : [];
        },
        get claims() {
          const lost: Claim = { kind: 'not-reserved', path: region.path };
          return isOff ? [lost] : fateOf(analysis, region.path).claims;
        },
        span: phandleSpan(consumer),
        nodePath: consumer.path,
        evidence: evidenceOf(region, isOff ? undefined : outcome),
        get related() {
          const target = nodeSpan(region.node);
          return target === undefined ? [] : [{ span: target, message: `"${region.name}" stands here` }];
        },
      };
    }
  },
};

/**
 * A reference to a node that is no region, where a region bears nearly the label that is written: the memory of some
 * devices is described elsewhere, and their drivers read that themselves.
 */
function elsewhere({ memory, profile }: Analysis, consumer: Consumer): Report | undefined {
  const span = phandleSpan(consumer);
  const label = span === undefined ? undefined : /^&([A-Za-z_]\w*)$/.exec(textOf(span))?.[1];
  if (consumer.property.name !== 'memory-region' || consumer.target === undefined || label === undefined)
    return undefined;
  const near = memory.regions.flatMap(({ labels, name }) =>
    labels.filter((each) => isNear(each, label)).map((each) => ({ label: each, name })),
  );
  const [meant, other] = near;
  if (span === undefined || meant === undefined || other !== undefined) return undefined;
  return {
    severity: 'warning',
    message: messageLines(
      `"${consumer.node.name}" refers to "${consumer.target.name}", which is no region.`,
      `Linux ${profile.kernel} knows no reserved memory of that node: a driver that takes its memory so gets -EINVAL.`,
      `If "${meant.name}" is meant, write &${meant.label}.`,
    ),
    span,
    nodePath: consumer.path,
    evidence: WHOLE_TREE,
    fixes: [{ title: `Change it to &${meant.label}`, edits: [replaceSpan(span, `&${meant.label}`)], preferred: false }],
  };
}

/** Whether a label is another one with a slip in it, or with more after it: `dsp_mem` of `dsp`. */
function isNear(label: string, written: string): boolean {
  return label.startsWith(`${written}_`) || editDistance(label, written, 2) <= 2;
}

/** The change that switches a region on: its status says so, where it is written as a text. */
function switchOn({ name, node }: Region): Fix[] {
  const status = node.properties.get('status');
  const span = status?.valueSpan(0, status.value.length);
  if (span === undefined || !/^"[^"]*"$/.test(textOf(span))) return [];
  return [{ title: `Switch "${name}" on`, edits: [replaceSpan(span, '"okay"')], preferred: false }];
}

/** What a region is refused for: what it says itself, or what the others leave it. */
function evidenceOf({ path, reg }: Region, outcome: BootedRegion | undefined): Evidence {
  const kind = outcome?.cause?.kind;
  const isOwn = kind === undefined || (reg.length > 0 && OWN_CAUSES.has(kind));
  return isOwn ? { of: 'node', nodes: [path] } : WHOLE_TREE;
}

/** Causes that stand in the region's own node. */
const OWN_CAUSES: ReadonlySet<RegionCause['kind']> = new Set([
  'coherent-pool-mapped',
  'empty-reg',
  'malformed-number',
  'malformed-ranges',
  'misaligned',
  'no-reg-nor-size',
  'restricted-pool-forbids',
  'reusable-and-no-map',
  'zero-size',
]);

/** Whether the region's fate hangs on how much RAM the boot loader finds. */
function isUncertain(analysis: Analysis, region: Region): boolean {
  if (bootedRegion(analysis.boot, region.path)?.cause?.kind !== 'no-place') return false;
  return region.allocRanges.some(({ range }) => mayBeRam(analysis, range));
}

/** Whether the boot rejected a region for good: no driver finds it. */
function isRejected(outcome: BootedRegion | undefined): boolean {
  if (outcome === undefined || outcome.cause?.kind === 'boot-ended') return false;
  return outcome.state === 'released' || outcome.state === 'failed' || outcome.state === 'skipped';
}

/** Why the boot rejected a region, for the middle of a sentence. */
const reasonOf = (outcome: BootedRegion | undefined): string =>
  outcome?.cause === undefined ? 'it is not reserved' : causeText(outcome.cause);
