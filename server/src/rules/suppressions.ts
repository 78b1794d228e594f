import { withLineFeeds } from '../text/lineFeeds.ts';
import { Remembered } from '../text/remembered.ts';
import type { SourceFile, Span } from '../text/sourceFile.ts';
import { type Comment, commentsOf } from './comments.ts';

/** Where a suppression comment holds. `enable` ends what `disable` began. */
export type SuppressionKind = 'disable-next-line' | 'disable-line' | 'disable-file' | 'disable' | 'enable';

/** One rule that a comment names, or all rules where it names none. */
export interface SuppressedRule {
  /** `undefined`: every rule. */
  readonly id: string | undefined;
  /** The id, or the comment where it names none. */
  readonly span: Span;
}

/** A comment that names findings that are intended: `dtheaps-disable-next-line cma-misaligned -- reason`. */
export interface Suppression {
  /** `undefined`: the word after `dtheaps-` is none that is known. */
  readonly kind: SuppressionKind | undefined;
  /** The word as written, such as `dtheaps-disable-line`. */
  readonly word: string;
  readonly comment: Span;
  readonly rules: readonly SuppressedRule[];
  /** The zero-based lines for which it holds; absent but for `disable-line` and `disable-next-line`. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

/** What the first word of a suppression comment begins with. */
export const WORD = 'dtheaps-';
const KINDS: ReadonlySet<string> = new Set<SuppressionKind>([
  'disable-next-line',
  'disable-line',
  'disable-file',
  'disable',
  'enable',
]);

const known = new Remembered<SourceFile, readonly Suppression[]>();

/** The suppression comments of a file, in order. Looked for once a file, and only where their word stands in it. */
export function suppressionsOf(file: SourceFile): readonly Suppression[] {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const found: Suppression[] = [];
  if (file.text.includes(WORD)) {
    const comments = commentsOf(file);
    const following = followingLines(file, comments);
    for (const [index, comment] of comments.entries()) {
      const suppression = readComment(file, comment, following[index] ?? 0);
      if (suppression !== undefined) found.push(suppression);
    }
  }
  known.set(file, found);
  return found;
}

function isKind(word: string): word is SuppressionKind {
  return KINDS.has(word);
}

/** Reads `dtheaps-WORD id, id -- reason`, which a comment begins with; the reason may go on over more lines. */
function readComment(file: SourceFile, { start, end }: Comment, followingLine: number): Suppression | undefined {
  const text = withLineFeeds(file.text.slice(start, end));
  const begun = /^(?:\/\*[\s*]*|\/\/\s*)dtheaps-((?:disable|enable)[\w-]*)/.exec(text);
  if (begun === null) return undefined;
  const word = begun[1] ?? '';
  const rest = /^[^\n]*?(?=\s--(?:\s|$)|\*\/|\r?\n|$)/.exec(text.slice(begun[0].length))?.[0] ?? '';
  const comment = { file, start, end };
  const rules = [...rest.matchAll(/[^\s,]+/g)].map(({ 0: id, index: at }): SuppressedRule => {
    const from = start + begun[0].length + at;
    return { id, span: { file, start: from, end: from + id.length } };
  });
  const kind = isKind(word) ? word : undefined;
  return {
    kind,
    word: WORD + word,
    comment,
    rules: rules.length === 0 ? [{ id: undefined, span: comment }] : rules,
    lines: linesOf(kind, comment, followingLine),
  };
}

function linesOf(
  kind: SuppressionKind | undefined,
  { file, start, end }: Span,
  followingLine: number,
): Suppression['lines'] {
  const { lines } = file;
  if (kind === 'disable-line') return { first: lines.lineOf(start), last: lines.lineOf(end) };
  return kind === 'disable-next-line' ? { first: followingLine, last: followingLine } : undefined;
}

/** For each comment the next line that holds more than a comment, so that several may stand above one line. */
function followingLines({ lines, text }: SourceFile, comments: readonly Comment[]): number[] {
  const following = new Array<number>(comments.length);
  for (let index = comments.length - 1; index >= 0; index--) {
    const line = lines.lineOf(comments[index]?.end ?? 0) + 1;
    const lineStart = lines.startOf(line);
    const next = comments[index + 1];
    const isComment =
      next !== undefined &&
      next.start >= lineStart &&
      text.slice(lineStart, next.start).trim() === '' &&
      text.slice(next.end, lines.startOf(lines.lineOf(next.end) + 1)).trim() === '';
    following[index] = isComment ? (following[index + 1] ?? line) : line;
  }
  return following;
}

/** What of a suppression covers a rule: that it names the rule or, unless it must, no rule at all. */
function ruleFor({ rules }: Suppression, id: string, byName: boolean): SuppressedRule | undefined {
  return rules.find((rule) => rule.id === id || (rule.id === undefined && !byName));
}

/** What the suppressions of a file come to for one rule. */
interface RuleSuppressions {
  /** The entry that holds for each zero-based line; of several the first. */
  readonly lines: ReadonlyMap<number, SuppressedRule>;
  /** From which offset on a block holds, or nothing after one has ended; in the order of the text. */
  readonly blocks: readonly { readonly start: number; readonly entry: SuppressedRule | undefined }[];
  readonly whole: SuppressedRule | undefined;
}

/** By file what was worked out for a rule: a file may have as many comments as findings. */
const ofRules = new Remembered<SourceFile, Map<string, RuleSuppressions>>();

function suppressionsFor(rule: string, file: SourceFile, byName: boolean): RuleSuppressions {
  let ofFile = ofRules.get(file);
  if (ofFile === undefined) {
    ofFile = new Map();
    ofRules.set(file, ofFile);
  }
  const key = `${byName} ${rule}`;
  const earlier = ofFile.get(key);
  if (earlier !== undefined) return earlier;
  const lines = new Map<number, SuppressedRule>();
  const blocks: { start: number; entry: SuppressedRule | undefined }[] = [];
  let whole: SuppressedRule | undefined;
  for (const suppression of suppressionsOf(file)) {
    const entry = ruleFor(suppression, rule, byName);
    if (entry === undefined) continue;
    const { kind, comment } = suppression;
    const { first, last } = suppression.lines ?? NO_LINES;
    for (let line = first; line <= last; line++) if (!lines.has(line)) lines.set(line, entry);
    if (kind === 'disable-file') whole ??= entry;
    else if (kind === 'disable') blocks.push({ start: comment.start, entry });
    else if (kind === 'enable') blocks.push({ start: comment.start, entry: undefined });
  }
  const found = { lines, blocks, whole };
  ofFile.set(key, found);
  return found;
}

const NO_LINES = { first: 0, last: -1 };

/**
 * What silences a rule's finding that begins at a place: the entry of the nearest comment that does, or `undefined`.
 * `disable` and `enable` hold from where they stand, each for the rules it names; the last one before the place decides.
 * `byName` leaves comments out that name no rule.
 */
export function suppressedBy(rule: string, { file, start }: Span, byName = false): SuppressedRule | undefined {
  if (suppressionsOf(file).length === 0) return undefined;
  const { lines, blocks, whole } = suppressionsFor(rule, file, byName);
  const ofLine = lines.get(file.lines.lineOf(start));
  if (ofLine !== undefined) return ofLine;
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1]?.entry ?? whole;
}
