import type { IncludeStyle } from '../devicetree/expansion/files/includeSearch.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { Span } from '../text/sourceFile.ts';

/** An include directive as it is written. */
export interface IncludeDirective {
  readonly style: IncludeStyle;
  /** As bytes of the file, one character each. */
  readonly name: string;
}

const INCLUDE = /^[ \t]*#[ \t]*include(_next)?[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)|\/include\/[ \t\r\n]*"([^"\n]+)"/gm;
const BOARD = /^[ \t]*\/dts-v1\/[ \t]*;/m;

/**
 * What a text asks to be included, by `#include` or dtc's `/include/`. What `#if` leaves out or a comment holds counts
 * too, and a name that a macro makes does not: this finds candidates, and only reading a board decides.
 */
export function scanIncludes(text: string): IncludeDirective[] {
  const found: IncludeDirective[] = [];
  for (const [, next, quoted, angled, dtc] of text.matchAll(INCLUDE)) {
    if (found.length >= INPUT_LIMITS.scannedIncludes) break;
    if (dtc !== undefined) found.push({ style: 'dtc', name: dtc });
    else if (angled !== undefined) found.push({ style: 'angle', name: angled });
    // The next one of the same name lies in a later root, which the search by <…> sees too.
    else if (quoted !== undefined) found.push({ style: next === undefined ? 'quote' : 'angle', name: quoted });
  }
  return found;
}

/** The name that a directive at a place asks for; what it says where a macro makes the name. */
export function includeNameAt({ file, start, end }: Span): string {
  const text = file.text.slice(start, end);
  return scanIncludes(text)[0]?.name ?? text.replace(/^\s*#\s*include\s*/, '').trim();
}

/** Whether a text begins a device tree: a board or an overlay. */
export function isBoardText(text: string): boolean {
  return BOARD.test(text);
}
