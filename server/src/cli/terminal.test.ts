import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const TERMINAL = new URL('./terminal.ts', import.meta.url).href;
const READ = `import { processTerminal } from ${JSON.stringify(TERMINAL)};
await processTerminal().input().then((text) => console.log(text.length), (error) => console.log(error.message));
process.exit();`;
const PRINT = `import { processTerminal } from ${JSON.stringify(TERMINAL)};
const terminal = processTerminal();
terminal.error('note');
terminal.out('first');
setTimeout(() => {
  terminal.error('note');
  terminal.out('result');
  process.exitCode = 1;
}, 1);`;

/** What a process says of its standard input: the characters that it has read, or why it has read none. */
function read(path: string): string {
  const input = openSync(path, 'r');
  try {
    return spawnSync(process.execPath, ['--input-type=module', '-e', READ], {
      stdio: [input, 'pipe', 'inherit'],
      encoding: 'utf8',
      timeout: 10 * 60_000,
    }).stdout.trim();
  } finally {
    closeSync(input);
  }
}

describe.skipIf(process.platform === 'win32')('standard input', () => {
  it('is read whole', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dtheaps-input-'));
    writeFileSync(join(folder, 'board.dts'), '/dts-v1/;\n/ { model = "\xe9"; };\n', 'latin1');
    expect(read(join(folder, 'board.dts'))).toBe('30');
    rmSync(folder, { recursive: true });
  });

  it('is no folder', () => {
    expect(read(tmpdir())).toBe('standard input: this is a folder');
  });

  it('is not read for ever', () => {
    expect(read('/dev/zero')).toBe('standard input: this is longer than 128 MiB, and is not read');
  });
});

/** What comes of a process that prints to both outputs, one of which nobody reads: its status, and what the other shows. */
function printed(unread: 1 | 2): Promise<readonly [number | null, string]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PRINT], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [closed, read] = unread === 1 ? [child.stdout, child.stderr] : [child.stderr, child.stdout];
  closed.destroy();
  let text = '';
  read.on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve([status, text])));
}

describe.skipIf(process.platform === 'win32')('a reader that closes its end', () => {
  it.each([
    [1, 'note\nnote\n'],
    [2, 'first\nresult\n'],
  ] as const)('of output %i takes neither the other output nor the status', async (unread, rest) => {
    expect(await printed(unread)).toEqual([1, rest]);
  });
});
