import { expect, test } from 'vitest';
import { AbridgedText } from './abridgedText.ts';
import { KnownValues } from './knownValues.ts';
import { EMPTY_VALUE } from './propertyValue.ts';

function knowing(...texts: string[]): KnownValues {
  const known = new KnownValues();
  for (const text of texts) known.keep(text, 0, text.length, EMPTY_VALUE);
  return known;
}

test('stand-ins for known values, and no white space where lines begin', () => {
  const whole = '/ {\n\t\tstatus = "okay";\n\n\treg = <0x10>;\n};\n';
  const { text } = new AbridgedText(whole, knowing(' "okay"'));
  expect(text).toBe('/ {\nstatus =&v;\nreg = <0x10>;\n};\n');
});

test('offsets lead back to the whole text', () => {
  const whole = 'a {\n    b = "x;y";\n    c;\n};';
  const abridged = new AbridgedText(whole, knowing(' "x;y"'));
  for (const found of ['a {', 'b =', 'c;', '};']) {
    expect(abridged.wholeOffset(abridged.text.indexOf(found))).toBe(whole.indexOf(found));
  }
});

test('strings, comments and what a character literal may quote are left as they are', () => {
  const known = knowing(' 1');
  for (const whole of ['a = "b = 1;\n  c";', '/* a = 1;\n  b */', "a = <'\"'>;\n  b = 1;", '// a = 1;']) {
    expect(new AbridgedText(whole, known).text).toBe(whole);
  }
});

test('a value with a comment in it is not kept, nor a long one', () => {
  const long = `"${'x'.repeat(300)}"`;
  const known = knowing(' <1> /* one */', long);
  expect(known.find(' <1> /* one */', 0, 14)).toBeUndefined();
  expect(known.find(long, 0, long.length)).toBeUndefined();
});

test('many values are found again', () => {
  const texts = Array.from({ length: 10_000 }, (_, index) => ` <${index}>`);
  const known = knowing(...texts);
  expect(texts.every((text) => known.find(text, 0, text.length) === EMPTY_VALUE)).toBe(true);
  expect(known.find(' <10000>', 0, 8)).toBeUndefined();
});
