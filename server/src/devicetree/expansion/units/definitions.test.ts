import { expect, test } from 'vitest';
import { SourceFile } from '../../../text/sourceFile.ts';
import { Expander } from '../expander.ts';
import { definitionsOf } from './definitions.ts';

test('a unit knows the macros that its file defined, with where and how', () => {
  const text = '#define EMPTY\n#define PIN(bank, n...) ((bank) \\\n  << 4 | n)\n#if 0\n#define NOT 1\n#endif\n';
  const file = new SourceFile('a.dts', text);
  const { unit } = new Expander({ read: () => file }).expand({
    path: 'a.dts',
    includeRoots: [],
    defines: [],
    preprocess: true,
    dtcIncludeRoots: [],
  });
  const [empty, pin, ...others] = definitionsOf(unit);
  expect(others).toEqual([]);
  expect(empty).toMatchObject({ name: 'EMPTY', parameters: undefined, body: '' });
  expect(pin).toMatchObject({ name: 'PIN', parameters: ['bank', 'n'], variadic: true, body: '((bank)   << 4 | n)' });
  expect(text.slice(pin?.span.start, pin?.span.end)).toBe('PIN(bank, n...) ((bank) \\\n  << 4 | n)');
  expect(text.slice(pin?.nameSpan.start, pin?.nameSpan.end)).toBe('PIN');
});
