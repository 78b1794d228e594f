import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from '../cli/capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The blocks of code of a language in a page, each with the heading above it. */
function blocksOf(page: string, language: string): { heading: string; code: string }[] {
  const pattern = new RegExp(`^## (.*)$|^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  let heading = '';
  return [...page.matchAll(pattern)].flatMap(([, title, code]) => {
    heading = title ?? heading;
    return code === undefined ? [] : [{ heading, code }];
  });
}

const page = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8');
const [board] = blocksOf(page, 'dts');
const boardPath = join(folder, 'board.dts');
writeFileSync(boardPath, board?.code ?? '');
const examples = blocksOf(page, 'jsonc');

describe('the examples of docs/scenarios.md', () => {
  it('are there, on a board in which nothing is wrong', async () => {
    expect(examples.length).toBeGreaterThan(7);
    const { out } = await dtheaps(['check', boardPath, '--kernel', '7.3', '--format', 'json']);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { severity: string; message: string }[] };
    expect(diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
  });

  it.each(examples)('$heading', async ({ heading, code }) => {
    const path = join(folder, `${heading.replaceAll(/\W/g, '-')}.heapsim.json`);
    writeFileSync(path, code);
    const { status, out, error } = await dtheaps(['simulate', boardPath, path, '--kernel', '7.3', '--format', 'json']);
    expect(error).toBe('');
    const { failures } = JSON.parse(out) as { failures: object[] };
    expect({ status, failures }).toEqual({ status: 0, failures: [] });
    expect(code).toContain('"expect"');
  });
});
