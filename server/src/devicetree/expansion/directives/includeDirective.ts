import type { FileExpansion } from '../fileExpansion.ts';
import type { IncludeStyle } from '../includeSearch.ts';
import type { Directive } from '../lexedFile.ts';
import { Limits } from '../limits.ts';
import { MacroEngine } from '../macros/macroEngine.ts';
import type { Entered } from '../session.ts';
import { TokenFlag, TokenKind } from '../tokens/token.ts';
import type { PreprocessedUnit } from '../units/preprocessedUnit.ts';
import type { DirectiveTokens, HeaderName } from './directiveTokens.ts';

/**
 * Obeys `#include`, `#include_next` and `#import` (libcpp `do_include_common`); answers what was included. Between the
 * arguments of a macro (`inArguments`) the file's text is no part of the unit.
 */
export function obeyInclude(
  expansion: FileExpansion,
  directive: Directive,
  inArguments: boolean,
): PreprocessedUnit | undefined {
  const { session, place, clean } = expansion;
  const tokens = directiveTokens(expansion, directive);
  const header = tokens.takeHeaderName() ?? computedName(expansion, tokens);
  const refuse = (id: string, message: string) =>
    expansion.problem('error', id, message, directive.start, directive.end);
  if (header === undefined || (!header.closed && !header.angled)) {
    refuse('include-invalid', `#${directive.name} expects "FILENAME" or <FILENAME>`);
    return undefined;
  }
  if (!header.closed) refuse('include-invalid', 'missing terminating > character');
  if (header.name === '') {
    refuse('include-invalid', `empty filename in #${directive.name}`);
    return undefined;
  }
  const style = styleOf(directive, header, place.root);
  expansion.endSegment();
  const found = session.search.find(style, header.name, expansion.folder, place.root);
  const asked = directive.name === 'import' ? 'import' : 'include';
  const entered =
    found === undefined
      ? undefined
      : session.enter(
          { path: found.path, file: found.file, root: found.root, level: place.level + 1 },
          'preprocessor',
          asked === 'import',
        );
  const unit = typeof entered === 'object' ? entered : undefined;
  expansion.step({ style, name: header.name, path: found?.path, file: found?.file, unit, asked });
  if (unit !== undefined) {
    const span = clean.span(directive.start, directive.end);
    if (inArguments) return unit;
    expansion.builder.includes.push({ offset: expansion.builder.length, kind: 'preprocessor', unit, directive: span });
  } else if (entered !== 'once') {
    const reason = typeof entered === 'string' ? entered : undefined;
    const message = includeRefusal(expansion, style, header.name, reason);
    refuse(message.id, message.text);
  }
  return unit;
}

export function directiveTokens(expansion: FileExpansion, directive: Directive): DirectiveTokens {
  return expansion.directives.tokens(directive);
}

/** How a directive asks; `#include_next` in a board's own file is `#include`. */
function styleOf(directive: Directive, header: HeaderName, root: number | undefined): IncludeStyle {
  if (directive.name === 'include_next' && root !== undefined) return 'next';
  return header.angled ? 'angle' : 'quote';
}

/** A name that macros make: a string, or everything between `<` and `>` (libcpp `parse_include`, `dequote_string`). */
export function computedName(expansion: FileExpansion, tokens: DirectiveTokens): HeaderName | undefined {
  const engine = new MacroEngine(expansion, tokens, expansion.session.shared.serial);
  engine.paddingInDirective = true;
  return headerFromTokens(engine);
}

/** As `computedName`, from an engine that is already at the name. */
export function headerFromTokens(engine: MacroEngine): HeaderName | undefined {
  let first = engine.next();
  while (first.kind === TokenKind.padding) first = engine.next();
  if (first.kind === TokenKind.string && first.text.startsWith('"')) {
    return { name: first.text.slice(1, -1), angled: false, closed: true };
  }
  if (!first.is('<')) return undefined;
  let name = '';
  let isFirst = true;
  for (let token = engine.next(); !token.is('>'); token = engine.next()) {
    if (token.kind === TokenKind.end) return { name, angled: true, closed: false };
    if (token.kind === TokenKind.padding) {
      if (token.paddingFor !== undefined && (token.paddingFor.flags & TokenFlag.white) !== 0 && !isFirst) name += ' ';
      continue;
    }
    if ((token.flags & TokenFlag.white) !== 0 && !isFirst) name += ' ';
    name += token.text;
    isFirst = false;
  }
  return { name, angled: true, closed: true };
}

/** Why a file was not included, and what can be done. */
export function includeRefusal(
  expansion: FileExpansion,
  style: IncludeStyle,
  name: string,
  entered: Extract<Entered, string> | undefined,
): { readonly id: string; readonly text: string } {
  const { session, place } = expansion;
  if (entered === 'too-deep') {
    expansion.impure = true;
    const maximum = Limits.includeDepth;
    const text = `#include nested depth ${place.level + 1} exceeds maximum of ${maximum}: does a file include itself?`;
    return { id: 'include-depth', text };
  }
  if (entered === 'too-much') {
    expansion.impure = true;
    if (session.aborted) return { id: 'cancelled', text: 'reading was cancelled before this file' };
    const text = `the board includes more than ${Limits.includes} files or ${Limits.bytes >> 20} MiB; this one is left out`;
    return { id: 'expansion-too-large', text };
  }
  const folder = style === 'dtc' ? session.dtcFolder(place, 'preprocessor') : expansion.folder;
  const folders = session.search.foldersTried(style, name, folder, place.root);
  if (folders.length === 0) {
    return { id: 'include-not-found', text: `no include path in which to search for ${name}: set the include roots` };
  }
  const text = `${name}: No such file or directory; looked in ${folders.join(', ')}. Add the folder that holds it to the include roots.`;
  return { id: 'include-not-found', text };
}
