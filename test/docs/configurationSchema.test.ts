import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';

/** A script, hence without types. */
const SCRIPT = new URL('../../scripts/configurationSchema.mjs', import.meta.url).href;
const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const HINT = 'run: node scripts/configurationSchema.mjs && npm run format';

test('the schema of .dtheaps.json names the rules and consumers there are', async () => {
  const { configurationSchema } = await import(SCRIPT);
  const schema = read('schemas/dtheaps.schema.json');
  expect(schema, HINT).toEqual(configurationSchema());
  expect(Object.keys(schema.properties.severities.properties)).toEqual(RULES.map(({ id }) => id));
});

test('the editor’s setting names the rules there are', async () => {
  const { contributed } = await import(SCRIPT);
  const { severities, jsonValidation } = contributed();
  const { contributes } = read('package.json');
  expect(contributes.configuration.properties['devicetreeHeaps.severities'], HINT).toEqual(severities);
  expect(contributes.jsonValidation, HINT).toEqual(jsonValidation);
});
