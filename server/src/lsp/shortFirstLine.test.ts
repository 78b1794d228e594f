import { describe, expect, test } from 'vitest';
import { LONGEST_FIRST_LINE, shortFirstLine } from './shortFirstLine.ts';

describe('the first line of a message', () => {
  test('stays as it is where it fits, whatever follows it', () => {
    for (const message of ['', 'short', 'x'.repeat(LONGEST_FIRST_LINE), `short\n${'long '.repeat(40)}`]) {
      expect(shortFirstLine(message)).toBe(message);
    }
  });

  test('is parted before brackets that do not fit', () => {
    const cells = '(#address-cells == 2, #size-cells == 2)';
    expect(shortFirstLine(`/reserved-memory/eps@70000000:reg: property has invalid length (8 bytes) ${cells}`)).toBe(
      `/reserved-memory/eps@70000000:reg: property has invalid length (8 bytes)\n${cells}`,
    );
  });

  test('is parted before a quoted name that does not fit, and keeps the lines below', () => {
    const name = `"${'a name '.repeat(9)}"`;
    const path = '/soc@0/bus@30800000/i2c@30a20000/camera@3c';
    expect(shortFirstLine(`${path}: Reference to a node or label ${name}\nbelow`)).toBe(
      `${path}: Reference to a node or label\n${name}\nbelow`,
    );
  });

  test('is parted at any space, or not at all, where nothing better is there', () => {
    expect(shortFirstLine(`(${'word '.repeat(30)})`)).toMatch(/^\((word ){17}word\nword /);
    const path = 'p'.repeat(LONGEST_FIRST_LINE + 10);
    expect(shortFirstLine(`${path}: no such node`)).toBe(`${path}:\nno such node`);
    expect(shortFirstLine(path)).toBe(path);
  });
});
