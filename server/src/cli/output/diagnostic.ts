import { unmodelledNote } from '../../kernel/behaviours/releases.ts';
import type { Finding, Fix, Severity } from '../../rules/finding.ts';
import type { Problem, RelatedPlace } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import { BASE_UNKNOWN, BOARD_UNKNOWN } from '../../workspace/overlayAlone.ts';

/** What `check` reports: a rule's finding, or a problem on the way from text to tree, on one board. */
export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Absent only where no file is at fault; the board then stands for it. */
  readonly span: Span | undefined;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  readonly kernelLog: string | undefined;
  /** The path of the node that a rule speaks of; absent for a problem of reading. */
  readonly nodePath?: string;
  /** The board as it was named. */
  readonly board: string;
  /** The kernels it holds for, as they were asked for; empty for what no kernel has a part in. */
  readonly kernels: readonly string[];
}

const PROBLEM_SEVERITY: Readonly<Record<Problem['severity'], Severity>> = {
  error: 'error',
  warning: 'warning',
  note: 'information',
};

/** A problem of reading a board as a diagnostic. */
export function diagnosticOfProblem(problem: Problem, board: string): Diagnostic {
  return {
    rule: problem.id,
    severity: PROBLEM_SEVERITY[problem.severity],
    message: problem.message,
    span: problem.span,
    related: problem.related,
    fixes: problem.fixes ?? [],
    kernelLog: undefined,
    board,
    kernels: [],
  };
}

/** A rule's finding as a diagnostic. */
export function diagnosticOfFinding(finding: Finding, board: string, kernel: string): Diagnostic {
  const { rule, severity, message, span, related, fixes, kernelLog, nodePath } = finding;
  return { rule, severity, message, span, related, fixes, kernelLog, nodePath, board, kernels: [kernel] };
}

/** The id of the note that a kernel which was asked for is not modelled. */
const KERNEL_NOT_MODELLED = 'kernel-not-modelled';

/** The note that a kernel is not modelled, on a board that it boots; `undefined` for one that is. */
export function diagnosticOfKernel(kernel: string, board: string): Diagnostic | undefined {
  const message = unmodelledNote(kernel);
  if (message === undefined) return undefined;
  const place = { span: undefined, related: [], fixes: [], kernelLog: undefined };
  return { rule: KERNEL_NOT_MODELLED, severity: 'information', message, ...place, board, kernels: [kernel] };
}

/** The id of the note on a file that was found and is no board. */
const NO_BOARD = 'no-board';

/**
 * That a source is a part of boards, and is not checked by itself: a note on one that was found in a folder, an error on
 * one that the call names.
 */
export function diagnosticOfNoBoard(board: string, isNamed: boolean): Diagnostic {
  const message =
    'no board: neither this file nor what it includes has a /dts-v1/; or a root node. ' +
    (isNamed ? 'Name a board that includes it.' : 'It is read with what includes it.');
  const place = { span: undefined, related: [], fixes: [], kernelLog: undefined };
  return { rule: NO_BOARD, severity: isNamed ? 'error' : 'information', message, ...place, board, kernels: [] };
}

/** At most this many files are named in a line. */
const MOST_NAMED = 3;

/** Files in a line: the first ones, and how many there are besides. */
function namedFiles(paths: readonly string[]): string {
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  return `${paths.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** The id of the note on an include that is seen through boards. */
const SEEN_THROUGH = 'include-seen-through';

/** That an include which the call names was read with boards that include it; `boards` is not empty. */
export function diagnosticOfBoards(path: string, boards: readonly string[]): Diagnostic {
  const message = `${path}: seen through what includes it: ${namedFiles(boards)}`;
  const place = { span: undefined, related: [], fixes: [], kernelLog: undefined };
  return { rule: SEEN_THROUGH, severity: 'information', message, ...place, board: path, kernels: [] };
}

/** Whether a diagnostic says that a file is no board. */
export function isNoBoardNote({ rule }: Diagnostic): boolean {
  return rule === NO_BOARD;
}

/** Whether a diagnostic is about the kernel that was asked for, and not about a board. */
function isKernelNote({ rule }: Pick<Diagnostic, 'rule'>): boolean {
  return rule === KERNEL_NOT_MODELLED;
}

const NOTES: ReadonlySet<string> = new Set([BASE_UNKNOWN, BOARD_UNKNOWN, SEEN_THROUGH]);

/** Whether a diagnostic says how boards were checked instead of what is wrong with them. */
export function isNote(diagnostic: Pick<Diagnostic, 'rule'>): boolean {
  return isKernelNote(diagnostic) || NOTES.has(diagnostic.rule);
}

/** The notes among diagnostics for people, a line each: those on overlays without a base are one, and those on includes. */
export function noteLines(diagnostics: readonly Diagnostic[]): string[] {
  const said = diagnostics.filter((diagnostic) => isKernelNote(diagnostic) || diagnostic.rule === SEEN_THROUGH);
  const base = 'name it with --base BOARD, or in "bases" of .dtheaps.json';
  return [
    ...said.map(({ message }) => message),
    ...aloneLine(diagnostics, BASE_UNKNOWN, base),
    ...aloneLine(diagnostics, BOARD_UNKNOWN, 'none beside it includes it, name one that does'),
  ];
}

/** The line on files that were checked without a board, if there are any; `advice` says how to give one. */
function aloneLine(diagnostics: readonly Diagnostic[], id: string, advice: string): string[] {
  const files = [...new Set(diagnostics.filter(({ rule }) => rule === id).map(fileOf))];
  if (files.length === 0) return [];
  return [`${namedFiles(files)}: checked without a board, only for what holds on any; ${advice}`];
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/** Whether a finding is at or above a level; `never` is above all, and a note is no finding. */
export function reaches(diagnostic: Pick<Diagnostic, 'rule' | 'severity'>, level: Severity | 'never'): boolean {
  return level !== 'never' && !isNote(diagnostic) && RANK[diagnostic.severity] >= RANK[level];
}

/** The path of the file a diagnostic is about. */
export function fileOf(diagnostic: Diagnostic): string {
  return diagnostic.span?.file.path ?? diagnostic.board;
}

/** A diagnostic but for its place, in this process or as it stands in a result. */
type Said = Pick<Diagnostic, 'rule' | 'severity' | 'message' | 'kernels'>;

/** What makes two diagnostics the same thing said twice: place, rule, severity and words, but for the kernel's version. */
export function identity(diagnostic: Diagnostic): string {
  const { span } = diagnostic;
  return identityAt(diagnostic, [fileOf(diagnostic), span?.start ?? 0, span?.end ?? 0].join('\0'));
}

/** The same for one whose place is known in another form. */
export function identityAt(said: Said, place: string): string {
  const { rule, severity, message, kernels } = said;
  if (isKernelNote(said)) return message;
  const words = kernels.reduce((text, kernel) => text.replaceAll(`Linux ${kernel}`, 'Linux'), message);
  return [place, rule, severity, words].join('\0');
}

/**
 * One diagnostic for what several boards or kernels have in common (an include file's fault is reported once), sorted
 * by file and place; the first board and all kernels are kept.
 */
export function mergeDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const merged = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = identity(diagnostic);
    const earlier = merged.get(key);
    if (earlier === undefined) merged.set(key, diagnostic);
    else merged.set(key, { ...earlier, kernels: [...new Set([...earlier.kernels, ...diagnostic.kernels])] });
  }
  return [...merged.values()].sort(
    (a, b) => byText(fileOf(a), fileOf(b)) || (a.span?.start ?? 0) - (b.span?.start ?? 0) || bySeverity(a, b),
  );
}

/** The order of texts by their code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The worse one first. */
export const bySeverity = (a: Pick<Diagnostic, 'severity'>, b: Pick<Diagnostic, 'severity'>): number =>
  RANK[b.severity] - RANK[a.severity];
