import type { Parser } from 'web-tree-sitter';
import { LIMITS } from '../../text/limits.ts';
import { LineIndex } from '../../text/lineIndex.ts';

/** Where the parser could not go on: after the last token that it took. */
export interface ParserStop {
  readonly offset: number;
  /** The tokens it could have gone on with, in words. */
  readonly expected: readonly string[];
}

/**
 * Where parsing a text first fails, nothing being wrong before an offset; `undefined` if it does not, or only after more
 * messages than the limit says.
 *
 * tree-sitter reports the token at which it gave up, before its error recovery, in its log alone, which has some lines
 * for each token and each character. It is read as late as can be: the parse stops before, and goes on with a log.
 */
export function firstStop(parser: Parser, text: string, goodUntil: number): ParserStop | undefined {
  return stopAfter(parser, text, hundredsBefore(parser, text, goodUntil));
}

/** How many hundreds of operations the parser does before an offset. */
function hundredsBefore(parser: Parser, text: string, offset: number): number {
  let hundreds = 0;
  const tree = parser.parse(text, null, {
    progressCallback: ({ currentOffset, hasError }) => {
      if (hasError || currentOffset >= 2 * offset) return true;
      hundreds++;
      return false;
    },
  });
  tree?.delete();
  parser.reset();
  return hundreds;
}

/** Where parsing first fails after some hundreds of operations. */
function stopAfter(parser: Parser, text: string, hundreds: number): ParserStop | undefined {
  let steps = 0;
  if (hundreds > 0) parser.parse(text, null, { progressCallback: () => ++steps >= hundreds });
  const lines = new LineIndex(text);
  let at = 0;
  let state = 0;
  let failedAt = -1;
  let failedState = 0;
  let stopped = false;
  let messages = 0;
  const isEnough = (): boolean => stopped || messages > LIMITS.parserMessages.most;
  parser.setLogger((message, isLexing) => {
    messages++;
    if (isLexing || isEnough()) return;
    if (message.startsWith('process version')) {
      const place = /state:(\d+), row:(\d+), col:(\d+)/.exec(message);
      // Columns of the log count the bytes of UTF-16.
      if (place !== null) at = lines.startOf(Number(place[2])) + Number(place[3]) / 2;
      state = Number(place?.[1] ?? 0);
    } else if (message.startsWith('detect_error')) {
      if (at > failedAt) failedState = state;
      failedAt = Math.max(failedAt, at);
    } else if (message.startsWith('resume version')) {
      stopped = true;
    }
  });
  const read = (index: number): string | undefined => (isEnough() ? undefined : text.slice(index));
  const tree = parser.parse(read, null, { progressCallback: isEnough });
  tree?.delete();
  parser.setLogger(null);
  parser.reset();
  return failedAt < 0 ? undefined : { offset: failedAt, expected: expectedIn(parser, failedState) };
}

function expectedIn(parser: Parser, state: number): readonly string[] {
  const symbols = parser.language?.lookaheadIterator(state);
  if (symbols === null || symbols === undefined) return [];
  const expected = new Set<string>();
  for (const symbol of symbols) {
    const name = nameOfSymbol(symbol);
    if (name !== undefined) expected.add(name);
  }
  symbols.delete();
  return [...expected];
}

/** Hidden tokens of the grammar that people write, in words. */
const HIDDEN_TOKENS: Readonly<Record<string, string>> = { _bytes: 'bytes of two hex digits each' };

/** What an expected symbol of the grammar is called in a message; `undefined` for one that means nothing to people. */
function nameOfSymbol(symbol: string): string | undefined {
  if (symbol.startsWith('_')) return HIDDEN_TOKENS[symbol];
  if (/^(end|ERROR|comment)$|^(preproc|macro)|_repeat\d+$/.test(symbol)) return undefined;
  return /^[a-z]/.test(symbol) ? symbol.replaceAll('_', ' ') : `\`${symbol}\``;
}
