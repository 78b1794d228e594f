import { expect, test } from 'vitest';
import { Expander } from '../../devicetree/expansion/expander.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { expandedText } from './expansionOutput.ts';

function expanded(text: string): string {
  const file = new SourceFile('a.dts', text);
  const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
  return expandedText(new Expander({ read: () => file }).expand(request).unit, true);
}

test.each([
  ['', '\n'],
  ['\n\n', '\n'],
  ['\na\n \t\n\nb\n\n', 'a\nb\n'],
  ['a', 'a\n'],
])('%j has no empty lines in %j', (text, output) => expect(expanded(text)).toBe(output));

test('millions of empty lines are none', () => expect(expanded(`a${'\n'.repeat(3_000_000)}b\n`)).toBe('a\nb\n'));
