import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { RangeEntry, Region } from '../../memory/memoryMap.ts';
import { propertiesOf } from '../../memory/regionProperties/regionProperties.ts';
import { CELL_BYTES, cellAt } from '../../text/cells.ts';
import type { Span } from '../../text/sourceFile.ts';
import { placeIn } from '../openedRegions.ts';
import { stateName } from '../regionFacts.ts';

/** What a hint says: how large something is, where it ends, where the kernel put it, what a reference leads to. */
export type HintKind = 'size' | 'end' | 'place' | 'target';

/** A few words that an editor shows after a value, without their being in the text. */
export interface Hint {
  readonly kind: HintKind;
  /** The value; the words stand at its end. */
  readonly span: Span;
  readonly text: string;
  /** More, for who points at the words. */
  readonly tooltip: string;
  /** The name of the region that `text` is about, where it is written; absent unless `kind` is `target`. */
  readonly target?: Span | undefined;
}

/** At most this many hints are made for a document. */
const MOST_HINTS = 2000;

/**
 * The hints of a stretch of a document in the order of the text, for the values that the board takes from it: sizes and ends in the regions, in RAM
 * and in memory reservations, places of dynamic regions, and what `memory-region` leads to.
 */
export function memoryHints(analysis: Analysis, stretch: Span): Hint[] {
  const hints: Hint[] = [];
  for (const hint of allHints(analysis, stretch.file.path)) {
    const { span } = hint;
    const isShown = span.file.path === stretch.file.path && stretch.start <= span.end && span.end <= stretch.end;
    if (isShown) hints.push(hint);
    if (hints.length >= MOST_HINTS) break;
  }
  return hints.sort((one, other) => one.span.end - other.span.end);
}

function* allHints(analysis: Analysis, path: string): Iterable<Hint> {
  const { memory, board } = analysis;
  for (const region of memory.regions) yield* regionHints(analysis, region, path);
  for (const { node, entries } of memory.banks) {
    const property = node.properties.get('linux,usable-memory') ?? node.properties.get('reg');
    yield* entryHints(analysis, property, entries, path);
  }
  for (const { base, size, span } of board.tree.memoryReservations) {
    if (span !== undefined) yield* rangeHints(span, base, size);
  }
}

function* regionHints(analysis: Analysis, region: Region, path: string): Iterable<Hint> {
  const { properties } = region.node;
  yield* entryHints(analysis, properties.get('reg'), region.reg, path);
  yield* entryHints(analysis, properties.get('alloc-ranges'), region.allocRanges, path);
  for (const name of ['size', 'alignment'] as const) {
    const span = valueIn(path, properties.get(name));
    if (span !== undefined && region[name] !== undefined) yield* sizeHints(span, region[name]);
  }
  yield* placeHints(analysis, region, path);
  for (const { name, value, scope } of propertiesOf('region')) {
    // Of a driver's own properties those in bytes are called sizes.
    if (typeof scope === 'string' || value !== 'cell' || !name.endsWith('-size')) continue;
    const property = properties.get(name);
    const span = valueIn(path, property);
    const size = property && cellAt(property.value, 0);
    if (span !== undefined && size !== undefined) yield* sizeHints(span, BigInt(size));
  }
  yield* targetHints(analysis, region, path);
}

/** The whole value of a property, where a document writes it. */
function valueIn(path: string, property: DeviceTreeProperty | undefined): Span | undefined {
  if (property?.span?.file.path !== path || property.value.length === 0) return undefined;
  return property.valueSpan(0, property.value.length);
}

function* entryHints(
  { memory: { cells } }: Analysis,
  property: DeviceTreeProperty | undefined,
  entries: readonly RangeEntry[],
  path: string,
): Iterable<Hint> {
  if (property?.span?.file.path !== path) return;
  for (const { range, offset } of entries) {
    const span = property.valueSpan(
      offset + cells.address * CELL_BYTES,
      offset + (cells.address + cells.size) * CELL_BYTES,
    );
    if (span !== undefined) yield* rangeHints(span, range.base, range.size);
  }
}

function* rangeHints(span: Span, base: bigint, size: bigint): Iterable<Hint> {
  if (size === 0n) return;
  const last = base + size - 1n;
  yield* sizeHints(span, size);
  yield {
    kind: 'end',
    span,
    text: `to ${formatHex(last)}`,
    tooltip: `${formatHex(base)} to ${formatHex(last)}; ${formatHex(last + 1n)} is the first address after it.`,
  };
}

/** What a size is in its unit; nothing where the text says so itself. */
function* sizeHints(span: Span, size: bigint): Iterable<Hint> {
  const text = formatSize(size);
  if (saysSize(span.file.text.slice(span.start, span.end), text)) return;
  yield { kind: 'size', span, text, tooltip: `${formatHex(size)}: ${size} bytes` };
}

/**
 * Whether a text as it is written names a size by its number and unit, such as "64 MiB" by `SZ_64M`, `MB(64)` or
 * `64MIB`: macros are called so.
 */
function saysSize(written: string, size: string): boolean {
  const [, number = '', unit = ''] = /^(\d+) ([KMGT])iB$/.exec(size) ?? [];
  if (unit === '') return false;
  const letters = `${unit}(?:I?B)?`;
  const named = `(?:^|[^0-9A-Za-z])${number}_?${letters}(?![0-9A-Za-z])|(?:^|[^0-9A-Za-z])${letters}\\(${number}\\)`;
  return new RegExp(named, 'i').test(written);
}

function* placeHints({ boot, profile }: Analysis, region: Region, path: string): Iterable<Hint> {
  if (region.reg.length > 0) return;
  const booted = bootedRegion(boot, region.path);
  const span = valueIn(path, region.node.properties.get('size'));
  if (span === undefined || booted?.range === undefined) return;
  yield {
    kind: 'place',
    span,
    text: `at ${formatRange(booted.range)}`,
    tooltip: `Linux ${profile.kernel} places ${region.name} there.`,
  };
}

function* targetHints({ boot, profile }: Analysis, region: Region, path: string): Iterable<Hint> {
  const booted = bootedRegion(boot, region.path);
  const size = booted?.range === undefined ? '' : `${formatSize(booted.range.size)}, `;
  const state = booted === undefined ? 'not looked at' : stateName(booted);
  const target = placeIn(path, region.node) ?? region.node.declarations[0];
  for (const { property, index } of region.consumers) {
    if (property.span?.file.path !== path) continue;
    const span = property.valueSpan(index * CELL_BYTES, (index + 1) * CELL_BYTES);
    if (span === undefined) continue;
    const tooltip = `${region.path}: ${size}${state} on Linux ${profile.kernel}`;
    yield { kind: 'target', span, text: `${size}${state}`, tooltip, target };
  }
}
