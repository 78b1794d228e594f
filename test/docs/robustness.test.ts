import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TARGET_NAMES } from '../fuzz/harness/targets.ts';

/** A script, hence without types. */
const SCRIPT = new URL('../../scripts/robustness.mjs', import.meta.url).href;

test('docs/robustness.md is what the targets and the record say', async () => {
  const { renderRobustness } = (await import(SCRIPT)) as { renderRobustness: () => Promise<string> };
  const rendered = await renderRobustness();
  for (const name of TARGET_NAMES) expect(rendered).toContain(`--target ${name}\``);
  const path = new URL('../../docs/robustness.md', import.meta.url);
  expect(readFileSync(path, 'utf8'), 'run: npm run generate').toBe(rendered);
});
