import { INPUT_LIMITS } from '../../text/limits.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import type { IncludeStyle } from '../expansion/files/includeSearch.ts';
import { firstEndingAfter, lexicalParts, type Stretch } from './lexicalParts.ts';

/** An include's file name as it is written in a document, between its quotation marks or `<>`. */
export interface WrittenInclude {
  readonly text: string;
  readonly span: Span;
  readonly style: IncludeStyle;
}

const PREPROCESSOR = /^#[ \t]*(?:include(_next)?|import)[ \t]*(?:"([^"\n]*)|<([^>\n]*))/;
const DTC = /\/include\/\s*"([^"\n]*)/g;

/**
 * The includes of a document, of the preprocessor's and dtc's form, in order; those that `#if` leaves out count, too, and
 * names that macros make do not. Nothing is parsed for it, so that it may be asked of many files.
 */
export function writtenIncludes(file: SourceFile): WrittenInclude[] {
  const { text } = file;
  const { directives, comments } = lexicalParts(file);
  const found: WrittenInclude[] = [];
  const add = (style: IncludeStyle, start: number, name: string): void => {
    found.push({ style, text: name, span: { file, start, end: start + name.length } });
  };
  for (const { start, end } of directives) {
    const match = PREPROCESSOR.exec(text.slice(start, end));
    if (match === null) continue;
    const [whole, next, quoted, angled] = match;
    const name = quoted ?? angled ?? '';
    add(
      next !== undefined ? 'next' : quoted === undefined ? 'angle' : 'quote',
      start + whole.length - name.length,
      name,
    );
    if (found.length >= INPUT_LIMITS.documentIncludes) return found;
  }
  for (const { 0: whole, 1: name = '', index } of text.matchAll(DTC)) {
    if (found.length >= INPUT_LIMITS.documentIncludes) break;
    if (isIn(comments, index) || isIn(directives, index)) continue;
    add('dtc', index + whole.length - name.length, name);
  }
  return found.sort((one, other) => one.span.start - other.span.start);
}

function isIn(stretches: readonly Stretch[], offset: number): boolean {
  const next = stretches[firstEndingAfter(stretches, offset)];
  return next !== undefined && next.start <= offset;
}
