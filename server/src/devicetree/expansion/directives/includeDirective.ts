import type { IncludeStyle } from '../files/includeSearch.ts';
import type { Directive } from '../files/lexedEvents.ts';
import type { PreprocessedUnit } from '../units/preprocessedUnit.ts';
import { type DirectiveTokens, directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';
import { type HeaderName, headerFromTokens } from './headerName.ts';
import { includeRefusal } from './includeRefusal.ts';

/**
 * Obeys `#include`, `#include_next` and `#import` (libcpp `do_include_common`); answers what was included. Between the
 * arguments of a macro (`inArguments`) the file's text is no part of the unit.
 */
export function obeyInclude(
  scope: FileScope,
  directive: Directive,
  inArguments: boolean,
): PreprocessedUnit | undefined {
  const tokens = directiveTokens(scope, directive);
  const header = tokens.takeHeaderName() ?? computedName(scope, tokens);
  const refuse = (id: string, message: string) => scope.problem('error', id, message, directive.start, directive.end);
  if (header === undefined || (!header.closed && !header.angled)) {
    refuse('include-invalid', `#${directive.name} expects "FILENAME" or <FILENAME>`);
    return undefined;
  }
  if (!header.closed) refuse('include-invalid', 'missing terminating > character');
  if (header.name === '') {
    refuse('include-invalid', `empty filename in #${directive.name}`);
    return undefined;
  }
  const style = styleOf(directive, header, scope.place.root);
  const included = scope.include(style, header.name, directive.name === 'import' ? 'import' : 'include');
  if (typeof included === 'object') {
    if (inArguments) return included;
    const { builder, clean } = scope;
    const span = clean.span(directive.start, directive.end);
    builder.includes.push({ offset: builder.length, kind: 'preprocessor', unit: included, directive: span });
    return included;
  }
  const refusal = includeRefusal(scope, style, header.name, included);
  if (refusal !== undefined) refuse(refusal.id, refusal.message);
  return undefined;
}

/** How a directive asks; `#include_next` in a board's own file is `#include`. */
function styleOf(directive: Directive, header: HeaderName, root: number | undefined): IncludeStyle {
  if (directive.name === 'include_next' && root !== undefined) return 'next';
  return header.angled ? 'angle' : 'quote';
}

/** A name that macros make. */
function computedName(scope: FileScope, tokens: DirectiveTokens): HeaderName | undefined {
  const engine = scope.engine(tokens);
  engine.paddingInDirective = true;
  return headerFromTokens(engine);
}
