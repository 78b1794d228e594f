import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';
import { suppressionsOf } from '../../server/src/rules/suppressions.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { readConfiguration } from '../../server/src/workspace/configuration.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('docs/findings.md');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
const problemsOf = (json: string): string[] =>
  readConfiguration(new SourceFile('.dtheaps.json', byteString(new TextEncoder().encode(json)))).problems.map(
    ({ message }) => message,
  );
const validate = new Ajv().compile(JSON.parse(read('schemas/dtheaps.schema.json')));

test('the configuration file of docs/findings.md is one, for the reader and for the schema', () => {
  expect(problemsOf(block('json'))).toEqual([]);
  expect(validate(JSON.parse(block('json'))), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  { severities: { 'no-such-rule': 'off' } },
  { severities: { 'zero-size': 'loud' } },
  { consumers: ['nobody'] },
  { consumers: [{ name: 'viewer' }] },
  { profile: { kernel: 'six' } },
  { profile: { memory: [{ base: 0 }] } },
  { boards: 'a.dts' },
  { colour: 'red' },
])('what the reader refuses, the schema does: %j', (value) => {
  expect(problemsOf(JSON.stringify(value))).not.toEqual([]);
  expect(validate(value)).toBe(false);
});

test('the comments of docs/findings.md are such comments, of rules that there are', () => {
  const suppressions = suppressionsOf(new SourceFile('findings.dts', block('dts')));
  expect(suppressions).toHaveLength(5);
  const ids = suppressions.flatMap(({ rules }) => rules.map(({ id }) => id));
  for (const id of ids) expect(RULES.map((rule) => rule.id)).toContain(id);
  expect(suppressions.every(({ kind }) => kind !== undefined)).toBe(true);
});
