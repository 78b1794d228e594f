import { characterLiteral, integerLiteral, type LiteralFault, MAXIMUM_INTEGER } from './literals.ts';
import type { DevicetreeParser, SyntaxNode } from './parser.ts';

/** A parenthesised expression's value, and what is wrong in it at offsets from its `(`. */
export interface ExpressionValue {
  readonly value: bigint;
  readonly faults: readonly (LiteralFault & { readonly start: number; readonly end: number })[];
}

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);
const shift = (left: bigint, right: bigint): bigint => (right < 64n ? left << right : 0n);

/** The binary operators of dtc-parser.y on 64-bit integers without sign; a shift by 64 or more gives 0. */
const BINARY: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0n ? 0n : left / right),
  '%': (left, right) => (right === 0n ? 0n : left % right),
  '<<': shift,
  '>>': (left, right) => (right < 64n ? left >> right : 0n),
  '<': (left, right) => truth(left < right),
  '>': (left, right) => truth(left > right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '&': (left, right) => left & right,
  '^': (left, right) => left ^ right,
  '|': (left, right) => left | right,
  '&&': (left, right) => truth(left !== 0n && right !== 0n),
  '||': (left, right) => truth(left !== 0n || right !== 0n),
};

const UNARY: Readonly<Record<string, (operand: bigint) => bigint>> = {
  '-': (operand) => -operand,
  '~': (operand) => ~operand,
  '!': (operand) => truth(operand === 0n),
};

const CACHE_LIMIT = 20_000;

/** dtc's parser has room for so many open parentheses (bison's YYMAXDEPTH, less what stands around an expression). */
const MOST_PARENTHESES = 9990;

function deepestParenthesis(text: string): { readonly depth: number; readonly offset: number } {
  let depth = 0;
  let deepest = { depth: 0, offset: 0 };
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 40 && ++depth > deepest.depth && depth <= MOST_PARENTHESES + 1) deepest = { depth, offset };
    else if (code === 41) depth--;
  }
  return deepest;
}

/**
 * Evaluates the parenthesised expressions of cell lists as dtc does.
 *
 * Expressions come from a few macros used many times over, so that their values are kept by their text.
 */
export class ExpressionEvaluator {
  readonly #parser: DevicetreeParser;
  readonly #values = new Map<string, ExpressionValue>();

  constructor(parser: DevicetreeParser) {
    this.#parser = parser;
  }

  /** The value of `text`, which begins with `(` and ends with the `)` that closes it. */
  evaluate(text: string): ExpressionValue {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    const value = this.#evaluateAnew(text);
    if (this.#values.size >= CACHE_LIMIT) this.#values.clear();
    this.#values.set(text, value);
    return value;
  }

  #evaluateAnew(text: string): ExpressionValue {
    const before = 'x = <';
    const tree = this.#parser.parse(`${before}${text}>;`);
    const expression = tree.rootNode.namedDescendantForIndex(before.length, before.length + text.length);
    const faults: (LiteralFault & { start: number; end: number })[] = [];
    const place = (node: SyntaxNode, fault: LiteralFault): void => {
      faults.push({ ...fault, start: node.startIndex - before.length, end: node.endIndex - before.length });
    };
    const value = expression === null ? 0n : evaluateNode(expression, text, before.length, place);
    tree.delete();
    const { depth, offset } = text.length > MOST_PARENTHESES ? deepestParenthesis(text) : { depth: 0, offset: 0 };
    if (depth > MOST_PARENTHESES) {
      const message = 'memory exhausted: dtc cannot read expressions nested so deeply';
      faults.push({ id: 'memory-exhausted', message, start: offset, end: offset + 1 });
    }
    return { value, faults };
  }
}

type Work = SyntaxNode | (() => void);

/** Evaluates in the order of the text, with a stack of its own: expressions may be nested deeper than calls can be. */
function evaluateNode(
  root: SyntaxNode,
  text: string,
  textStart: number,
  place: (node: SyntaxNode, fault: LiteralFault) => void,
): bigint {
  const values: bigint[] = [];
  const work: Work[] = [root];
  const pop = (): bigint => values.pop() ?? 0n;
  const push = (value: bigint): void => {
    values.push(value & MAXIMUM_INTEGER);
  };
  const spelling = (node: SyntaxNode): string => text.slice(node.startIndex - textStart, node.endIndex - textStart);
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (typeof node === 'function') {
      node();
      continue;
    }
    const at = node;
    switch (at.type) {
      case 'integer_literal':
      case 'character_literal': {
        const literal =
          at.type === 'integer_literal'
            ? integerLiteral(spelling(at))
            : characterLiteral(text, at.startIndex - textStart + 1, at.endIndex - textStart - 1);
        if (literal.fault !== undefined) place(at, literal.fault);
        push(literal.value);
        break;
      }
      case 'unary_expression': {
        const apply = UNARY[at.childForFieldName('operator')?.type ?? ''];
        const operand = at.childForFieldName('operand');
        work.push(() => push(apply?.(pop()) ?? 0n));
        if (operand !== null) work.push(operand);
        break;
      }
      case 'binary_expression': {
        const operator = at.childForFieldName('operator')?.type ?? '';
        const left = at.childForFieldName('left');
        const right = at.childForFieldName('right');
        work.push(() => {
          const second = pop();
          const first = pop();
          if (second === 0n && (operator === '/' || operator === '%')) {
            place(at, { id: 'division-by-zero', message: 'Division by zero' });
          }
          push(BINARY[operator]?.(first, second) ?? 0n);
        });
        if (right !== null) work.push(right);
        if (left !== null) work.push(left);
        break;
      }
      case 'conditional_expression': {
        const condition = at.childForFieldName('condition');
        const consequence = at.childForFieldName('consequence');
        const alternative = at.childForFieldName('alternative');
        work.push(() => {
          const otherwise = pop();
          const chosen = pop();
          push(pop() !== 0n ? chosen : otherwise);
        });
        if (alternative !== null) work.push(alternative);
        if (consequence !== null) work.push(consequence);
        if (condition !== null) work.push(condition);
        break;
      }
      default: {
        const inner = at.namedChildren.find((child) => child.type !== 'comment');
        if (inner === undefined) push(0n);
        else work.push(inner);
      }
    }
  }
  return pop();
}
