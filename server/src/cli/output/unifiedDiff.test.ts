import { expect, test } from 'vitest';
import { SourceFile } from '../../text/sourceFile.ts';
import { unifiedDiff } from './unifiedDiff.ts';

// A call takes no argument for each of so many lines.
test('a change of hundreds of thousands of lines is shown whole', () => {
  const count = 300_000;
  const file = new SourceFile('a.dts', 'a\n'.repeat(count));
  const text = 'b\n'.repeat(count);
  const edits = [{ span: { file, start: 0, end: file.text.length }, newText: text }];
  const lines = unifiedDiff({ file, text, edits }).split('\n');
  expect(lines.slice(0, 4)).toEqual(['--- a.dts', '+++ a.dts', `@@ -1,${count} +1,${count} @@`, '-a']);
  expect(lines.filter((line) => line === '-a')).toHaveLength(count);
  expect(lines.filter((line) => line === '+b')).toHaveLength(count);
});
