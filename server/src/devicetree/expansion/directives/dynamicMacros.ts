import { bytesOfText } from '../../../text/bytesAndText.ts';
import type { IncludeStyle } from '../files/includeSearch.ts';
import type { DynamicMacro } from '../macros/macro.ts';
import type { MacroEngine } from '../macros/macroEngine.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { DirectiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';
import { headerFromTokens } from './headerName.ts';
import type { PresumedPlace } from './presumedPlace.ts';

/**
 * The value of a predefined macro at a place (libcpp `_cpp_builtin_macro_text`), as the text of one token; `undefined`
 * leaves the name. There is no clock here: dates are those of `SOURCE_DATE_EPOCH=0`, so that results can be compared.
 */
export function dynamicValue(
  scope: FileScope,
  presumed: PresumedPlace,
  name: DynamicMacro,
  token: Token,
  engine: MacroEngine,
): string | undefined {
  switch (name) {
    case '__LINE__':
      return String(presumed.lineAt(positionOf(scope, engine, token)));
    case '__FILE__':
      return quoted(presumed.file);
    case '__BASE_FILE__':
      scope.dependsOn('base-path');
      return quoted(bytesOfText(scope.basePath));
    case '__INCLUDE_LEVEL__':
      scope.dependsOn('level');
      return String(scope.place.level);
    case '__COUNTER__':
      return String(scope.nextCount());
    case '__DATE__':
      return '"Jan  1 1970"';
    case '__TIME__':
      return '"00:00:00"';
    case '__TIMESTAMP__':
      return '"Thu Jan  1 00:00:00 1970"';
    case '__has_include':
    case '__has_include_next':
      return hasInclude(scope, name, token, engine);
    case '__has_attribute':
    case '__has_builtin':
      return hasFeature(scope, name, token, engine);
    case '_Pragma':
      return undefined;
  }
}

/**
 * Where `__LINE__` counts from. In the arguments and the body of a function-like macro it is the innermost place in the
 * file's own text that the expansion has reached; under an object-like one that macro's own place (libcpp
 * `enter_macro_context`, `builtin_macro`).
 */
function positionOf(scope: FileScope, engine: MacroEngine, token: Token): number {
  const { base } = engine;
  if (base instanceof DirectiveTokens) return base.directive.start;
  const { start, isFunction } = scope.outermostUse;
  return isFunction ? engine.expansionPoint(token) : start;
}

/** Bytes as a string literal (libcpp `cpp_quote_string`). */
function quoted(bytes: string): string {
  return `"${bytes.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

function hasInclude(
  scope: FileScope,
  operator: '__has_include' | '__has_include_next',
  token: Token,
  engine: MacroEngine,
): string | undefined {
  const { base } = engine;
  const written = base instanceof DirectiveTokens && engine.idle ? base : undefined;
  if (!base.inDirective) {
    scope.error('operator-misplaced', `"${operator}" used outside of preprocessing directive`, token);
  }
  const hasParenthesis = engine.idle ? base.takeOpenParenthesis() !== undefined : nextOf(engine).is('(');
  if (!hasParenthesis) {
    scope.error('operator-invalid', `missing '(' before "${operator}" operand`, token);
    return '0';
  }
  const header = written?.takeHeaderName() ?? headerFromTokens(engine);
  if (header === undefined || !header.closed) {
    scope.error('operator-invalid', `operator "${operator}" requires a header-name`, token);
    return '0';
  }
  if (!nextOf(engine).is(')')) {
    scope.error('operator-invalid', `missing ')' after "${operator}" operand`, token);
  }
  const plain: IncludeStyle = header.angled ? 'angle' : 'quote';
  const style = operator === '__has_include_next' && scope.place.root !== undefined ? 'next' : plain;
  return scope.include(style, header.name, 'presence') === 'present' ? '1' : '0';
}

/** `__has_attribute(x)` and `__has_builtin(x)`: there are none in assembler sources. */
function hasFeature(
  scope: FileScope,
  operator: '__has_attribute' | '__has_builtin',
  token: Token,
  engine: MacroEngine,
): string | undefined {
  const { base } = engine;
  if (!base.inDirective) {
    scope.error('operator-misplaced', `"${operator}" used outside of preprocessing directive`, token);
    return '0';
  }
  if (base.takeOpenParenthesis() === undefined) {
    scope.error('operator-invalid', `missing '(' after "${operator}"`, token);
    return '0';
  }
  for (let next = nextOf(engine); !next.is(')') && next.kind !== TokenKind.end; ) next = nextOf(engine);
  return '0';
}

function nextOf(engine: MacroEngine): Token {
  let token = engine.nextUnexpanded();
  while (token.kind === TokenKind.padding) token = engine.nextUnexpanded();
  return token;
}
