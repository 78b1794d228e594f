// Writes schemas/dtheaps.schema.json, and the severities and the link to the schema in package.json, from the rules and
// consumers there are: `node scripts/configurationSchema.mjs && npm run format`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { HEAP_CONSUMERS } from '../server/src/consumers/heapConsumers.ts';
import { RULES } from '../server/src/rules/registry.ts';
import { CONFIGURATION_NAME, SEVERITY_NAMES } from '../server/src/workspace/configuration.ts';
import { ARCHITECTURES, PATCHES } from '../server/src/workspace/profileJson.ts';

const list = (description, items = { type: 'string', minLength: 1 }) => ({ type: 'array', description, items });
const AMOUNT = { type: ['string', 'number'], description: 'Bytes: 0x40000000, 64K, 2G.' };

function object(description, properties, more = {}) {
  return { type: 'object', description, additionalProperties: false, properties, ...more };
}

const range = (description, properties = {}) =>
  object(description, { ...properties, base: AMOUNT, size: AMOUNT }, { required: ['base', 'size'] });

/** What a severity may be, by rule. */
export function severityProperties() {
  return Object.fromEntries(
    RULES.map(({ id, title, severity }) => [
      id,
      { type: 'string', enum: SEVERITY_NAMES, description: `${title}. Default: ${severity}.` },
    ]),
  );
}

const PROFILE = object('What boots the boards.', {
  kernel: {
    type: 'string',
    description: 'The Linux version, such as 7.3 or 6.12.117.',
    pattern: '^\\d+\\.\\d+(\\.\\d+)?([-+_.~]\\w[\\w.+~-]*)?$',
  },
  architecture: { enum: ARCHITECTURES, description: 'Else read off the kernel tree or the board’s processors.' },
  patches: list('Proposals from the mailing lists that the kernel carries.', { enum: PATCHES }),
  config: {
    type: 'object',
    description: 'Options of the kernel; what is not named has the architecture’s defconfig value.',
    additionalProperties: { type: ['string', 'number', 'boolean'] },
  },
  commandLine: { type: 'string', description: 'The kernel’s command line, such as cma=32M.' },
  memory: list('RAM, instead of the tree’s /memory, as firmware reports it.', range('A stretch of RAM.')),
  occupied: list(
    'What is in memory before the kernel reserves anything: its image, initrd, the DTB.',
    range('One of them.', { name: { type: 'string' } }),
  ),
  firmwareRegions: list(
    'Regions that firmware adds in front of the children of /reserved-memory.',
    range('One of them.', { name: { type: 'string' }, noMap: { type: 'boolean' } }),
  ),
});

/** The schema of `.dtheaps.json`. */
export function configurationSchema() {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Devicetree Heaps: ${CONFIGURATION_NAME}`,
    ...object(
      'How the boards of this folder and those below are read, booted and checked. Options of a call and settings of ' +
        'the editor win over it.',
      {
        $schema: { type: 'string' },
        profile: PROFILE,
        boards: list('The boards, as patterns relative to this file, such as boards/**/*.dts.'),
        includeRoots: list(
          'Folders that includes are searched in, instead of the kernel tree around a board. The editor reads those ' +
            'inside of the workspace; others belong in its setting includePaths.',
        ),
        defines: list('Macros, as NAME or NAME=VALUE.'),
        overlays: list('Overlays that are applied to every board, in order.'),
        severities: object('How much a rule’s findings count; off silences it.', severityProperties()),
        consumers: list('The programs that open heaps on these boards.', {
          anyOf: [
            { enum: HEAP_CONSUMERS.map(({ name }) => name) },
            object(
              'A program of your own.',
              {
                name: { type: 'string', minLength: 1 },
                heaps: list('The names below /dev/dma_heap that it tries, in this order.'),
              },
              { required: ['name', 'heaps'] },
            ),
          ],
        }),
        baseline: { type: 'string', description: 'A file of accepted findings, as check --write-baseline writes it.' },
      },
    ),
  };
}

/** The members of package.json that follow from the rules. */
export function contributed() {
  return {
    severities: {
      order: 13,
      scope: 'resource',
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: severityProperties(),
      markdownDescription:
        'How much the findings of a rule count, such as `{"pool-without-consumer": "off"}`. Goes over the severities of `.dtheaps.json`.',
    },
    jsonValidation: [{ fileMatch: CONFIGURATION_NAME, url: './schemas/dtheaps.schema.json' }],
  };
}

const path = fileURLToPath(import.meta.url);
if (process.argv[1] === path) {
  const root = join(path, '../..');
  writeFileSync(join(root, 'schemas/dtheaps.schema.json'), `${JSON.stringify(configurationSchema(), null, 2)}\n`);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { severities, jsonValidation } = contributed();
  manifest.contributes.jsonValidation = jsonValidation;
  manifest.contributes.configuration.properties['devicetreeHeaps.severities'] = severities;
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
