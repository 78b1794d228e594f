import { INPUT_LIMITS } from '../../../text/limits.ts';
import type { Directive } from '../files/lexedEvents.ts';
import type { MacroEngine } from '../macros/macroEngine.ts';
import { PRECEDENCE } from '../tokens/precedence.ts';
import { type Token, TokenKind } from '../tokens/token.ts';
import { isAsserted, readAssertion } from './assertion.ts';
import { type ConditionValue, readCharacter, readNumber, wrapped } from './conditionNumber.ts';
import type { FileScope } from './fileScope.ts';

const TOO_DEEP = `the expression is nested more than ${INPUT_LIMITS.conditionDepth} deep`;

/**
 * Whether the expression of a `#if` or `#elif` is true; false where gcc refuses it, or it is nested too deeply, which is
 * then a problem.
 */
export function evaluateCondition(scope: FileScope, engine: MacroEngine, directive: Directive): boolean {
  const expression = new ConditionExpression(scope, engine, directive);
  const value = expression.evaluate();
  if (expression.refusal !== undefined) {
    const { at } = expression;
    const span = scope.clean.span(directive.start, directive.end);
    const related = at?.use === undefined ? [] : [{ span, message: `in this #${directive.name}` }];
    scope.builder.problem({
      id: expression.refusal === TOO_DEEP ? 'condition-too-deep' : 'condition-invalid',
      severity: 'error',
      message: expression.refusal,
      span: at?.use === undefined ? span : at.source.span(at.start, at.end),
      related,
    });
    return false;
  }
  return value.value !== 0n;
}

const ZERO: ConditionValue = { value: 0n, unsigned: false };

/** A `#if` expression (C11 6.10.1, libcpp `expr.cc`), read and computed in one go. */
class ConditionExpression {
  private readonly _scope: FileScope;
  private readonly _engine: MacroEngine;
  private readonly _directive: Directive;
  private _token: Token;
  private _depth = 0;
  /** What gcc says against the expression; the first thing counts. */
  refusal: string | undefined;
  /** The token that it is said of. */
  at: Token | undefined;

  constructor(scope: FileScope, engine: MacroEngine, directive: Directive) {
    this._scope = scope;
    this._engine = engine;
    this._directive = directive;
    this._token = engine.next();
  }

  evaluate(): ConditionValue {
    if (this._atEnd()) return this._refuse(`#${this._directive.name} with no expression`);
    const value = this._binary(1, false);
    if (this.refusal !== undefined || this._atEnd()) return value;
    if (this._token.is(')')) return this._refuse("missing '(' in expression");
    if (this._token.is(':')) return this._refuse("':' without preceding '?'");
    return this._unexpected();
  }

  private _refuse(message: string, at: Token | 'directive' = this._token): ConditionValue {
    if (this.refusal === undefined) {
      this.refusal = message;
      this.at = at === 'directive' ? undefined : at;
    }
    return ZERO;
  }

  private _unexpected(): ConditionValue {
    const { kind, text } = this._token;
    const isOperand = kind === TokenKind.name || kind === TokenKind.number || kind === TokenKind.character;
    if (isOperand || text === '(' || text === '!' || text === '~') {
      return this._refuse(`missing binary operator before token "${text}"`);
    }
    return this._refuse(`token "${text}" is not valid in preprocessor expressions`);
  }

  private _atEnd(): boolean {
    return this._token.kind === TokenKind.end;
  }

  /** Whether the token can stand after an operand. */
  private _operandEnds(): boolean {
    const { kind, text } = this._token;
    if (kind === TokenKind.operator) return PRECEDENCE.has(text) || text === ')' || text === ':';
    return kind === TokenKind.end;
  }

  private _next(): void {
    this._token = this._engine.next();
  }

  /** Goes on to an operand; `skip` where its value does not count, so that no file is looked for to get it. */
  private _nextOperand(skip: boolean): void {
    this._engine.skipsOperand = skip;
    this._next();
  }

  /** An expression of operators that bind at least as strongly as `least`; `skip` where its value does not count. */
  private _binary(least: number, skip: boolean): ConditionValue {
    let left = this._unary(skip);
    if (this.refusal === undefined && !this._operandEnds()) return this._unexpected();
    for (;;) {
      const operator = this._token.kind === TokenKind.operator ? this._token.text : '';
      const precedence = PRECEDENCE.get(operator) ?? 0;
      if (this.refusal !== undefined || precedence < least || precedence === 0) return left;
      const isTrue = left.value !== 0n;
      const decided = (operator === '||' && isTrue) || ((operator === '&&' || operator === '?') && !isTrue);
      this._nextOperand(skip || decided);
      if (this._atEnd()) return this._refuse(`operator '${operator}' has no right operand`);
      if (operator === '?') {
        left = this._choice(left, skip);
        continue;
      }
      const right = this._binary(precedence + 1, skip || decided);
      if (this.refusal !== undefined) return left;
      left = this._compute(operator, left, right, skip || decided);
    }
  }

  private _choice(condition: ConditionValue, skip: boolean): ConditionValue {
    if (++this._depth > INPUT_LIMITS.conditionDepth) return this._refuse(TOO_DEEP);
    const isTrue = condition.value !== 0n;
    const whenTrue = this._binary(1, skip || !isTrue);
    if (!this._token.is(':')) return this._refuse("'?' without following ':'");
    this._nextOperand(skip || isTrue);
    const whenFalse = this._binary(2, skip || isTrue);
    this._depth--;
    return wrapped((isTrue ? whenTrue : whenFalse).value, whenTrue.unsigned || whenFalse.unsigned);
  }

  private _unary(skip: boolean): ConditionValue {
    const operators: string[] = [];
    while (this._token.kind === TokenKind.operator && '+-!~'.includes(this._token.text)) {
      operators.push(this._token.text);
      this._next();
      if (this._atEnd()) return this._refuse(`operator '${operators.at(-1)}' has no right operand`);
    }
    let operand = this._operand(skip);
    for (const operator of operators.reverse()) {
      const { value, unsigned } = operand;
      if (operator === '-') operand = wrapped(-value, unsigned);
      else if (operator === '~') operand = wrapped(~value, unsigned);
      else if (operator === '!') operand = truth(value === 0n);
    }
    return operand;
  }

  private _operand(skip: boolean): ConditionValue {
    const token = this._token;
    if (token.is('(')) return this._parenthesized(skip);
    switch (token.kind) {
      case TokenKind.number:
        return this._literal(readNumber(token.text));
      case TokenKind.character:
        return this._literal(readCharacter(token.text));
      case TokenKind.name:
        return token.text === 'defined' ? this._defined() : this._literal(ZERO);
      case TokenKind.operator:
        if (token.text === '#') return this._assertion();
        if (token.text === ')') return this._refuse("missing expression before ')'");
        if (PRECEDENCE.has(token.text)) return this._refuse(`operator '${token.text}' has no left operand`);
        return this._unexpected();
      default:
        return token.kind === TokenKind.end ? this._refuse('missing operand') : this._unexpected();
    }
  }

  private _literal(value: ConditionValue | string): ConditionValue {
    if (typeof value === 'string') return this._refuse(value);
    this._next();
    return value;
  }

  private _parenthesized(skip: boolean): ConditionValue {
    if (++this._depth > INPUT_LIMITS.conditionDepth) return this._refuse(TOO_DEEP);
    this._next();
    if (this._token.is(')')) return this._refuse("missing expression between '(' and ')'");
    const value = this._binary(1, skip);
    if (this.refusal !== undefined) return value;
    if (!this._token.is(')')) {
      return this._atEnd() ? this._refuse("missing ')' in expression") : this._unexpected();
    }
    this._nextOperand(skip);
    this._depth--;
    return value;
  }

  /** libcpp `parse_defined`: the name is not expanded. */
  private _defined(): ConditionValue {
    let name = this._engine.nextUnexpanded();
    const inParentheses = name.is('(');
    if (inParentheses) name = this._engine.nextUnexpanded();
    if (name.kind !== TokenKind.name) return this._refuse('operator "defined" requires an identifier', 'directive');
    if (inParentheses && !this._engine.nextUnexpanded().is(')')) {
      return this._refuse('missing \')\' after "defined"', 'directive');
    }
    const isDefined = this._scope.asksDefined(name.symbol);
    this._next();
    return truth(isDefined);
  }

  /** `#machine(x)`, an extension of old. */
  private _assertion(): ConditionValue {
    const { assertion, next } = readAssertion(this._engine, false);
    if ('refusal' in assertion) return this._refuse(assertion.refusal, assertion.at);
    this._token = next;
    return truth(isAsserted(this._scope, assertion.predicate, assertion.answer));
  }

  /** gcc says so and goes on with the dividend, without its sign (libcpp `num_div_op`). */
  private _divisionByZero(): void {
    const { start, end, name } = this._directive;
    this._scope.problem('error', 'condition-division-by-zero', `division by zero in #${name}`, start, end);
  }

  private _compute(operator: string, left: ConditionValue, right: ConditionValue, skip: boolean): ConditionValue {
    const unsigned = left.unsigned || right.unsigned;
    const a = unsigned ? BigInt.asUintN(64, left.value) : left.value;
    const b = unsigned ? BigInt.asUintN(64, right.value) : right.value;
    switch (operator) {
      case ',':
        return right;
      case '||':
        return truth(a !== 0n || b !== 0n);
      case '&&':
        return truth(a !== 0n && b !== 0n);
      case '==':
        return truth(a === b);
      case '!=':
        return truth(a !== b);
      case '<':
        return truth(a < b);
      case '>':
        return truth(a > b);
      case '<=':
        return truth(a <= b);
      case '>=':
        return truth(a >= b);
      case '<<':
        return shifted(left, right.value);
      case '>>':
        return shifted(left, -right.value);
      case '/':
      case '%':
        if (b !== 0n) return wrapped(operator === '/' ? a / b : a % b, unsigned);
        if (!skip) this._divisionByZero();
        return wrapped(a < 0n ? -a : a, unsigned);
      default:
        return wrapped(arithmetic(operator, a, b), unsigned);
    }
  }
}

function truth(holds: boolean): ConditionValue {
  return holds ? { value: 1n, unsigned: false } : ZERO;
}

function arithmetic(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    default:
      return a ^ b;
  }
}

/** A value shifted to the left, for negative counts to the right (libcpp `num_lshift`, `num_rshift`): every count is defined. */
function shifted(left: ConditionValue, places: bigint): ConditionValue {
  if (places >= 64n) return wrapped(0n, left.unsigned);
  if (places >= 0n) return wrapped(left.value << places, left.unsigned);
  return wrapped(left.value >> (places < -64n ? 64n : -places), left.unsigned);
}
