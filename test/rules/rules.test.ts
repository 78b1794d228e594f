import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LONGEST_FIRST_LINE } from '../../server/src/lsp/shortFirstLine.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import { type Expectation, Fixture, placeOf } from './fixture.ts';

const folder = fileURLToPath(new URL('../fixtures/rules', import.meta.url));
const key = ({ file, line, start, end, rule }: Expectation): string => `${file}:${line}:${start}-${end} ${rule}`;

/** The fixtures of a rule: `test/fixtures/rules/RULE/*.dts`. */
function fixturesOf(rule: string): { name: string; text: string }[] {
  return readdirSync(`${folder}/${rule}`)
    .filter((name) => name.endsWith('.dts'))
    .map((name) => ({ name, text: readFileSync(`${folder}/${rule}/${name}`, 'utf8') }));
}

for (const rule of RULES) {
  describe(rule.id, () => {
    const fixtures = fixturesOf(rule.id);

    test('has a fixture that it reports and a control in which every rule is silent', () => {
      const expected = fixtures.map(({ text }) => new Fixture(text).expected);
      expect(expected.some((list) => list.some((place) => place.rule === rule.id))).toBe(true);
      expect(expected.some((list) => list.length === 0)).toBe(true);
    });

    for (const { name, text } of fixtures) {
      test(`${name}: exactly the marked findings`, () => {
        const fixture = new Fixture(text);
        const { findings } = fixture.check();
        // Hints on other matters are not what a fixture is about.
        const reported = findings.filter(
          (found) => found.rule === rule.id || ['error', 'warning'].includes(found.severity),
        );
        expect(reported.map(placeOf).map(key).sort()).toEqual(fixture.expected.map(key).sort());
      });

      test(`${name}: a trial of a fix has the same findings, of which nothing is made that people read`, () => {
        const { findings, comparable, comparableErrors } = new Fixture(text).check();
        const compared = (found: readonly Finding[]) =>
          found.map(({ rule: id, severity, span, nodePath, evidence }) => ({ id, severity, span, nodePath, evidence }));
        expect(compared(comparable)).toEqual(compared(findings));
        const errors = (found: readonly Finding[]) => compared(found.filter((each) => each.severity === 'error'));
        expect(errors(comparableErrors)).toEqual(errors(findings));
        const sought = comparable.filter(({ rule: id }) => id !== 'unused-suppression');
        // What is not certain has a line that says so.
        const said = sought.flatMap(({ message, fixes, related, claims }) => [
          ...message.split('\n', 1),
          ...fixes,
          ...related,
          ...claims,
        ]);
        expect(said.filter((each) => each !== '')).toEqual([]);
      });

      test(`${name}: a message says in one short line what is wrong, and the rest below`, () => {
        for (const { message, rule: id } of new Fixture(text).check().findings) {
          const [what = '', ...rest] = message.split('\n');
          expect(what.length, what).toBeLessThanOrEqual(LONGEST_FIRST_LINE);
          expect(what, id).toMatch(/[.?]$/);
          expect(rest.length, what).toBeGreaterThan(0);
          for (const line of rest) expect(line, id).toMatch(/^["A-Z/].*[.?)]$/);
          expect(message, 'a gap where a name or a list was empty').not.toMatch(/\S {2}|\( | [.,;]/);
        }
      });

      test(`${name}: each fix silences its finding, and the board still compiles`, () => {
        const fixture = new Fixture(text);
        const before = fixture.check();
        for (const finding of before.findings.filter((found) => found.rule === rule.id)) {
          for (const fix of finding.fixes) {
            const after = fixture.check(fix.edits);
            expect(after.refused, `${fix.title}: ${after.problems.join('; ')}`).toBe(before.refused);
            const same = after.findings.filter(
              (found) =>
                found.rule === rule.id && found.nodePath === finding.nodePath && found.message === finding.message,
            );
            expect(same, fix.title).toEqual([]);
          }
        }
      });
    }
  });
}
