import { expect, it } from 'vitest';
import { exampleText } from './exampleText.ts';

it.each([
  ['a { b = "x; {"; c { d; }; };', 'a {\n\tb = "x; {";\n\tc {\n\t\td;\n\t};\n};'],
  ['a { }; b { };', 'a {\n};\nb {\n};'],
  ['&a { reg = <0 1>, <2 3>; };', '&a {\n\treg = <0 1>, <2 3>;\n};'],
  ['a { b; };\nc;', 'a { b; };\nc;'],
])('%j is laid out', (example, text) => expect(exampleText(example)).toBe(text));
