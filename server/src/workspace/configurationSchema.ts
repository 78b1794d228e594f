import * as z from 'zod/mini';
import { HEAP_CONSUMERS } from '../consumers/heapConsumers.ts';
import { profileSchema } from '../profile/profileJson.ts';
import type { Severity } from '../rules/finding.ts';
import { RULES } from '../rules/registry.ts';
import { lazily } from '../text/lazily.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { isMacroName, readDefine } from './define.ts';

export const SEVERITY_NAMES = ['off', 'hint', 'information', 'warning', 'error'] as const satisfies readonly (
  | Severity
  | 'off'
)[];

const text = lazily(() => z.string().check(z.minLength(1, 'is empty')));

const MOST = INPUT_LIMITS.configuredNames;
const listOf = (description: string) =>
  z.array(text()).check(z.describe(description), z.maxLength(MOST, `has more than ${MOST} entries`));

const NO_MACRO = 'is no macro such as "DEBUG" or "SIZE=0x1000"';

/** What a severity may be, by rule: in the configuration file as in the editor's settings. */
export const severitiesSchema = lazily(() =>
  z
    .strictObject(
      Object.fromEntries(
        RULES.map(({ id, title, severity }) => [
          id,
          z.exactOptional(z.enum(SEVERITY_NAMES).check(z.describe(`${title}. Default: ${severity}.`))),
        ]),
      ),
      {
        error: ({ code }) =>
          code === 'unrecognized_keys' ? 'rule' : 'is not an object such as { "zone-crossing": "off" }',
      },
    )
    .check(z.describe('How much a rule’s findings count; off silences it.')),
);

const CONSUMER_NAMES = HEAP_CONSUMERS.map(({ name }) => name);

const consumer = lazily(() =>
  z.union(
    [
      z.enum(CONSUMER_NAMES),
      z
        .strictObject({
          name: text(),
          heaps: listOf('The names below /dev/dma_heap that it tries, in this order.'),
        })
        .check(z.describe('A program of your own.')),
    ],
    `is not known; known are ${CONSUMER_NAMES.join(', ')}; or write { "name": …, "heaps": […] }`,
  ),
);

/** What overlays are applied to: in the configuration file as in the editor's settings. */
export const basesSchema = lazily(() =>
  z
    .array(
      z.strictObject({
        board: text().check(z.describe('The board’s file.')),
        overlays: z.exactOptional(
          listOf('The overlays that go on it, in order; each is seen on the board and those before it. Absent: any.'),
        ),
      }),
    )
    .check(
      z.describe(
        'The boards that overlays are checked on and seen through, such as [{ "board": "evk.dts", "overlays": ["camera.dtso"] }].',
      ),
      z.refine(
        (bases) => bases.reduce((count, { overlays = [] }) => count + 1 + overlays.length, 0) <= MOST,
        `names more than ${MOST} boards and overlays`,
      ),
    ),
);

/** The JSON form of a `.dtheaps.json`. */
export const configurationSchema = lazily(() =>
  z
    .strictObject(
      {
        $schema: z.exactOptional(z.string()),
        profile: z.exactOptional(profileSchema()),
        boards: z.exactOptional(listOf('The boards, as patterns relative to this file, such as boards/**/*.dts.')),
        includeRoots: z.exactOptional(
          listOf(
            'Folders that includes are searched in, instead of the kernel tree around a board. The editor reads those ' +
              'inside of the workspace; others belong in its setting includePaths.',
          ),
        ),
        defines: z.exactOptional(
          z
            .array(text().check(z.refine((each) => isMacroName(readDefine(each).name), NO_MACRO)))
            .check(z.describe('Macros, as NAME or NAME=VALUE.')),
        ),
        overlays: z.exactOptional(listOf('Overlays that are applied to every board, in order.')),
        bases: z.exactOptional(basesSchema()),
        severities: z.exactOptional(severitiesSchema()),
        consumers: z.exactOptional(
          z.array(consumer()).check(z.describe('The programs that open heaps on these boards.')),
        ),
        baseline: z.exactOptional(
          text().check(z.describe('A file of accepted findings, as check --write-baseline writes it.')),
        ),
      },
      {
        error: ({ code }) =>
          code === 'unrecognized_keys'
            ? 'member of a configuration'
            : 'is not a configuration such as { "profile": { "kernel": "7.3" } }',
      },
    )
    .check(
      z.describe(
        'How the boards of this folder and those below are read, booted and checked. Options of a call and settings of ' +
          'the editor win over it.',
      ),
    ),
);
