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
  readonly #operators: number[] = [];
  #used = 0;
  #afterOperand = false;

  /** Reads a lexeme; answers how many places are in use then. */
  read(lexeme: string): number {
    if (/^(?:\s|\/[/*])/.test(lexeme)) return this.#used;
    if (/^[\w']/.test(lexeme)) this.#afterOperand = true;
    else if (lexeme === '(') this.#open(PARENTHESIS);
    else if (lexeme === ')') return this.#close();
    else if (!this.#afterOperand) this.#open(UNARY);
    else if (lexeme === '?') this.#after(ALTERNATIVE + 1, CONDITION);
    else if (lexeme === ':') this.#alternative();
    else this.#after(PRECEDENCE.get(lexeme) ?? UNARY, PRECEDENCE.get(lexeme) ?? UNARY);
    return ++this.#used;
  }

  #open(precedence: number): void {
    this.#operators.push(precedence);
    this.#afterOperand = false;
  }

  /** An operator after an operand: what binds at least as strongly as `least` becomes a value first. */
  #after(least: number, precedence: number): void {
    this.#reduce(least);
    this.#open(precedence);
  }

  #alternative(): void {
    this.#reduce(ALTERNATIVE);
    if (this.#operators.at(-1) === CONDITION) this.#operators.pop();
    this.#open(ALTERNATIVE);
  }

  #reduce(least: number): void {
    for (let top = this.#operators.at(-1); top !== undefined && top >= least; top = this.#operators.at(-1)) {
      this.#used -= placesOf(top);
      this.#operators.pop();
    }
  }

  #close(): number {
    this.#reduce(CONDITION);
    this.#operators.pop();
    this.#used++;
    const used = this.#used;
    this.#used -= 2;
    this.#afterOperand = true;
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
