import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { byteString, SourceFile } from '../sourceFile.ts';
import { complaintMessage } from './complaint.ts';
import { completeMessage, readJson, readJsonValue } from './readJson.ts';

const fileOf = (text: string): SourceFile => new SourceFile('a.json', byteString(new TextEncoder().encode(text)));

/** What is wrong in a text: where, as the text there, and what. */
function complaints(text: string, schema: z.core.$ZodType = z.unknown()): string[] {
  const file = fileOf(text);
  return readJson(file, schema).complaints.map((complaint) => {
    const { start, end } = complaint.span ?? { start: 0, end: 0 };
    return `${complaint.path}@${start} ${file.text.slice(start, end)}: ${complaintMessage(complaint)}`;
  });
}

describe('what is no JSON', () => {
  it.each([
    ['# text', 0],
    ['{"a": }', 6],
    ['{"a": 1,}', 8],
    ['[1, 2', 5],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['[1] 2', 4],
    ['{"a": "b\n"}', 6],
    ['{"a": "\\x"}', 6],
    ['[01]', 2],
    ['', 0],
    ['[1] /* open', 4],
  ])('%j breaks at %i', (text, offset) => {
    expect(complaints(text)).toEqual([expect.stringMatching(`^@${offset} `)]);
    expect(complaints(text)[0]).toContain('not JSON: ');
  });

  it.each([
    ['{"a": 1, }', '}'],
    ['[1,\n]', ']'],
  ])('says of %j that nothing follows the comma', (text, bracket) => {
    expect(complaints(text)[0]).toContain(`not JSON: nothing follows the comma before this "${bracket}"`);
  });

  it('is not lost in the depths of a file', () => {
    expect(complaints('['.repeat(100_000))).toEqual([expect.stringContaining('nested more than 64 deep')]);
  });

  it('is found at some place in the text, or the text is read as JSON.parse reads it', () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.nat(), fc.string(), (text, at, garbage) => {
        const broken = text.slice(0, at % (text.length + 1)) + garbage;
        for (const each of [text, broken]) {
          const file = fileOf(each);
          const read = readJson(file, z.unknown());
          for (const { span } of read.complaints) expect(span?.end).toBeLessThanOrEqual(file.text.length);
          if (read.complaints.length === 0 && !each.includes('/')) {
            expect(JSON.stringify(read.value)).toEqual(JSON.stringify(JSON.parse(each)));
          }
        }
      }),
    ));
});

describe('what is JSON', () => {
  it('may not say a member twice: the last counts, and each repetition is reported', () => {
    const file = fileOf('{"a": 1, "b": [{"c": 1, "c": 2, "\\u0063": 3}], "a": {"c": 4}}');
    expect(readJson(file, z.unknown()).value).toEqual({ a: { c: 4 }, b: [{ c: 3 }] });
    expect(readJson(file, z.unknown(), true).value).toBeUndefined();
    const again = (name: string) =>
      `the object has a member "${name}" already, which would have no effect: keep one of them`;
    expect(complaints(file.text)).toEqual([
      `b[0].c@24 "c": ${again('c')}`,
      `b[0].c@32 "\\u0063": ${again('c')}`,
      `a@47 "a": ${again('a')}`,
    ]);
  });

  it('may have comments, a byte order mark and texts in UTF-8', () => {
    const text = '\uFEFF// ä\n{"ä": /* ö */ "€ \\u20ac"}';
    expect(readJson(fileOf(text), z.unknown())).toEqual({ value: { ä: '€ €' }, complaints: [] });
  });

  it('may call a member __proto__', () => {
    expect(Object.keys(readJson(fileOf('{"__proto__": 1}'), z.unknown()).value as object)).toEqual(['__proto__']);
  });
});

describe('a schema', () => {
  const schema = z.strictObject({
    name: z.exactOptional(z.string()),
    sizes: z.exactOptional(z.array(z.strictObject({ size: z.number(), unit: z.enum(['byte', 'page']) }))),
    either: z.exactOptional(z.union([z.enum(['one', 'two']), z.strictObject({ count: z.number() })])),
  });

  it('complains at each place, with what was probably meant', () => {
    const text = '{"nme": 1, "sizes": [{"size": "ü", "unit": "pages"}, {"unit": "byte"}], "either": {"cuont": 1}}';
    expect(complaints(text, schema).sort()).toEqual([
      'either.count@83 {: count is missing',
      'either.cuont@84 "cuont": there is no member "cuont"; there are count; did you mean "count"?',
      'nme@1 "nme": there is no member "nme"; there are name, sizes, either; did you mean "name"?',
      'sizes[0].size@30 "\xc3\xbc": "ü" is not a number',
      'sizes[0].unit@44 "pages": "pages" is none of byte, page; did you mean "page"?',
      'sizes[1].size@54 {: size is missing',
    ]);
  });

  it('lets be taken what is right', () => {
    const text = '{"name": "a", "other": 1, "sizes": [7, {"size": 1, "unit": "byte"}, {"size": 2}], "either": 3}';
    const { value } = readJson(fileOf(text), schema);
    expect(value).toEqual({ name: 'a', sizes: [{ size: 1, unit: 'byte' }] });
  });

  it('may want a value as a whole', () => {
    expect(readJson(fileOf('{"other": 1}'), schema, true).value).toBeUndefined();
  });

  it('takes no list of which nothing is right for an empty one', () => {
    expect(readJsonValue({ sizes: [1, 2] }, schema).value).toEqual({});
    expect(readJsonValue({ sizes: [] }, schema).value).toEqual({ sizes: [] });
  });

  it.each([false, true])('passes over $schema at the top, and no other member (whole only: %s)', (wholeOnly) => {
    const read = readJsonValue({ $schema: 'x', name: 'a' }, schema, wholeOnly);
    expect(read).toEqual({ value: { name: 'a' }, complaints: [] });
    const others = { $comment: 'x', sizes: [{ size: 1, unit: 'byte', $schema: 'x' }] };
    const { complaints: said, value } = readJsonValue(others, schema, wholeOnly);
    expect(said.map(({ path }) => path).sort()).toEqual(['$comment', 'sizes[0].$schema']);
    expect(value).toEqual(wholeOnly ? undefined : { sizes: [{ size: 1, unit: 'byte' }] });
    const misspelt = readJsonValue({ $scema: 'x', name: 'a' }, schema, wholeOnly).complaints;
    expect(misspelt.map(({ suggestion }) => suggestion)).toEqual(['$schema']);
  });

  it('complains at the places of the file, also after something was left out', () => {
    const unique = z.array(z.number()).check(
      z.superRefine((numbers, context) => {
        const at = numbers.indexOf(0);
        if (at >= 0) context.addIssue({ code: 'custom', path: [at], message: 'is zero' });
      }),
    );
    expect(complaints('["a", 1, 0]', unique)).toEqual(['[0]@1 "a": "a" is not a number', '[2]@9 0: 0 is zero']);
    expect(readJson(fileOf('["a", 1, 0]'), unique).value).toEqual([1]);
  });
});

describe('hundreds of thousands of items', () => {
  // How many issues overflow the stack depends on its size: the library fails as it does then.
  it('of which more are wrong than the library can say are one complaint', () => {
    const failing = z.unknown().check(() => {
      throw new RangeError('Maximum call stack size exceeded');
    });
    expect(complaints('{"names": []}', failing)).toEqual(['@0 {: more values of it are wrong than can be listed']);
  });

  it('of which each is wrong have the messages made that are listed', () => {
    let made = 0;
    const name = z.pipe(
      z.string(),
      z.transform((written, context) => {
        const params = completeMessage(() => `${written} is unknown (${++made})`);
        context.issues.push({ code: 'custom', input: written, params });
        return z.NEVER;
      }),
    );
    const { complaints: found } = readJson(fileOf(`[${'"a",'.repeat(5000)}"b"]`), z.array(name));
    expect(found).toHaveLength(100);
    expect(found.at(-1)?.message).toBe('a is unknown (100)');
  });

  it('of which one is wrong are read without it', () => {
    const text = `[${'"a",'.repeat(200_000)}1]`;
    const { value, complaints: found } = readJson(fileOf(text), z.array(z.string()));
    expect(value).toHaveLength(200_000);
    expect(found.map(({ path }) => path)).toEqual(['[200000]']);
  });
});
