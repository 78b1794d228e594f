import type { Analysis } from '../analysis.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatRange } from '../kernel/units/formatBytes.ts';
import type { RelatedPlace } from '../text/problem.ts';
import { Remembered } from '../text/remembered.ts';
import type { Span } from '../text/sourceFile.ts';
import { nodeSpan } from './span.ts';

/** At most this many holders are named. */
const NAMED = 4;

/** Somebody who holds memory, and where that is written, if it is. */
export interface Holder {
  readonly name: string;
  readonly range: AddressRange;
  readonly span: Span | undefined;
}

/** All who hold memory on a board, the largest first: each region that finds no place asks for them. */
const holdersOfBoards = new Remembered<Analysis, readonly Holder[]>();

/** Who holds memory in some ranges: regions where the kernel put them, what lies in memory before it, `/memreserve/`; the largest first. */
export function holdersIn(analysis: Analysis, ranges: readonly AddressRange[]): Holder[] {
  let holders = holdersOfBoards.get(analysis);
  if (holders === undefined) {
    holders = holdersOf(analysis);
    holdersOfBoards.set(analysis, holders);
  }
  return holders.filter(({ range }) => ranges.some((each) => each.overlaps(range)));
}

function holdersOf({ memory, boot, profile }: Analysis): Holder[] {
  const nodes = new Map(memory.regions.map((each) => [each.path, each.node]));
  const regions = boot.regions.flatMap(({ name, path, range }): Holder[] => {
    const node = nodes.get(path);
    return range === undefined ? [] : [{ name, range, span: node === undefined ? undefined : nodeSpan(node) }];
  });
  const others = [
    ...profile.occupied,
    ...memory.reservations.map(({ range }) => ({ name: '/memreserve/', range })),
  ].map(({ name, range }): Holder => ({ name, range, span: undefined }));
  return [...regions, ...others].sort((a, b) =>
    a.range.size > b.range.size ? -1 : a.range.size < b.range.size ? 1 : 0,
  );
}

/** The holders by name and place, as a sentence with a blank before it; empty where there is none. */
export function holdersText(holders: readonly Holder[]): string {
  if (holders.length === 0) return '';
  const named = holders.slice(0, NAMED).map(({ name, range }) => `${name} (${formatRange(range)})`);
  if (holders.length > NAMED) named.push('…');
  return ` Reserved there: ${named.join(', ')}.`;
}

/** Where the named holders are written. */
export function holderPlaces(holders: readonly Holder[]): RelatedPlace[] {
  return holders
    .slice(0, NAMED)
    .flatMap(({ name, range, span }) =>
      span === undefined ? [] : [{ span, message: `"${name}" holds ${formatRange(range)}` }],
    );
}
