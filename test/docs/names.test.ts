import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');
const PAGES = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'test/recorded/README.md'];

/** Files and folders of the project that a page names, without those that stand for a name (`TOPIC`, `some-fault`, `*`). */
function namedPaths(text: string): string[] {
  const paths = [...text.matchAll(/`((?:server\/src|client|test|scripts|grammars|schemas|samples|docs)\/[^`\s]*)`/g)];
  return paths.map(([, path = '']) => path).filter((path) => !/[A-Z]{4,}|some|\*|\.\.\./.test(path));
}

/** Scripts of package.json that a page names. */
function namedScripts(text: string): string[] {
  return [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
}

describe.each(PAGES)('%s', (page) => {
  test('names files that there are', () => {
    expect(namedPaths(read(page)).filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  test('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    expect(namedScripts(read(page)).filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('names are found', () => {
  expect(namedPaths('`server/src/no/such.ts` and `test/TOPIC.ts` and `kernel/boot.ts`')).toEqual([
    'server/src/no/such.ts',
  ]);
  expect(namedScripts('`npm run no-such:script`, npm test')).toEqual(['no-such:script']);
});
