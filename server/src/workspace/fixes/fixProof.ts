import type { Analysis } from '../../analysis.ts';
import { editsByFile, offsetAfter } from '../../rules/appliedEdits.ts';
import { type Evidence, UnreadParts } from '../../rules/evidence.ts';
import type { SpanEdit } from '../../rules/finding.ts';
import type { BoardFindings } from '../../rules/findings.ts';
import { endsForCertain } from '../../rules/ram.ts';
import type { Span } from '../../text/sourceFile.ts';

/** A board as it was read and booted, with what is said of it. */
export interface BoardState {
  readonly analysis: Analysis;
  readonly found: Pick<BoardFindings, 'problems' | 'findings'>;
}

/** What a fix is to mend: a finding of a rule, or a problem of reading, which has no node. */
export interface Fault {
  readonly rule: string;
  readonly span: Span | undefined;
  readonly nodePath: string | undefined;
}

/** A fault with how bad it is. */
interface Said extends Fault {
  readonly isError: boolean;
  /** What a finding was read off; absent for a problem of reading. */
  readonly evidence?: Evidence;
}

/** What of a board as it stands bears on whether fixes mend it; of a board that dtc takes it does not keep the tree. */
export interface StateBefore {
  readonly booted: boolean;
  /** How many regions and findings it has, by which the work of trying fixes is counted. */
  readonly regions: number;
  readonly findings: number;
  readonly said: readonly Said[];
  /** Whether the board was read so that an error would have been said of it. */
  readonly couldSee: (said: Said) => boolean;
}

const ALWAYS = (): boolean => true;

export function stateBefore(state: BoardState): StateBefore {
  const { analysis, found } = state;
  return {
    booted: analysis.boot.booted,
    regions: analysis.memory.regions.length,
    findings: found.findings.length,
    said: saidOf(state),
    couldSee: analysis.board.refused ? couldBeSeenIn(state) : ALWAYS,
  };
}

function saidOf({ found }: BoardState): Said[] {
  const problems = found.problems.map(({ id, severity, span }) => ({
    rule: id,
    span,
    nodePath: undefined,
    isError: severity === 'error',
  }));
  const findings = found.findings.map(({ rule, severity, span, nodePath, evidence }) => ({
    rule,
    span,
    nodePath,
    evidence,
    isError: severity === 'error',
  }));
  return [...problems, ...findings];
}

/**
 * Whether edits mend faults of a board: what is said of it `before` and `after` shows that each fault is gone, that no
 * error came which could have been seen before, and that a board which booted still boots. A fault that the board did
 * not have asks for nothing. `isChosen`: a person picks the fix, so that it may be one after which the boot hangs on how
 * much RAM the boot loader finds, which is said then. `changedAs` is the path by which the edits call a file, by that under
 * which the board reads it.
 */
export function mends(
  faults: readonly Fault[],
  edits: readonly SpanEdit[],
  before: StateBefore,
  after: BoardState,
  isChosen = false,
  changedAs: (path: string) => string = (path) => path,
): boolean {
  const ends = isChosen ? endsForCertain(after.analysis) : !after.analysis.boot.booted;
  if (before.booted && ends) return false;
  const saidAfter = saidOf(after);
  const had = faults.filter((fault) => before.said.some((said) => isSame(said, fault)));
  return areGone(had, before.said, saidAfter) && !hasNewError(before, saidAfter, placesAfter(edits, changedAs));
}

function isSame(a: Fault, b: Fault): boolean {
  if (a.rule !== b.rule || a.nodePath !== b.nodePath) return false;
  return a.span?.start === b.span?.start && a.span?.file.path === b.span?.file.path;
}

/** As many findings fewer of each rule as faults were to be mended, both on each node and on the board. */
function areGone(faults: readonly Fault[], before: readonly Said[], after: readonly Said[]): boolean {
  return faults.every(({ rule, nodePath }) => {
    const fewer = (isCounted: (fault: Fault) => boolean): boolean =>
      count(before, isCounted) - count(after, isCounted) >= count(faults, isCounted);
    return (
      fewer((fault) => fault.rule === rule) && fewer((fault) => fault.rule === rule && fault.nodePath === nodePath)
    );
  });
}

const count = (faults: readonly Fault[], isCounted: (fault: Fault) => boolean): number =>
  faults.filter(isCounted).length;

/** Where what stands at the start of a span stands after edits, as a key. */
function placesAfter(edits: readonly SpanEdit[], changedAs: (path: string) => string): (span: Span) => string {
  const byPath = new Map([...editsByFile(edits)].map(([file, of]) => [file.path, of]));
  return ({ file, start }) => `${offsetAfter(start, byPath.get(changedAs(file.path)) ?? [])} ${file.path}`;
}

/**
 * Whether an error stands after the edits that did not before: of its rule none was on its node, and none at its place.
 * What reading could not see before is nothing that the edits brought.
 */
function hasNewError(before: StateBefore, saidAfter: readonly Said[], placeAfter: (span: Span) => string): boolean {
  const known = new Set<string>();
  for (const { rule, span, nodePath, isError } of before.said) {
    if (!isError) continue;
    if (nodePath !== undefined) known.add(`${rule} on ${nodePath}`);
    if (span !== undefined) known.add(`${rule} at ${placeAfter(span)}`);
  }
  return saidAfter.some((said) => {
    const { rule, span, nodePath, isError } = said;
    if (!isError) return false;
    if (nodePath !== undefined && known.has(`${rule} on ${nodePath}`)) return false;
    if (span !== undefined && known.has(`${rule} at ${span.start} ${span.file.path}`)) return false;
    return before.couldSee(said);
  });
}

/** Which errors would have been said of a board that dtc refuses, as it was read. */
function couldBeSeenIn({ analysis, found }: BoardState): (said: Said) => boolean {
  const { board, memory, profile } = analysis;
  // Without the boot, which it does not ask for and which may be large.
  const unread = new UnreadParts({ board, memory, profile });
  return ({ rule, nodePath, evidence }) => {
    if (evidence !== undefined) return unread.isWhole(evidence, nodePath ?? '/');
    // Of a text with errors in it every error of its form is said; what dtc checks in the tree comes after it.
    return found.problems.some(({ id }) => id === rule);
  };
}
