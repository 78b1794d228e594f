// Writes the schemas in schemas/ and the severities and the links to schemas in package.json, from the definitions that
// files are read by: `npm run generate`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { COMPARED_RELEASES, NEWEST_RELEASE } from '../server/src/kernel/behaviours/releases.ts';
import { profileSchema } from '../server/src/profile/profileJson.ts';
import { RULES } from '../server/src/rules/registry.ts';
import { SCENARIO_SUFFIX } from '../server/src/simulation/scenarioPath.ts';
import { scenarioSchema } from '../server/src/simulation/schema/scenarioSchema.ts';
import { CONFIGURATION_NAME } from '../server/src/workspace/configuration.ts';
import { configurationSchema, SEVERITY_NAMES } from '../server/src/workspace/configurationSchema.ts';
import { settingOf } from './settings.mjs';

/** What a severity may be, by rule. */
function severityProperties() {
  return Object.fromEntries(
    RULES.map(({ id, title, severity }) => [
      id,
      { type: 'string', enum: SEVERITY_NAMES, description: `${title}. Default: ${severity}.` },
    ]),
  );
}

/** A schema as JSON Schema; every object may also name its own schema. */
function jsonSchema(title, schema) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', reused: 'inline' });
  return {
    $schema,
    title: `Devicetree Heaps: ${title}`,
    ...rest,
    properties: { $schema: { type: 'string' }, ...rest.properties },
  };
}

/** The schemas by their file's name. */
export function schemas() {
  return {
    'dtheaps.schema.json': jsonSchema(CONFIGURATION_NAME, configurationSchema()),
    'profile.schema.json': jsonSchema('profile', profileSchema()),
    'scenario.schema.json': jsonSchema('scenario', scenarioSchema()),
  };
}

/** The members of package.json that follow from the rules. */
export function contributed() {
  return {
    severities: {
      order: 1,
      scope: 'resource',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: severityProperties(),
      markdownDescription:
        'How much the findings of a rule count, such as `{"pool-without-consumer": "off"}`. They take precedence over the severities of `.dtheaps.json`.',
    },
    jsonValidation: [
      { fileMatch: CONFIGURATION_NAME, url: './schemas/dtheaps.schema.json' },
      { fileMatch: `*${SCENARIO_SUFFIX}`, url: './schemas/scenario.schema.json' },
    ],
  };
}

const path = fileURLToPath(import.meta.url);
if (process.argv[1] === path) {
  const root = join(path, '../..');
  for (const [name, schema] of Object.entries(schemas())) {
    writeFileSync(join(root, 'schemas', name), `${JSON.stringify(schema, null, 2)}\n`);
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { severities, jsonValidation } = contributed();
  manifest.contributes.jsonValidation = jsonValidation;
  Object.assign(settingOf(manifest, 'severities'), severities);
  settingOf(manifest, 'compareKernels').default = COMPARED_RELEASES;
  const kernel = settingOf(manifest, 'kernel');
  kernel.markdownDescription = kernel.markdownDescription.replace(/else `[^`]*`\.$/, `else \`${NEWEST_RELEASE}\`.`);
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
