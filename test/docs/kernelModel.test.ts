import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BEHAVIOURS } from '../../server/src/kernel/behaviours/behaviours.ts';

/** A script, hence without types. */
const SCRIPT = new URL('../../scripts/kernelModel.mjs', import.meta.url).href;

test('docs/kernel-model.md is what the table of behaviours says', async () => {
  const { renderKernelModel } = (await import(SCRIPT)) as { renderKernelModel: () => string };
  const rendered = renderKernelModel();
  for (const { name } of BEHAVIOURS) expect(rendered).toContain(`\`${name}\``);
  const path = new URL('../../docs/kernel-model.md', import.meta.url);
  expect(readFileSync(path, 'utf8'), 'run: npm run generate').toBe(rendered);
});
