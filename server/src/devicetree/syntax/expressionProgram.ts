import { characterLiteral, integerLiteral, type LiteralFault, MAXIMUM_INTEGER } from './literals.ts';
import type { SyntaxNode } from './parser.ts';

/** What is wrong in an expression, at offsets from its `(`. */
export type ExpressionFault = LiteralFault & { readonly start: number; readonly end: number };

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

/** A step of an expression, each with the place in the text that it was made of. */
type Step =
  | { readonly kind: 'integer' | 'character' | 'nothing' | 'condition'; readonly start: number; readonly end: number }
  | { readonly kind: 'unary' | 'binary'; readonly operator: string; readonly start: number; readonly end: number };

/** How an expression is put together, in the order in which dtc's parser works it out: operands before operators. */
export class ExpressionProgram {
  private readonly _steps: readonly Step[];

  private constructor(steps: readonly Step[]) {
    this._steps = steps;
  }

  /** Of a syntax node, with an explicit stack: expressions may be nested deeper than calls can be. */
  static of(root: SyntaxNode): ExpressionProgram {
    const steps: Step[] = [];
    const work: (SyntaxNode | Step)[] = [root];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      if ('kind' in next) steps.push(next);
      else expand(next, work);
    }
    return new ExpressionProgram(steps);
  }

  /** The value with these integers in the places of its own; `undefined` if it divides by zero or has characters in it. */
  run(integers: readonly bigint[]): bigint | undefined {
    let next = 0;
    let isGood = true;
    const value = this._run(
      (kind) => {
        if (kind !== 'integer') isGood = false;
        return integers[next++] ?? 0n;
      },
      () => {
        isGood = false;
      },
    );
    return isGood && next === integers.length ? value : undefined;
  }

  /** The value of the very expression it was made of, whose text began at an offset of what was parsed. */
  runOn(text: string, textStart: number, faults: ExpressionFault[]): bigint {
    const place = (start: number, end: number, fault: LiteralFault): void => {
      faults.push({ ...fault, start: start - textStart, end: end - textStart });
    };
    return this._run(
      (kind, start, end) => {
        const from = start - textStart;
        const to = end - textStart;
        const { value, fault } =
          kind === 'integer' ? integerLiteral(text.slice(from, to)) : characterLiteral(text, from + 1, to - 1);
        if (fault !== undefined) place(start, end, fault);
        return value;
      },
      (start, end) => place(start, end, { id: 'division-by-zero', message: 'Division by zero' }),
    );
  }

  private _run(
    literal: (kind: 'integer' | 'character', start: number, end: number) => bigint,
    dividesByZero: (start: number, end: number) => void,
  ): bigint {
    const values: bigint[] = [];
    const pop = (): bigint => values.pop() ?? 0n;
    for (const step of this._steps) {
      let value = 0n;
      switch (step.kind) {
        case 'integer':
        case 'character':
          value = literal(step.kind, step.start, step.end);
          break;
        case 'unary':
          value = UNARY[step.operator]?.(pop()) ?? 0n;
          break;
        case 'binary': {
          const right = pop();
          const left = pop();
          if (right === 0n && (step.operator === '/' || step.operator === '%')) dividesByZero(step.start, step.end);
          value = BINARY[step.operator]?.(left, right) ?? 0n;
          break;
        }
        case 'condition': {
          const otherwise = pop();
          const chosen = pop();
          value = pop() !== 0n ? chosen : otherwise;
          break;
        }
        default:
      }
      values.push(value & MAXIMUM_INTEGER);
    }
    return pop();
  }
}

/** Puts a node's step on the work, and on top of it the operands, the first one last. */
function expand(node: SyntaxNode, work: (SyntaxNode | Step)[]): void {
  const place = { start: node.startIndex, end: node.endIndex };
  const operands = (...fields: string[]): void => {
    for (const field of fields.reverse()) {
      const operand = node.childForFieldName(field);
      if (operand !== null) work.push(operand);
    }
  };
  const operator = (): string => node.childForFieldName('operator')?.type ?? '';
  switch (node.type) {
    case 'integer_literal':
      work.push({ kind: 'integer', ...place });
      break;
    case 'character_literal':
      work.push({ kind: 'character', ...place });
      break;
    case 'unary_expression':
      work.push({ kind: 'unary', operator: operator(), ...place });
      operands('operand');
      break;
    case 'binary_expression':
      work.push({ kind: 'binary', operator: operator(), ...place });
      operands('left', 'right');
      break;
    case 'conditional_expression':
      work.push({ kind: 'condition', ...place });
      operands('condition', 'consequence', 'alternative');
      break;
    default: {
      const inner = node.namedChildren.find((child) => child.type !== 'comment');
      work.push(inner ?? { kind: 'nothing', ...place });
    }
  }
}
