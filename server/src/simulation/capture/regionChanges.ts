import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Capture, Captured, CapturedArea } from './capture.ts';
import type { CaptureDifference } from './compareCapture.ts';

/** A region that is elsewhere, or of another size, on the target. */
interface RegionChange {
  readonly name: string;
  readonly predicted: AddressRange;
  readonly captured: AddressRange;
}

/** `OF: reserved mem: 0x…..0x… (24576 KiB) map reusable isp@60000000` (drivers/of/of_reserved_mem.c, 6.1 on). */
const REGION_LINE =
  /^OF: reserved mem: 0x([0-9a-f]+)\.\.0x([0-9a-f]+) \(\d+ KiB\) (?:no)?map (?:non-)?reusable (\S+)$/i;
/** `Reserved memory: created CMA memory pool at 0x…, size 24 MiB`, before the line with the node's name. */
const POOL_LINE = /^Reserved memory: created \w+ memory pool at 0x([0-9a-f]+), size (\d+) ([KM])iB$/i;
const NODE_LINE = /^OF: reserved mem: initialized node ([^\s,]+(?:,[^\s,]+)*), compatible id /;

/**
 * The cause of differences that come of a region's size or place in the tree, in one sentence: the function that is
 * answered finds it for one difference.
 */
export function regionCauses(
  outcome: BootOutcome,
  capture: Capture,
): (difference: CaptureDifference) => string | undefined {
  const changes = changesOf(outcome, capture);
  return ({ predicted = '', captured = '' }) => {
    const text = `${predicted}\n${captured}`;
    const change = changes.find(
      ({ name, ...ranges }) =>
        text.includes(name) || mentions(predicted, ranges.predicted.base) || mentions(captured, ranges.captured.base),
    );
    return change === undefined ? undefined : changeText(change);
  };
}

function changesOf(outcome: BootOutcome, capture: Capture): RegionChange[] {
  const found = new Map<string, AddressRange>();
  for (const [name, range] of regionsOfLog(capture.log?.messages ?? [])) found.set(name, range);
  for (const area of capture.areas?.items ?? []) {
    const range = rangeOfArea(area, outcome, found.get(area.name));
    if (range !== undefined) found.set(area.name, range);
  }
  return [...found].flatMap(([name, captured]) => {
    const predicted =
      outcome.regions.find((region) => region.name === name)?.range ??
      outcome.cmaAreas.find((area) => area.name === name)?.range;
    if (predicted === undefined) return [];
    return predicted.base === captured.base && predicted.size === captured.size ? [] : [{ name, predicted, captured }];
  });
}

function* regionsOfLog(messages: readonly Captured[]): Generator<[string, AddressRange]> {
  let pool: AddressRange | undefined;
  for (const { text } of messages) {
    const [, first, last, name] = REGION_LINE.exec(text) ?? [];
    if (first !== undefined && last !== undefined && name !== undefined) {
      const base = BigInt(`0x${first}`);
      yield [name, new AddressRange(base, BigInt(`0x${last}`) + 1n - base)];
    }
    const node = NODE_LINE.exec(text)?.[1];
    if (node !== undefined && pool !== undefined) yield [node, pool];
    const [, base, size, unit] = POOL_LINE.exec(text) ?? [];
    pool =
      base === undefined || size === undefined
        ? undefined
        : new AddressRange(BigInt(`0x${base}`), BigInt(size) * (unit === 'M' ? 1n << 20n : 1n << 10n));
  }
}

/** Where an area lies by its files; what they do not say is as in the log, or as predicted. */
function rangeOfArea(
  { name, pages, basePage }: CapturedArea,
  outcome: BootOutcome,
  logged: AddressRange | undefined,
): AddressRange | undefined {
  const known = logged ?? outcome.cmaAreas.find((area) => area.name === name)?.range;
  if (known === undefined) return undefined;
  const pageSize = BigInt(outcome.pageSize);
  return new AddressRange(
    basePage === undefined ? known.base : BigInt(basePage) * pageSize,
    pages === undefined ? known.size : BigInt(pages) * pageSize,
  );
}

function mentions(text: string, address: bigint): boolean {
  return [...text.matchAll(/0x([0-9a-f]+)/gi)].some(([, digits = '0']) => BigInt(`0x${digits}`) === address);
}

function changeText({ name, predicted, captured }: RegionChange): string {
  const parts: string[] = [];
  if (captured.size !== predicted.size) {
    parts.push(`is ${formatSize(captured.size)} on the target and ${formatSize(predicted.size)} in the prediction`);
  }
  if (captured.base !== predicted.base) {
    parts.push(
      `lies at ${formatHex(captured.base)} on the target and at ${formatHex(predicted.base)} in the prediction`,
    );
  }
  return `${name} ${parts.join(', and ')}: the target was booted with another tree, or placed it elsewhere`;
}
