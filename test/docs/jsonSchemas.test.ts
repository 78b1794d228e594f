import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';
import { SCENARIO_SUFFIX } from '../../server/src/simulation/scenarioPath.ts';

/** A script, hence without types. */
const SCRIPT = new URL('../../scripts/jsonSchemas.mjs', import.meta.url).href;
const SETTINGS = new URL('../../scripts/settings.mjs', import.meta.url).href;
const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const HINT = 'run: npm run generate';

test('the schemas are those of the definitions that files are read by', async () => {
  const { schemas } = await import(SCRIPT);
  for (const [name, schema] of Object.entries(schemas())) expect(read(`schemas/${name}`), HINT).toEqual(schema);
  const { severities } = read('schemas/dtheaps.schema.json').properties;
  expect(Object.keys(severities.properties)).toEqual(RULES.map(({ id }) => id));
});

test.each([
  ['profile.schema.json', { kernel: '7.3', memory: [{ base: 0, size: '2G' }], config: { CONFIG_CMA: true } }, true],
  ['profile.schema.json', { kernal: '7.3' }, false],
  ['scenario.schema.json', { steps: [{ op: 'allocate', heap: 'system', size: '1M', id: 'a' }] }, true],
  ['scenario.schema.json', { steps: [{ op: 'allocate', heap: 'system', size: '1M', id: 'a', max: 1 }] }, false],
  ['scenario.schema.json', { steps: [{ op: 'repeat', times: 2, steps: [{ op: 'free', id: 'a*' }] }] }, true],
  ['scenario.schema.json', { steps: [{ op: 'repeat', times: 2, steps: [{ op: 'repeat', times: 2 }] }] }, false],
  ['dtheaps.schema.json', { $schema: 'x', consumers: ['libcamera', { name: 'a', heaps: ['b'] }] }, true],
  ['dtheaps.schema.json', { severities: { 'zone-crossing': 'loud' } }, false],
])('%s judges %j as it is read', (name, value, expected) => {
  const valid = new Ajv({ unknownFormats: 'ignore' }).validate(read(`schemas/${name}`), value);
  expect(valid).toBe(expected);
});

test('the editor’s setting names the rules there are', async () => {
  const { contributed } = await import(SCRIPT);
  const { severities, jsonValidation } = contributed();
  const manifest = read('package.json');
  const { settingOf } = await import(SETTINGS);
  expect(settingOf(manifest, 'severities'), HINT).toEqual(severities);
  expect(manifest.contributes.jsonValidation, HINT).toEqual(jsonValidation);
  const jsonc = manifest.contributes.languages.find(({ id }: { id: string }) => id === 'jsonc');
  expect(jsonc.extensions).toEqual([SCENARIO_SUFFIX]);
});
