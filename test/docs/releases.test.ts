import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMPARED_RELEASES, NEWEST_RELEASE, OLDEST_RELEASE } from '../../server/src/kernel/behaviours/releases.ts';

const HINT = 'run: npm run generate';
/** A script, hence without types. */
const SETTINGS = new URL('../../scripts/settings.mjs', import.meta.url).href;
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the editor’s settings have the kernels that the engine boots and compares where nobody names one', async () => {
  const manifest = JSON.parse(read('package.json'));
  const { settingOf } = await import(SETTINGS);
  expect(settingOf(manifest, 'compareKernels').default, HINT).toEqual(COMPARED_RELEASES);
  expect(settingOf(manifest, 'kernel').markdownDescription, HINT).toContain(`else \`${NEWEST_RELEASE}\`.`);
});

test('the README names the kernels that are modelled', () =>
  expect(read('README.md')).toContain(`Kernels from ${OLDEST_RELEASE} to ${NEWEST_RELEASE} on`));
