import { wholeCharacters } from '../../text/bytesAndText.ts';
import type { FirstError } from './firstError.ts';
import type { ItemProblem, MissingText } from './items.ts';
import { appendUnescaped } from './literals.ts';

/** What is wrong at a place; of what is missing the offsets are the text's. */
export interface Fault {
  readonly message: string;
  /** Absent: `syntax-error`. */
  readonly id?: string;
  readonly missing?: MissingText | undefined;
  readonly isUnknownName?: boolean;
}

/** A line marker of the preprocessor, which dtc reads (dtc-lexer.l). */
const LINE_MARKER = /^#(line)?[ \t]+[0-9]+[ \t]+"/;

/** So much of the text is quoted in a message. */
const QUOTED = 40;

const FEW_EXPECTED = 5;

/** At most this many of the texts that are missing at one place are listed in a message. */
const MOST_MISSING = 10;

/** Says what was found at an error, and what was expected there or is missing before it. */
export function describeError(
  text: string,
  { offset, end, expected, atEnd, openString }: FirstError,
  missing: MissingText | undefined,
): string {
  const [line = ''] = wholeCharacters(text, offset, end, QUOTED).split('\n', 1);
  const found = atEnd ? 'the end of the text' : `\`${line}\``;
  if (openString !== undefined) return 'Syntax error: `"` is missing: the string is not closed on its line';
  if (missing !== undefined && missing.parts.length > 0) {
    const texts = missing.parts.map((part) => `\`${part.text}\``);
    const more = texts.length > MOST_MISSING ? ` and ${texts.length - MOST_MISSING} more` : '';
    const listed = texts.slice(0, MOST_MISSING).join(' and ');
    return `Syntax error: ${listed}${more} ${texts.length > 1 ? 'are' : 'is'} missing before ${found}`;
  }
  const awaited = inWords(expected);
  return `Syntax error: found ${found}${awaited === '' ? '' : ` where ${awaited} was expected`}`;
}

/** Says what is wrong with a stretch that dtc does not take anywhere. Of line markers only faulty ones are such. */
export function describeRefused(text: string, start: number, end: number): Fault {
  const [found = ''] = wholeCharacters(text, start, end, QUOTED).split('\n', 1);
  const marker = LINE_MARKER.exec(found);
  if (marker !== null) {
    let hasNul = false;
    appendUnescaped(found, marker[0].length, found.lastIndexOf('"'), (byte) => {
      hasNul ||= byte === 0;
    });
    if (hasNul) return { message: 'nul in line number directive' };
  }
  if (!/^\w/.test(found)) return { message: `Syntax error: \`${found}\` cannot stand here` };
  const message = `Syntax error: \`${found}\` is neither a value nor a macro that is defined here`;
  return { message, isUnknownName: true };
}

/** What could have stood at an error, in words; empty if it is too much to be of help. */
function inWords(expected: readonly string[]): string {
  if (expected.includes('`;`')) return '`;`';
  if (expected.length === 0 || expected.length > FEW_EXPECTED) return '';
  const last = expected[expected.length - 1] ?? '';
  return expected.length === 1 ? last : `${expected.slice(0, -1).join(', ')} or ${last}`;
}

/**
 * A syntax error as an item's problem: it was found in `length` characters from an offset of the text on; `isMended` where
 * it says what would mend it.
 */
export function syntaxProblem(
  { id = 'syntax-error', message, missing, isUnknownName }: Fault,
  length: number,
  offset: number,
  isMended: boolean,
): ItemProblem {
  const known = { id, severity: 'error', message, start: 0, end: length } as const;
  const problem = isUnknownName === true ? { ...known, isUnknownName } : known;
  if (missing === undefined) return problem;
  const parts = (isMended ? missing.parts : []).map((part) => ({ ...part, after: part.after - offset }));
  return { ...problem, missing: { ...missing, after: missing.after - offset, parts } };
}
