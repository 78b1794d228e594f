import { Remembered } from '../../text/remembered.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { directiveOfEvent, GAP } from '../expansion/files/lexedEvents.ts';
import { LexedFile } from '../expansion/files/lexedFile.ts';
import type { DirectiveName } from '../expansion/tokens/directiveNames.ts';
import { SymbolTable } from '../expansion/tokens/symbolTable.ts';

/** A stretch of a document, `[start, end)` in bytes. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A line of the preprocessor, from its `#` to the end of the line, or of the last of the lines that are joined. */
export interface DirectiveLine extends Stretch {
  readonly name: DirectiveName;
}

/** What a document is made of for the preprocessor, whatever `#if` leaves out; each in the order of the text. */
export interface LexicalParts {
  /** Where the identifiers outside of comments, strings and directives begin and end: a text may have one a byte. */
  readonly words: { readonly starts: Int32Array; readonly ends: Int32Array };
  /** Comments that stand outside of directives. */
  readonly comments: readonly Stretch[];
  readonly directives: readonly DirectiveLine[];
}

const known = new Remembered<SourceFile, LexicalParts>();

/** The parts of a file; read once, in time that is linear in its length. A file that is too large to be read has none. */
export function lexicalParts(file: SourceFile): LexicalParts {
  let parts = known.get(file);
  if (parts === undefined) {
    parts = readParts(file);
    known.set(file, parts);
  }
  return parts;
}

function readParts(file: SourceFile): LexicalParts {
  const { clean, starts, ends, values, directives } = new LexedFile(file, new SymbolTable());
  const words = { starts: new Int32Array(values.length), ends: new Int32Array(values.length) };
  let count = 0;
  const comments: Stretch[] = [];
  const lines: DirectiveLine[] = [];
  for (let event = 0; event < values.length; event++) {
    const value = values[event] ?? GAP;
    const first = starts[event] ?? 0;
    const last = ends[event] ?? 0;
    const start = clean.original(first);
    const end = last > first ? clean.original(last - 1) + 1 : start;
    const directive = value < GAP ? directives[directiveOfEvent(value)] : undefined;
    if (directive !== undefined) lines.push({ name: directive.name, start, end });
    else if (value !== GAP) {
      words.starts[count] = start;
      words.ends[count++] = end;
    } else if (file.text.charAt(start) === '/') comments.push({ start, end });
  }
  const ofWords = { starts: words.starts.slice(0, count), ends: words.ends.slice(0, count) };
  return { words: ofWords, comments, directives: lines };
}

/** The first of some stretches, which do not overlap and are in order, that ends after an offset; their number if none does. */
export function firstEndingAfter(stretches: readonly Stretch[], offset: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
