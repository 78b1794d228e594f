import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { matchingFiles } from './globFileSystem.ts';
import { choicesOf, PathPattern } from './pathPattern.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-patterns-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = ['a', 'b', '.a', 'aa', 'aba', 'abab', 'bab'].flatMap((name) =>
  ['', 'a/', 'b/', '.b/', 'ab/', 'a/b/', 'a/b/a/', 'a/.b/a/', 'ba/a/ab/'].map((above) => `${above}${name}.f`),
);
for (const file of FILES) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), '');
}

/** The files that a pattern names, as the search without regular expressions finds them. */
const searched = (pattern: string): string[] | undefined => {
  const parts = PathPattern.of(pattern);
  if (parts === undefined) return undefined;
  const deep = parts.depth === undefined ? {} : { deep: parts.depth };
  const cwd = join(folder, parts.base);
  return matchingFiles(['**'], { cwd, mayList: () => true, dot: true, ...deep })
    .filter((path) => parts.fits(path))
    .map((path) => parts.base + path)
    .sort();
};

const NAME = fc.array(fc.constantFrom('a', 'b', '*', '?', '.', '{a,ab}', '{a*,b}', '{a,b/a}', '{a,{b,ba}}'), {
  minLength: 1,
  maxLength: 5,
});
const PATTERN = fc
  .array(fc.oneof({ weight: 3, arbitrary: NAME.map((parts) => parts.join('')) }, fc.constantFrom('**', 'a', 'b')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `${parts.join('/')}.f`)
  // Names of dots alone are folders.
  .filter((pattern) => !/(?:^|\/|[{,])\.+(?:\/|[},]|$)/.test(pattern) && choicesOf(pattern) <= 2);

describe('the search without regular expressions', () => {
  it('finds what they find', () =>
    fc.assert(
      fc.property(PATTERN, (pattern) => {
        expect(searched(pattern)).toEqual(matchingFiles([pattern], { cwd: folder, mayList: () => true }).sort());
      }),
      { numRuns: 60 },
    ));

  it('is taken for what they read otherwise than shells do', () => {
    for (const pattern of ['{a,b/a}*/**{a*,b}/**.f', '**/.*/a.f', 'a/**/{.b,b}/*.f']) {
      expect(choicesOf(pattern)).toBeGreaterThan(INPUT_LIMITS.patternChoices);
      expect(searched(pattern)?.length).toBeGreaterThan(0);
    }
    expect(choicesOf('**/{a,b}.f')).toBeLessThanOrEqual(INPUT_LIMITS.patternChoices);
  });

  it('takes what people write', () => {
    expect(searched('a/*b*b*.f')).toEqual(['a/abab.f', 'a/bab.f']);
    expect(searched('**/b/**/{a,b}*a.f')).toEqual(expect.arrayContaining(['b/aba.f', 'a/b/a/aa.f']));
  });

  it('does not try the ways in which a name may fit one by one', () => {
    const name = 'a'.repeat(255);
    expect(PathPattern.of(`${'*a'.repeat(60)}b`)?.fits(name)).toBe(false);
    expect(PathPattern.of(`${'*a'.repeat(60)}*`)?.fits(name)).toBe(true);
    expect(PathPattern.of(`${'**/a/'.repeat(60)}b`)?.fits('a/'.repeat(2000))).toBe(false);
    expect(PathPattern.of('{a,aa}'.repeat(8))?.fits('a'.repeat(12))).toBe(true);
  });

  it.each(['+(a|b)', '[ab]*', '{1..3}', '{a}', '../*/../*', 'a\\*b'])('leaves %s to them', (pattern) =>
    expect(PathPattern.of(`*${pattern}`)).toBeUndefined(),
  );
});

describe('the choices of a pattern', () => {
  it.each([
    ['**/*.dts', 0],
    ['boards/*/evk-*.dts', 0],
    ['*-{evk,sk}.dts', 1],
    ['*-*-*.dts', 2],
    ['*/*a*/*b*.dts', 2],
    ['**/a/**/*.dts', 1],
    ['!(old)*.dts', 1],
    ['board+([0-9]).dts', 0],
    ['[a]+[a]+*.dts', 2],
    ['(a|aa)b.dts', Number.POSITIVE_INFINITY],
    ['+(a*)b.dts', Number.POSITIVE_INFINITY],
    ['*(a|aa).dts', Number.POSITIVE_INFINITY],
  ])('%s: %d', (pattern, choices) => expect(choicesOf(pattern)).toBe(choices));
});
