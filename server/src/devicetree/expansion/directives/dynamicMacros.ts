import type { FileExpansion } from '../fileExpansion.ts';
import type { IncludeStyle } from '../includeSearch.ts';
import type { DynamicMacro } from '../macros/macro.ts';
import type { MacroEngine } from '../macros/macroEngine.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { DirectiveTokens } from './directiveTokens.ts';
import { headerFromTokens } from './includeDirective.ts';

/**
 * The value of a predefined macro at a place (libcpp `_cpp_builtin_macro_text`), as the text of one token; `undefined`
 * leaves the name. There is no clock here: dates are those of `SOURCE_DATE_EPOCH=0`, so that results can be compared.
 */
export function dynamicValue(
  expansion: FileExpansion,
  name: DynamicMacro,
  token: Token,
  engine: MacroEngine,
): string | undefined {
  switch (name) {
    case '__LINE__':
      return String(expansion.presumedLine(positionOf(expansion, engine, token)));
    case '__FILE__':
      return quoted(expansion.presumedFile);
    case '__BASE_FILE__':
      expansion.usesBasePath = true;
      return quoted(expansion.session.basePath);
    case '__INCLUDE_LEVEL__':
      expansion.usesLevel = true;
      return String(expansion.place.level);
    case '__COUNTER__':
      expansion.impure = true;
      return String(expansion.session.counter++);
    case '__DATE__':
      return '"Jan  1 1970"';
    case '__TIME__':
      return '"00:00:00"';
    case '__TIMESTAMP__':
      return '"Thu Jan  1 00:00:00 1970"';
    case '__has_include':
    case '__has_include_next':
      return hasInclude(expansion, name, token, engine);
    case '__has_attribute':
    case '__has_builtin':
      return hasFeature(expansion, name, token, engine);
    case '_Pragma':
      return undefined;
  }
}

/**
 * Where `__LINE__` counts from. In the arguments and the body of a function-like macro it is the innermost place in the
 * file's own text that the expansion has reached; under an object-like one that macro's own place (libcpp
 * `enter_macro_context`, `builtin_macro`).
 */
function positionOf(expansion: FileExpansion, engine: MacroEngine, token: Token): number {
  const { base } = engine;
  if (base instanceof DirectiveTokens) return base.directive.start;
  return expansion.topIsFunction ? engine.expansionPoint(token) : expansion.topStart;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function hasInclude(
  expansion: FileExpansion,
  operator: '__has_include' | '__has_include_next',
  token: Token,
  engine: MacroEngine,
): string | undefined {
  const { base } = engine;
  const written = base instanceof DirectiveTokens && engine.idle ? base : undefined;
  if (!base.inDirective) {
    expansion.error('operator-misplaced', `"${operator}" used outside of preprocessing directive`, token);
  }
  const hasParenthesis = engine.idle ? base.takeOpenParenthesis() !== undefined : nextOf(engine).is('(');
  if (!hasParenthesis) {
    expansion.error('operator-invalid', `missing '(' before "${operator}" operand`, token);
    return '0';
  }
  const header = written?.takeHeaderName() ?? headerFromTokens(engine);
  if (header === undefined || !header.closed) {
    expansion.error('operator-invalid', `operator "${operator}" requires a header-name`, token);
    return '0';
  }
  if (!nextOf(engine).is(')')) {
    expansion.error('operator-invalid', `missing ')' after "${operator}" operand`, token);
  }
  const { session, place, folder } = expansion;
  const plain: IncludeStyle = header.angled ? 'angle' : 'quote';
  const style = operator === '__has_include_next' && place.root !== undefined ? 'next' : plain;
  expansion.endSegment();
  const found = session.search.find(style, header.name, folder, place.root);
  const asked = 'presence';
  expansion.step({ style, name: header.name, path: found?.path, file: found?.file, unit: undefined, asked });
  return found === undefined ? '0' : '1';
}

/** `__has_attribute(x)` and `__has_builtin(x)`: there are none in assembler sources. */
function hasFeature(
  expansion: FileExpansion,
  operator: '__has_attribute' | '__has_builtin',
  token: Token,
  engine: MacroEngine,
): string | undefined {
  const { base } = engine;
  if (!base.inDirective) {
    expansion.error('operator-misplaced', `"${operator}" used outside of preprocessing directive`, token);
    return '0';
  }
  if (base.takeOpenParenthesis() === undefined) {
    expansion.error('operator-invalid', `missing '(' after "${operator}"`, token);
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
