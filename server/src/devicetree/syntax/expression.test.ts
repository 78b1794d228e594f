import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import { ExpressionEvaluator } from './expression.ts';

const parser = await testParser();

const integer = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map((value) => `0x${value.toString(16)}`),
  fc.nat({ max: 70 }).map(String),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    integer,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '<<', '>>', '|', '&', '==', '<'),
        tie('expression'),
      )
      .map((parts) => `(${parts.join(' ')})`),
    tie('expression').map((operand) => `(~${operand})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

test('an expression has the value that it has for an evaluator that has seen nothing of its form', () => {
  const seasoned = new ExpressionEvaluator(parser);
  fc.assert(
    fc.property(expression, integer, (text, other) => {
      // The same operators over other integers come first.
      seasoned.evaluate(`(${text.replaceAll(/0x[0-9a-f]+|[0-9]+/g, other)})`);
      expect(seasoned.evaluate(`(${text})`)).toEqual(new ExpressionEvaluator(parser).evaluate(`(${text})`));
    }),
  );
});

test.each([
  ['(1 + 2 * 3)', 7n],
  ['(1 << 64)', 0n],
  ['(0 - 1)', 0xffff_ffff_ffff_ffffn],
  ["('a' + 1)", 98n],
  ['(010)', 8n],
  ['(1U + 2)', 3n],
])('%s', (text, value) => {
  const evaluator = new ExpressionEvaluator(parser);
  evaluator.evaluate(text.replaceAll(/[0-9]+/g, '7'));
  expect(evaluator.evaluate(text)).toEqual({ value, faults: [] });
});

test('what is wrong with one expression is not said of another of its form', () => {
  const evaluator = new ExpressionEvaluator(parser);
  const bad = { id: 'division-by-zero', message: 'Division by zero', start: 1, end: 6 };
  expect(evaluator.evaluate('(4 / 2)')).toEqual({ value: 2n, faults: [] });
  expect(evaluator.evaluate('(4 / 0)')).toEqual({ value: 0n, faults: [bad] });
  expect(evaluator.evaluate('(6 / 2)')).toEqual({ value: 3n, faults: [] });
  expect(evaluator.evaluate('(6 / 099)').faults.map(({ id }) => id)).toEqual(['bad-integer', 'division-by-zero']);
});
