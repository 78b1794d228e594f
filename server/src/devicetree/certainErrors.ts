import type { Problem } from '../text/problem.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { ExpandedUnit } from './expansion/units/expandedUnit.ts';
import { type PlainToken, type PlainTokens, plainTokensOf } from './plainTokens.ts';

/** What is wrong before macros count: with comments, and with the groups of `#if`. */
const BEFORE_MACROS: ReadonlySet<string> = new Set([
  'comment-not-closed',
  'conditional-not-closed',
  'conditional-without-if',
]);

/** What closes a statement or its value. */
const CLOSING = /^[>\])"]*;?$/;

/**
 * Which problems of a source are there whatever an include holds that could not be read. A header may define any name as
 * a macro, which may stand for any text: an error is certain where between the statement that it ends and the one that
 * follows no name stands but those of properties, nodes and labels, in the places of such; a brace that is missing or
 * left over, where all of its file is of such statements.
 */
export class CertainErrors {
  private readonly _unit: ExpandedUnit;
  /** Whether what could not be read is a header, which opens and closes no node. */
  private readonly _onlyHeaders: boolean;
  private readonly _tokens = new Map<SourceFile, PlainTokens>();

  /** `unread` are the problems of what is not known: includes that could not be read, and what a limit left out. */
  constructor(unit: ExpandedUnit, unread: readonly Problem[]) {
    this._unit = unit;
    this._onlyHeaders = unread.every(({ span }) => span !== undefined && /\.h[>"]\s*$/.test(textOf(span)));
  }

  isCertain({ id, span, fixes, isUnknownName }: Problem): boolean {
    if (span === undefined) return false;
    if (BEFORE_MACROS.has(id)) return this._isRead(span.file, span.start);
    if (id !== 'syntax-error' || isUnknownName === true) return false;
    const [fix] = fixes ?? [];
    if (fix === undefined) {
      if (textOf(span).startsWith('}')) return this._isPlainFile(span.file);
      return span.file.text.charAt(span.start) === ';' && this._endsNothing(span.file, span.start);
    }
    if (fix.edits.every(({ newText }) => /^\s*(?:\};)+$/.test(newText))) return this._isPlainFile(span.file);
    const [edit, second] = fix.edits;
    if (edit === undefined || second !== undefined || edit.span.file !== span.file) return false;
    return CLOSING.test(edit.newText) && this._isBetweenPlain(span.file, edit.span.start);
  }

  private _tokensOf(file: SourceFile): PlainTokens {
    let tokens = this._tokens.get(file);
    if (tokens === undefined) {
      tokens = plainTokensOf(file);
      this._tokens.set(file, tokens);
    }
    return tokens;
  }

  /** Whether no condition leaves out what stands at an offset of a file, nor the includes by which it is read. */
  private _isRead(file: SourceFile, offset: number): boolean {
    return this._isOutsideOfGroups(file, offset) && this._isAlwaysRead(this._unit, file, new Set());
  }

  private _isOutsideOfGroups(file: SourceFile, offset: number): boolean {
    const before = this._tokensOf(file).groups.filter(({ start }) => start < offset);
    return (before.at(-1)?.open ?? 0) === 0;
  }

  private _isAlwaysRead(unit: ExpandedUnit, file: SourceFile, seen: Set<ExpandedUnit>): boolean {
    if (unit.file === file) return true;
    seen.add(unit);
    return unit.includes.some(
      ({ unit: included, directive }) =>
        !seen.has(included) &&
        this._isOutsideOfGroups(directive.file, directive.start) &&
        this._isAlwaysRead(included, file, seen),
    );
  }

  /**
   * Whether what ends at an offset and what follows cannot stand side by side in any text: nothing but a separator follows
   * the end of a value, whatever is in it; elsewhere the statement and the beginning of the next one are plain.
   */
  private _isBetweenPlain(file: SourceFile, offset: number): boolean {
    const { tokens } = this._tokensOf(file);
    const at = lastBefore(tokens, offset);
    const [last, next] = [tokens[at], tokens[at + 1]];
    if (last === undefined || next === undefined || last.lines !== next.lines) return false;
    if (last.parentheses !== 0 || !this._isRead(file, last.start)) return false;
    const after = tokens[at + 2]?.text;
    const beginsStatement = next.text === '}' || (next.kind === 'word' && (after === '=' || after === '{'));
    if (beginsStatement && /^(?:[>\]}]|".*")$/s.test(last.text)) return true;
    let first = at;
    while (first > 0 && !isSeparator(tokens[first - 1])) first--;
    if (tokens[first]?.lines !== last.lines || tokens[first]?.parentheses !== 0) return false;
    return isPlainStatement(tokens.slice(first, at + 1)) && (next.text === ';' || beginsPlainly(tokens, at + 1));
  }

  /** Whether a semicolon at an offset has nothing before it that it could end. */
  private _endsNothing(file: SourceFile, offset: number): boolean {
    const { tokens } = this._tokensOf(file);
    const at = lastBefore(tokens, offset);
    const [last, semicolon] = [tokens[at], tokens[at + 1]];
    if (last === undefined || semicolon?.start !== offset || last.lines !== semicolon.lines) return false;
    return last.parentheses === 0 && /^[;{=]$/.test(last.text) && this._isRead(file, offset);
  }

  /** Whether all statements of a file are plain at their beginnings, and no condition chooses between them. */
  private _isPlainFile(file: SourceFile): boolean {
    const { tokens, groups } = this._tokensOf(file);
    if (!this._onlyHeaders || groups.length > 0 || !this._isRead(file, 0)) return false;
    let isStart = true;
    return tokens.every((token, index) => {
      const isBeginning = isStart;
      isStart = isSeparator(token) || (isBeginning && tokens[index + 1]?.text === ':') || token.text === ':';
      if (token.kind === 'keyword') return true;
      return !isBeginning || token.text === ':' || isSeparator(token) || beginsPlainly(tokens, index);
    });
  }
}

const textOf = ({ file, start, end }: { file: SourceFile; start: number; end: number }): string =>
  file.text.slice(start, end);

/** The index of the last token that begins before an offset. */
function lastBefore(tokens: readonly PlainToken[], offset: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const isSeparator = (token: PlainToken | undefined): boolean =>
  token !== undefined && (token.text === ';' || token.text === '{' || token.text === '}');

/** Whether a word cannot be one macro: it has characters that no name of a macro has. */
const isNoMacro = (word: string): boolean => /[-,#@.+?*]/.test(word);

/**
 * Whether a node or a property begins with a token: a name before `=`, `{` or a colon, one that no macro has before `;`;
 * a reference or the root before `{`; or a node ends.
 */
function beginsPlainly(tokens: readonly PlainToken[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1]?.text ?? '';
  if (token === undefined) return false;
  if (token.kind === 'keyword' || token.text === '}') return true;
  if (token.kind === 'reference' || token.text === '/') return next === '{';
  if (token.kind !== 'word') return false;
  return (
    next === '=' ||
    next === '{' ||
    next === ':' ||
    (next === ';' && (isNoMacro(token.text) || /^[a-z][a-z0-9]*$/.test(token.text)))
  );
}

/** Whether a statement is a property, or the end of a node, in which no name may be that of a macro. */
function isPlainStatement(tokens: readonly PlainToken[]): boolean {
  if (tokens.length === 1 && tokens[0]?.text === '}') return true;
  let at = 0;
  while (tokens[at]?.kind === 'word' && tokens[at + 1]?.text === ':') at += 2;
  const name = tokens[at];
  if (name?.kind !== 'word') return false;
  if (at === tokens.length - 1) return isNoMacro(name.text);
  return tokens[at + 1]?.text === '=' && isPlainValue(tokens.slice(at + 2));
}

function isPlainValue(tokens: readonly PlainToken[]): boolean {
  let isBytes = false;
  return tokens.every(({ kind, text }, index) => {
    if (text === '[') isBytes = true;
    else if (text === ']') isBytes = false;
    if (kind !== 'word') return true;
    return (isBytes && /^[0-9a-fA-F]+$/.test(text)) || tokens[index + 1]?.text === ':';
  });
}
