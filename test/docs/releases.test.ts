import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMPARED_RELEASES, NEWEST_RELEASE, OLDEST_RELEASE } from '../../server/src/kernel/behaviours/releases.ts';

const HINT = 'run: npm run generate';
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the editor’s settings have the kernels that the engine boots and compares where nobody names one', () => {
  const { properties } = JSON.parse(read('package.json')).contributes.configuration;
  expect(properties['devicetreeHeaps.compareKernels'].default, HINT).toEqual(COMPARED_RELEASES);
  expect(properties['devicetreeHeaps.kernel'].markdownDescription, HINT).toContain(`else \`${NEWEST_RELEASE}\`.`);
});

test('the README names the kernels that are modelled', () =>
  expect(read('README.md')).toContain(`Kernels from ${OLDEST_RELEASE} to ${NEWEST_RELEASE} on`));
