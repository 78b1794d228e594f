import { SourceFile } from '../../../text/sourceFile.ts';
import type { Directive } from '../files/lexedEvents.ts';
import { CleanText } from '../tokens/cleanText.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { TokenReader } from '../tokens/tokenReader.ts';
import { directiveTokens } from './directiveTokens.ts';
import type { FileScope } from './fileScope.ts';
import type { HeaderName } from './headerName.ts';
import { unansweredSearch } from './includeRefusal.ts';

/** The tokens of a pragma, and what reports a problem where it stands. */
interface PragmaSource {
  next(): Token;
  takeHeaderName(): HeaderName | undefined;
  problem(severity: 'error' | 'warning', id: string, message: string): void;
}

/** Obeys the pragmas that the preprocessor knows; others mean nothing here and vanish, as in gcc's assembler mode. */
export function obeyPragma(scope: FileScope, directive: Directive): void {
  const { clean, symbols } = scope;
  const reader = new TokenReader(clean, symbols, directive.bodyStart, directive.end);
  scope.refusePoisonedIn(directive.start, directive.bodyStart);
  obey(scope, {
    next: () => reader.next(true),
    takeHeaderName: () => {
      const rest = directiveTokens(scope, { ...directive, bodyStart: reader.at });
      const header = rest.takeHeaderName();
      reader.at = rest.at;
      return header;
    },
    problem: (severity, id, message) => scope.problem(severity, id, message, directive.start, directive.end),
  });
}

/** Obeys the pragma in the string of a `_Pragma` at a token. */
export function obeyPragmaText(scope: FileScope, text: string, at: Token): void {
  const reader = new TokenReader(new CleanText(new SourceFile('', text)), scope.symbols, 0);
  const { start } = scope.outermostUse;
  obey(scope, {
    next: () => reader.next(true),
    takeHeaderName: () => undefined,
    problem: (severity, id, message) => {
      if (severity === 'error') scope.error(id, message, at);
      else scope.problem(severity, id, message, start, start);
    },
  });
}

function obey(scope: FileScope, source: PragmaSource): void {
  const name = nextOf(scope, source).text;
  if (name === 'once') scope.readOnce();
  else if (name === 'push_macro' || name === 'pop_macro') keepMacro(scope, name, source);
  else if (name === 'GCC') obeyOfGcc(scope, source);
  // gcc reads the line to its end.
  while (nextOf(scope, source).kind !== TokenKind.end);
}

/** The next token of a pragma, in which no poisoned name may stand. */
function nextOf(scope: FileScope, source: PragmaSource): Token {
  const token = source.next();
  scope.table.reserve(scope.symbols.size);
  if (token.kind === TokenKind.name) refuseIfPoisoned(scope, source, token.symbol);
  return token;
}

function refuseIfPoisoned(scope: FileScope, source: PragmaSource, symbol: number): void {
  if (scope.table.get(symbol)?.dynamic !== 'poisoned') return;
  source.problem('error', 'name-poisoned', `attempt to use poisoned "${scope.symbols.nameOf(symbol)}"`);
}

function obeyOfGcc(scope: FileScope, source: PragmaSource): void {
  const kind = nextOf(scope, source).text;
  switch (kind) {
    case 'error':
    case 'warning': {
      let text = nextOf(scope, source);
      if (text.is('(')) text = nextOf(scope, source);
      const isText = text.kind === TokenKind.string;
      source.problem(
        kind,
        `directive-${kind}`,
        isText ? text.text.slice(1, -1) : `invalid "#pragma GCC ${kind}" directive`,
      );
      break;
    }
    case 'poison':
      poison(scope, source);
      break;
    case 'dependency':
      expectFile(scope, source);
      break;
    default:
  }
}

/** `push_macro("X")` remembers what X is, `pop_macro("X")` makes it so again. */
function keepMacro(scope: FileScope, action: 'push_macro' | 'pop_macro', source: PragmaSource): void {
  const opens = nextOf(scope, source).is('(');
  const name = opens ? nextOf(scope, source) : undefined;
  if (name?.kind !== TokenKind.string || !nextOf(scope, source).is(')')) {
    source.problem('error', 'pragma-invalid', `invalid #pragma ${action} directive`);
    return;
  }
  const symbol = scope.symbols.intern(name.text.slice(name.text.indexOf('"') + 1, -1));
  scope.table.reserve(scope.symbols.size);
  if (action === 'push_macro') {
    refuseIfPoisoned(scope, source, symbol);
    scope.pushMacro(symbol);
  } else if (!scope.popMacro(symbol)) {
    refuseIfPoisoned(scope, source, symbol);
  }
}

/** Libcpp `do_pragma_poison`: a poisoned name may be poisoned again. */
function poison(scope: FileScope, source: PragmaSource): void {
  for (let name = source.next(); name.kind !== TokenKind.end; name = source.next()) {
    if (name.kind !== TokenKind.name) {
      source.problem('error', 'pragma-invalid', 'invalid #pragma GCC poison directive');
      return;
    }
    scope.table.reserve(scope.symbols.size);
    scope.poison(name.symbol);
  }
}

/** `#pragma GCC dependency "FILE"` compares dates, of which there are none here, but the file must be there. */
function expectFile(scope: FileScope, source: PragmaSource): void {
  const header = source.takeHeaderName();
  if (header === undefined || header.name === '') {
    source.problem('error', 'pragma-invalid', '#pragma dependency expects "FILENAME" or <FILENAME>');
    return;
  }
  const style = header.angled ? 'angle' : 'quote';
  if (scope.include(style, header.name, 'presence') !== 'missing') return;
  const { id, message } = unansweredSearch(scope, style, header.name) ?? {
    id: 'pragma-invalid',
    message: `#pragma dependency: cannot find ${header.name}`,
  };
  source.problem('error', id, message);
}
