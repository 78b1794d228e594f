import { describe, expect, it } from 'vitest';
import { SourceFile } from '../sourceFile.ts';
import { jsonWithMember, setJsonMember } from './setJsonMember.ts';

const PATH = ['severities', 'zero-size'];

function after(text: string, value = 'off'): string | undefined {
  const file = new SourceFile('.dtheaps.json', text);
  const edits = setJsonMember(file, PATH, value);
  return edits?.reduceRight((all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.end), text);
}

describe('setJsonMember', () => {
  it.each([
    ['an empty object', '{}\n', '{\n  "severities": {\n    "zero-size": "off"\n  }\n}\n'],
    [
      'an object with other members',
      '{\n  // why\n  "baseline": "known.json"\n}\n',
      '{\n  // why\n  "baseline": "known.json",\n  "severities": {\n    "zero-size": "off"\n  }\n}\n',
    ],
    [
      'an object that has it',
      '{ "severities": { "zero-size": "hint" /* so */ } }',
      '{ "severities": { "zero-size": "off" /* so */ } }',
    ],
    [
      'an object that has others of its kind, with tabulators',
      '{\n\t"severities": {\n\t\t"reg-and-size": "hint"\n\t}\n}\n',
      '{\n\t"severities": {\n\t\t"reg-and-size": "hint",\n\t\t"zero-size": "off"\n\t}\n}\n',
    ],
  ])('sets a member of %s', (_, text, expected) => expect(after(text)).toBe(expected));

  it('keeps a byte order mark', () => {
    expect(after('\xef\xbb\xbf{ "severities": { "zero-size": "hint" } }')).toBe(
      '\xef\xbb\xbf{ "severities": { "zero-size": "off" } }',
    );
  });

  it.each(['{', '', '[]', '{ "severities": [] }', '{ "severities": "off" }'])('offers nothing for %j', (text) =>
    expect(after(text)).toBeUndefined(),
  );

  it('begins a file', () => {
    expect(JSON.parse(jsonWithMember(PATH, 'off'))).toEqual({ severities: { 'zero-size': 'off' } });
  });
});
