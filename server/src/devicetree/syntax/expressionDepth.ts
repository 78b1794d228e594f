import { PRECEDENCE } from '../expansion/tokens/precedence.ts';

/** An open parenthesis and a half conditional hold what is before them. */
const PARENTHESIS = 0;
const CONDITION = 1;
/** What follows the `:` of a conditional, which binds as its `?` does. */
const ALTERNATIVE = 2;
const UNARY = 13;

const LEXEME = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|\w+|<<|>>|<=|>=|==|!=|&&|\|\||[\s\S]/g;

/** How many places an operator, with its operands, gives back when it becomes one value. */
function placesOf(precedence: number): number {
  if (precedence === UNARY) return 1;
  return precedence === ALTERNATIVE ? 4 : 2;
}

/** The places that an expression takes on a parser's stack while it is read. */
class StackOfParser {
  private readonly _operators: number[] = [];
  private _used = 0;
  private _afterOperand = false;

  /** Reads a lexeme; answers how many places are in use then. */
  read(lexeme: string): number {
    if (/^(?:\s|\/[/*])/.test(lexeme)) return this._used;
    if (/^[\w']/.test(lexeme)) this._afterOperand = true;
    else if (lexeme === '(') this._open(PARENTHESIS);
    else if (lexeme === ')') return this._close();
    else if (!this._afterOperand) this._open(UNARY);
    else if (lexeme === '?') this._after(ALTERNATIVE + 1, CONDITION);
    else if (lexeme === ':') this._alternative();
    else this._after(PRECEDENCE.get(lexeme) ?? UNARY, PRECEDENCE.get(lexeme) ?? UNARY);
    return ++this._used;
  }

  private _open(precedence: number): void {
    this._operators.push(precedence);
    this._afterOperand = false;
  }

  /** An operator after an operand: what binds at least as strongly as `least` becomes a value first. */
  private _after(least: number, precedence: number): void {
    this._reduce(least);
    this._open(precedence);
  }

  private _alternative(): void {
    this._reduce(ALTERNATIVE);
    if (this._operators.at(-1) === CONDITION) this._operators.pop();
    this._open(ALTERNATIVE);
  }

  private _reduce(least: number): void {
    for (let top = this._operators.at(-1); top !== undefined && top >= least; top = this._operators.at(-1)) {
      this._used -= placesOf(top);
      this._operators.pop();
    }
  }

  private _close(): number {
    this._reduce(CONDITION);
    this._operators.pop();
    this._used++;
    const used = this._used;
    this._used -= 2;
    this._afterOperand = true;
    return used;
  }
}

/**
 * The offset of the first token of an expression at which dtc's parser needs more than `most` places on its stack;
 * undefined where they are enough.
 */
export function offsetBeyondStack(text: string, most: number): number | undefined {
  if (text.length <= most) return undefined;
  const stack = new StackOfParser();
  for (const match of text.matchAll(LEXEME)) if (stack.read(match[0]) > most) return match.index;
  return undefined;
}
