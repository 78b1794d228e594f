import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';
import { exampleBoard } from './exampleBoard.ts';
import { Fixture } from './fixture.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('the example of %s', (id, { example }) => {
  test('is found where it is wrong', () => {
    const { findings, problems, refused } = new Fixture(exampleBoard(example.wrong)).check();
    expect(refused, problems.join('; ')).toBe(false);
    expect(findings.map(({ rule }) => rule)).toContain(id);
  });

  test('is sound where it is right', () => {
    const { findings, problems, refused } = new Fixture(exampleBoard(example.right)).check();
    expect(refused, problems.join('; ')).toBe(false);
    expect(findings.filter(({ rule, severity }) => rule === id || severity === 'error')).toEqual([]);
  });
});
