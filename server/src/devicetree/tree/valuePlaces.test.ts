import { beforeAll, describe, expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { BoardReader } from '../board.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { type DeviceTreeProperty, nodeAtPath } from './deviceTree.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** The property `a` of a root with this value. */
function propertyOf(value: string): DeviceTreeProperty {
  const text = `/dts-v1/;\n/ { l: n { }; };\n/ { a = ${value}; };\n`;
  const board = new BoardReader(new MemoryReader({ 'board.dts': text }), parser).read(boardRequest('board.dts'));
  const found = nodeAtPath(board.tree, '/')?.properties.get('a');
  if (found === undefined) throw new Error('the root has no a');
  return found;
}

/** What is written where a value has its bytes `[start, end)`. */
function writtenAt(property: DeviceTreeProperty, start: number, end: number): string | undefined {
  const span = property.valueSpan(start, end);
  return span?.file.text.slice(span.start, span.end);
}

describe('where the pieces of a value are written', () => {
  test.each([1, 100])('in a value of %i times five pieces', (times) => {
    const property = propertyOf(Array.from({ length: times }, () => '<1 &l>, "ab", &l, [ff]').join(', '));
    const each = 8 + 3 + 3 + 1;
    expect(property.value).toHaveLength(times * each);
    const from = (times - 1) * each;
    expect(writtenAt(property, from, from + 4)).toBe('1');
    expect(writtenAt(property, from + 4, from + 8)).toBe('&l');
    expect(writtenAt(property, from, from + 8)).toBe('1 &l');
    expect(writtenAt(property, from + 9, from + 10)).toBe('"ab"');
    expect(writtenAt(property, from + 11, from + 14)).toBe('&l');
    expect(writtenAt(property, from + 14, from + 15)).toBe('ff');
    // A byte alone, and what goes on after the value.
    expect(writtenAt(property, from + 8, from + 8)).toBe('"ab"');
    expect(writtenAt(property, from + 11, from + 400)).toBe('&l, [ff');
    expect(writtenAt(property, from + 15, from + 16)).toContain('a = <1 &l>');
  });
});
