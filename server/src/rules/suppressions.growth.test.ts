import { expect, it } from 'vitest';
import { squares } from '../../../test/counted/squares.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { unusedFinding } from './comments/unusedSuppression.ts';
import { type Suppression, suppressionsOf } from './suppressions.ts';

it.each([
  ['comments', '/* dtheaps-disable-next-line */\n', 1],
  ['escapes in a string that is not closed', '"\\', 0],
  ['beginnings of comments', '/* ', 0],
])('suppressions are found in work in proportion to a hostile file: %s', async (_, repeated, each) => {
  const hostile = (count: number): SourceFile => new SourceFile('a.dts', `dtheaps-\n${repeated.repeat(count)}`);
  expect(suppressionsOf(hostile(1000))).toHaveLength(1000 * each);
  expect(await squares(100, hostile, suppressionsOf)).toEqual([]);
});

it('rules that a comment names in vain are reported in work in proportion to their number', async () => {
  const naming = (count: number): Suppression[] => {
    const names = Array.from({ length: count }, (_, index) => `no-rule-${index}`);
    return [...suppressionsOf(new SourceFile('a.dts', `// dtheaps-disable-next-line ${names.join(' ')}\n`))];
  };
  const findings = (suppressions: readonly Suppression[]) =>
    suppressions.flatMap((each) => each.rules.map((rule) => unusedFinding(each, rule, ['zero-size'])));
  expect(findings(naming(3)).map(({ fixes }) => fixes[0]?.edits[0]?.span)).toMatchObject([
    { start: 28, end: 38 },
    { start: 38, end: 48 },
    { start: 48, end: 58 },
  ]);
  expect(await squares(100, naming, findings)).toEqual([]);
});
