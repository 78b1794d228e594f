import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dtheaps } from '../cli/capturedTerminal.ts';

const text = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');
const calls = [...text.matchAll(/(?:bin\/|^)dtheaps (\w+) ?([^>\n]*)/gm)];

test('docs/ci.md has calls', () => expect(calls.length).toBeGreaterThanOrEqual(5));

test.each(calls.map(([, command = '', options = '']) => [command, options] as const))(
  'docs/ci.md: dtheaps %s %s is a call that there is',
  async (command, options) => {
    const { status, out } = await dtheaps([command, '--help']);
    expect(status).toBe(0);
    for (const [option] of options.matchAll(/--[\w-]+/g)) expect(out).toMatch(new RegExp(`${option}\\b`));
    // A call with a wrong value ends before it looks for the boards.
    const { error } = await dtheaps([
      command,
      ...options
        .replace(/\$\{\{ matrix\.part \}\}/, '1')
        .split(' ')
        .filter((word) => word !== '' && word !== 'boards/' && !word.startsWith('part-')),
      'no-such-folder',
    ]);
    expect(error).toContain('no-such-folder');
  },
);

test('every option that the text names exists', async () => {
  const { out } = await dtheaps(['check', '--help']);
  for (const [option] of text.matchAll(/--[a-z][\w-]+/g)) expect(out).toMatch(new RegExp(`${option}\\b`));
});
