import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, it } from 'vitest';

/** Three at once in a new process: in this one the runtime is loaded already. */
const PROGRAM = `
import { loadParser } from '${new URL('../devicetree/syntax/parser.ts', import.meta.url)}';
import { readGrammarModules } from '${new URL('./grammarModules.ts', import.meta.url)}';
const modules = readGrammarModules();
const later = async (turns) => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  return loadParser(modules);
};
const loaded = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(later));
console.log(loaded.map(({ status, reason }) => (status === 'fulfilled' ? 'ok' : reason.message)).join());
`;

it('loads several parsers at once', () => {
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { encoding: 'utf8' });
  expect(out.trim()).toBe('ok,ok,ok,ok,ok,ok,ok,ok');
});
