import { LIMITS } from '../../text/limits.ts';
import { offsetBeyondStack } from './expressionDepth.ts';
import { type ExpressionFault, ExpressionProgram } from './expressionProgram.ts';
import { integerLiteral } from './literals.ts';
import type { DevicetreeParser } from './parser.ts';

/** A parenthesised expression's value, and what is wrong in it at offsets from its `(`. */
export interface ExpressionValue {
  readonly value: bigint;
  readonly faults: readonly ExpressionFault[];
}

const NO_FAULTS: readonly ExpressionFault[] = [];

const CACHE_LIMIT = 20_000;

/** The room on the stack of dtc's parser (bison's YYMAXDEPTH), less what stands around a cell of a node below the root. */
const MOST_PLACES = 9989;

/**
 * Evaluates the parenthesised expressions of cell lists as dtc does.
 *
 * Expressions come from a few macros used many times over, so that their values are kept by their text.
 */
export class ExpressionEvaluator {
  private readonly _parser: DevicetreeParser;
  private readonly _values = new Map<string, ExpressionValue>();
  private readonly _programs = new Map<string, ExpressionProgram>();

  constructor(parser: DevicetreeParser) {
    this._parser = parser;
  }

  /** The value of `text`, which begins with `(` and ends with the `)` that closes it. */
  evaluate(text: string): ExpressionValue {
    const known = this._values.get(text);
    if (known !== undefined) return known;
    const value = this._evaluateAnew(text);
    if (this._values.size >= CACHE_LIMIT) this._values.clear();
    this._values.set(text, value);
    return value;
  }

  private _evaluateAnew(text: string): ExpressionValue {
    const literals = text.length <= LONGEST_FORM ? integersOf(text) : undefined;
    const known = literals === undefined ? undefined : this._programs.get(literals.form);
    if (literals !== undefined && known !== undefined) {
      const value = known.run(literals.values);
      if (value !== undefined) return { value, faults: NO_FAULTS };
    }
    return this._evaluateParsed(text, literals?.form);
  }

  /** Has the parser look at an expression; how it is put together is kept for all of its form. */
  private _evaluateParsed(text: string, form: string | undefined): ExpressionValue {
    const fault = exhaustedIn(text);
    const exhausted: readonly ExpressionFault[] = fault === undefined ? NO_FAULTS : [fault];
    // dtc has no value for it, and each nesting takes time and memory to parse.
    if (fault !== undefined && text.length > LIMITS.charactersReadWhole.most) return { value: 0n, faults: exhausted };
    if (text.length > LIMITS.expressionCharacters.most) return TOO_LONG;
    const before = 'x = <';
    const tree = this._parser.parse(`${before}${text}>;`);
    const expression = tree.rootNode.namedDescendantForIndex(before.length, before.length + text.length);
    const faults: ExpressionFault[] = [];
    let value = 0n;
    if (expression !== null) {
      const program = ExpressionProgram.of(expression);
      value = program.runOn(text, before.length, faults);
      if (form !== undefined && !tree.rootNode.hasError && this._programs.size < CACHE_LIMIT) {
        this._programs.set(form, program);
      }
    }
    tree.delete();
    return { value, faults: [...faults, ...exhausted] };
  }
}

const TOO_LONG: ExpressionValue = {
  value: 0n,
  faults: [
    {
      id: 'expression-too-long',
      message: `the expression has more than ${LIMITS.expressionCharacters.most} characters; its value is not worked out`,
      start: 0,
      end: 1,
    },
  ],
};

/** What dtc says where its parser has no room for an expression, or for its beginning; `undefined` where it has. */
export function exhaustedIn(expression: string): ExpressionFault | undefined {
  const start = offsetBeyondStack(expression, MOST_PLACES);
  if (start === undefined) return undefined;
  const message = 'memory exhausted: dtc cannot read expressions nested so deeply';
  return { id: 'memory-exhausted', message, start, end: start + 1 };
}

/** Longer expressions are not known by their form. */
const LONGEST_FORM = 400;

const INTEGER = /0[xX][0-9a-fA-F]+|[0-9]+/g;

/** What an expression of integers and operators alone is made of. */
const ONLY_OPERATORS = /^[0()\s+\-*/%&|^~!<>=?:]*$/;

/**
 * The integers of an expression, and its form: what is left of the text when each is `0`. Expressions of one form are put
 * together alike. `undefined` where anything but plain integers and operators is in it, or an integer is faulty.
 */
function integersOf(text: string): { readonly form: string; readonly values: readonly bigint[] } | undefined {
  const values: bigint[] = [];
  let isPlain = true;
  const form = text.replace(INTEGER, (literal) => {
    const { value, fault } = integerLiteral(literal);
    values.push(value);
    if (fault !== undefined) isPlain = false;
    return '0';
  });
  return isPlain && ONLY_OPERATORS.test(form) && !/0\s*0|\/[/*]/.test(form) ? { form, values } : undefined;
}
