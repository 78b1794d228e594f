import { expect, it } from 'vitest';
import { SourceFile } from '../../text/sourceFile.ts';
import { Expander, flatten } from './expander.ts';

const files = { read: (path: string) => (path === 'a.dts' ? new SourceFile(path, 'X F(1)\n') : undefined) };

/** What a text of two macros comes to with a macro from outside, and what gcc has against that. */
function expanded(name: string, value: string | undefined, preprocess = true) {
  const defines = [{ name, value }];
  const request = { path: 'a.dts', includeRoots: [], defines, preprocess, dtcIncludeRoots: [] };
  const expander = new Expander(files);
  expander.expand(request);
  const { problems, failed, unit } = expander.expand(request);
  return { text: flatten(unit).text.trim(), errors: problems.map(({ message }) => message), failed };
}

// The words after the first colon are those of gcc 12.
it.each([
  ['F(a,a)', '1', '-D F(a,a)=1: duplicate macro parameter "a"'],
  ['F(1)', 'x', '-D F(1)=x: expected parameter name, found "1"'],
  ['F(a,)', '1', '-D F(a,)=1: expected parameter name, found ")"'],
  ['F(...,a)', '1', '-D F(...,a)=1: expected \')\' after "..."'],
  ['X', 'a##', "-D X=a##: '##' cannot appear at either end of a macro expansion"],
  ['defined', '1', '-D defined=1: "defined" cannot be used as a macro name'],
  ['defined', undefined, '-U defined: "defined" cannot be used as a macro name'],
  ['X', '/*', '-D X=/*: unterminated comment'],
  ['X', '1 /* a */ /* b', '-D X=1 /* a */ /* b: unterminated comment'],
  ['X', `${'a'.repeat(100)}##`, `-D X=${'a'.repeat(54)}…: '##' cannot appear at either end of a macro expansion`],
])('says of %s=%s what gcc refuses it for', (name, value, message) => {
  expect(expanded(name, value)).toEqual({ text: 'X F(1)', errors: [message], failed: true });
});

it.each([
  ['X', '"/*"', '"/*" F(1)'],
  ['X', '1 /* a */', '1 F(1)'],
  ['X', 'a\n##', 'a F(1)'],
  ['F(a)', '#a', 'X "1"'],
  ['F(a)', 'a##a', 'X 11'],
  ['Y', undefined, 'X F(1)'],
])('takes %s=%s as gcc does', (name, value, text) => {
  expect(expanded(name, value)).toEqual({ text, errors: [], failed: false });
});

it('is asked of gcc alone', () => expect(expanded('defined', '1', false).failed).toBe(false));
