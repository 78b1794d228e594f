import { describe, expect, it } from 'vitest';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import { offsetOf, pathOfUri, rangeOfSpan, uriOfPath } from './positions.ts';

const file = new SourceFile('/boards/a b.dts', byteString(new TextEncoder().encode('/* é 😀 */ x\nnode;')));

describe('positions', () => {
  it('count UTF-16 units outside and bytes inside', () => {
    const start = file.text.indexOf('x');
    expect(start).toBe(14);
    expect(rangeOfSpan({ file, start, end: start + 1 })).toEqual({
      start: { line: 0, character: 11 },
      end: { line: 0, character: 12 },
    });
    expect(offsetOf(file, { line: 0, character: 11 })).toBe(start);
    expect(offsetOf(file, { line: 1, character: 4 })).toBe(file.text.length - 1);
  });

  it('turn paths into URIs and back', () => {
    expect(uriOfPath(file.path)).toBe('file:///boards/a%20b.dts');
    expect(pathOfUri('file:///boards/a%20b.dts')).toBe(file.path);
    expect(pathOfUri('untitled:Untitled-1')).toBeUndefined();
  });
});
