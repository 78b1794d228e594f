import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEBUG_PORT } from './debugPort.ts';

it('VS Code attaches to the port that the language server opens', () => {
  const launch = JSON.parse(readFileSync(new URL('../../.vscode/launch.json', import.meta.url), 'utf8'));
  const attach = launch.configurations.filter((each: { request: string }) => each.request === 'attach');
  expect(attach.map(({ name, port }: { name: string; port: number }) => [name, port])).toEqual([
    ['Attach to the language server', DEBUG_PORT],
  ]);
});
