import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PROJECT_URL, rulePage } from '../../server/src/rules/documentation.ts';
import { RULES } from '../../server/src/rules/registry.ts';

/** A script, hence without types. */
const SCRIPT = new URL('../../scripts/ruleDocs.mjs', import.meta.url).href;
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');

test('docs/rules is what the rules say', async () => {
  const { renderRuleDocs } = (await import(SCRIPT)) as { renderRuleDocs: () => Map<string, string> };
  const pages = renderRuleDocs();
  expect(readdirSync(`${root}/docs/rules`).sort(), 'run: npm run generate').toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) expect(read(`docs/rules/${name}`), 'run: npm run generate').toBe(text);
});

test('the links of findings lead to the pages', () => {
  const { homepage, repository } = JSON.parse(read('package.json'));
  expect(homepage).toBe(PROJECT_URL);
  expect(repository.url).toBe(`git+${PROJECT_URL}.git`);
  for (const { id } of RULES) {
    expect(rulePage(id)).toMatch(new RegExp(`^${homepage}/blob/[^/]+/docs/rules/`));
    expect(read(`docs/rules/${rulePage(id).split('/').at(-1)}`)).toContain(`# ${id}\n`);
  }
});
