import type { IncludeStyle } from '../expansion/files/includeSearch.ts';
import type { DocumentTree } from './documentTree.ts';
import { nameAt, type WrittenName } from './writtenNames.ts';

/** An include's file name as it is written in a document. */
export interface WrittenInclude extends WrittenName {
  readonly style: IncludeStyle;
}

/** More includes in one document are left out: nobody writes them. */
const MAXIMUM_INCLUDES = 10_000;

const DIRECTIVE = /#[ \t]*include(_next)?[ \t]*(["<])|\/include\/\s*"/g;

/** The includes of a document, of the preprocessor's and dtc's form, in order; those that `#if` leaves out count, too. */
export function writtenIncludes(document: DocumentTree): WrittenInclude[] {
  const found: WrittenInclude[] = [];
  for (const match of document.file.text.matchAll(DIRECTIVE)) {
    if (found.length >= MAXIMUM_INCLUDES) break;
    const name = nameAt(document, match.index + match[0].length);
    if (name?.kind !== 'include') continue;
    const [, next, quote] = match;
    const style = quote === undefined ? 'dtc' : next !== undefined ? 'next' : quote === '<' ? 'angle' : 'quote';
    found.push({ ...name, style });
  }
  return found;
}
