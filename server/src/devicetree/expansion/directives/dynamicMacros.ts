import { bytesOfText } from '../../../text/bytesAndText.ts';
import type { IncludeStyle } from '../files/includeSearch.ts';
import type { DynamicMacro } from '../macros/macro.ts';
import type { MacroEngine } from '../macros/macroEngine.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { DirectiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';
import { headerFromTokens } from './headerName.ts';
import { unansweredSearch } from './includeRefusal.ts';
import { obeyPragmaText } from './pragmaDirective.ts';
import type { PresumedPlace } from './presumedPlace.ts';

/**
 * The value of a predefined macro at a place (libcpp `_cpp_builtin_macro_text`), as the text of one token; `undefined`
 * leaves the name. There is no clock here, so that results can be compared: it is as late as the request says, in UTC, as
 * with gcc's `SOURCE_DATE_EPOCH`. Where gcc gives the time of a file's last change, which is no part of its content, it is
 * that time too.
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
      return `"${dayOf(scope.sourceDate)} ${scope.sourceDate.getUTCFullYear()}"`;
    case '__TIME__':
      return `"${timeOf(scope.sourceDate)}"`;
    case '__TIMESTAMP__': {
      const { sourceDate: date } = scope;
      return `"${DAYS[date.getUTCDay()]} ${dayOf(date)} ${timeOf(date)} ${date.getUTCFullYear()}"`;
    }
    case '__has_include':
    case '__has_include_next':
      return hasInclude(scope, name, token, engine);
    case '_Pragma':
      return obeyPragmaOperator(scope, token, engine);
    case 'poisoned':
      return undefined;
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const dayOf = (date: Date): string => `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
const timeOf = (date: Date): string => date.toISOString().slice(-13, -5);

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
  // libcpp builtin_has_include: no file is looked for where its presence decides nothing.
  if (engine.skipsOperand) return '0';
  const plain: IncludeStyle = header.angled ? 'angle' : 'quote';
  const style = operator === '__has_include_next' && scope.place.root !== undefined ? 'next' : plain;
  if (scope.include(style, header.name, 'presence') === 'present') return '1';
  const refusal = unansweredSearch(scope, style, header.name);
  if (refusal !== undefined) scope.error(refusal.id, refusal.message, token);
  return '0';
}

/**
 * `_Pragma("…")` (libcpp `_cpp_do__Pragma`, `destringize_and_run`), which means nothing in directives, and in arguments
 * only once they are in their place. A line ends there in gcc's output.
 */
function obeyPragmaOperator(scope: FileScope, token: Token, engine: MacroEngine): string | undefined {
  if (engine.base.inDirective || engine.inArgument) return undefined;
  const opens = nextExpanded(engine).is('(');
  const literal = opens ? nextExpanded(engine) : undefined;
  if (literal?.kind !== TokenKind.string || !nextExpanded(engine).is(')')) {
    scope.error('pragma-operator-invalid', '_Pragma takes a parenthesized string literal', token);
    return undefined;
  }
  const content = literal.text.slice(literal.text.indexOf('"') + 1, -1).replace(/\\(["\\])/g, '$1');
  obeyPragmaText(scope, content, token);
  return '';
}

function nextExpanded(engine: MacroEngine): Token {
  let token = engine.next();
  while (token.kind === TokenKind.padding) token = engine.next();
  return token;
}

function nextOf(engine: MacroEngine): Token {
  let token = engine.nextUnexpanded();
  while (token.kind === TokenKind.padding) token = engine.nextUnexpanded();
  return token;
}
