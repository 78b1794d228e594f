import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../../../test/parser.ts';
import type { DevicetreeParser } from './parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const good = (statements: number): string => `/dts-v1/;\n/ {\n${'\tp = <1>;\n'.repeat(statements)}`;

describe('a text with an error', () => {
  it.each([0, 100, 10_000])('is parsed up to its first error, after %i statements', (statements) => {
    const before = good(statements);
    const text = `${before}p = <1 {>;\n${'\tp = <2>;\n'.repeat(10_000)}};\n`;
    expect(parser.parseGood(text)).toBeUndefined();
    const failsAt = parser.failsAt(text) ?? -1;
    // An operation takes some characters.
    expect(failsAt).toBeGreaterThan(before.length - 500);
    expect(failsAt).toBeLessThan(before.length + 500);
  });

  it('that the parser mends with a token that it makes up is none that is free of errors', () => {
    const text = `${good(10)}p = [00;\n};\n`;
    const tree = parser.parse(text);
    expect(tree.rootNode.descendantsOfType('ERROR')).toEqual([]);
    expect(tree.rootNode.hasError).toBe(true);
    tree.delete();
    expect(parser.parseGood(text)).toBeUndefined();
    expect(parser.failsAt(text)).toBeDefined();
  });

  it('fails at the token that cannot stand there, however much stands before it', () => {
    const before = `${good(1)}p = <${'1 '.repeat(200_000)}`;
    const text = `${before}{1>;\n};\n`;
    const stop = parser.firstStop(text, parser.failsAt(text) ?? 0);
    // It stands where the token before it ends.
    expect(stop?.offset).toBe(before.trimEnd().length);
    expect(stop?.expected).toContain('`>`');
  });
});

it('a text without an error has none, and the one before it no influence', () => {
  const text = `${good(1000)}};\n`;
  expect(parser.parseGood(`${text}<`)).toBeUndefined();
  expect(parser.failsAt(text)).toBeUndefined();
  const tree = parser.parseGood(text);
  expect(tree?.rootNode.endIndex).toBe(text.length);
  tree?.delete();
});
