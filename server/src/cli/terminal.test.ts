import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const TERMINAL = new URL('./terminal.ts', import.meta.url).href;
const READ = `import { processTerminal } from ${JSON.stringify(TERMINAL)};
await processTerminal().input().then((text) => console.log(text.length), (error) => console.log(error.message));
process.exit();`;

/** What a process says of its standard input: the characters that it has read, or why it has read none. */
function read(path: string): string {
  const input = openSync(path, 'r');
  try {
    return spawnSync(process.execPath, ['--input-type=module', '-e', READ], {
      stdio: [input, 'pipe', 'inherit'],
      encoding: 'utf8',
      timeout: 60_000,
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
