import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { productSources } from '../laws/sourceText.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const HOLE = { id: 1, url: 'https://example.com/1', title: 'a hole', severity: 'low', vulnerable_versions: '*' };

/** What `npm run audit` says and its status, with a registry that answers every question with this. */
async function auditWith(status: number, answer: unknown, ...options: string[]) {
  let asked = '';
  const server = createServer((request, response) => {
    const isQuestion = request.url?.endsWith('/advisories/bulk') === true;
    if (isQuestion) asked = request.method ?? '';
    request.resume().on('end', () => {
      response.writeHead(isQuestion ? status : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isQuestion ? answer : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // A user's `offline` must not make of nothing that was asked nothing that was found.
  const env = { ...process.env, npm_config_registry: registry, npm_config_offline: 'true', GITHUB_ACTIONS: '' };
  const child = spawn(process.execPath, [at('scripts/audit.mjs'), ...options], { env });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  server.close();
  return { code, said, asked };
}

test('a hole in what is shipped fails', async () => {
  const { code, said } = await auditWith(200, { zod: [HOLE] });
  expect(said).toContain('zod: low: a hole (https://example.com/1)');
  expect(code).toBe(1);
});

test('no hole is said to be none only where the registry was asked', async () => {
  const { code, said, asked } = await auditWith(200, {});
  expect(asked).toBe('POST');
  expect(said).toMatch(/^no known holes in \d+ packages that are shipped\n$/);
  expect(code).toBe(0);
});

test('a registry that does not answer is no failure, and no success', async () => {
  const { code, said } = await auditWith(405, {});
  expect(said).toMatch(/^not checked: 405 Method Not Allowed/);
  expect(code).toBe(0);
  expect((await auditWith(405, {}, '--required')).code).toBe(1);
});

test('everything that is bundled is asked about: it is no development dependency', () => {
  const dependencies = ['client', 'server'].flatMap((part) =>
    Object.keys(JSON.parse(readFileSync(at(`${part}/package.json`), 'utf8')).dependencies),
  );
  const imported = productSources().flatMap(({ text }) =>
    [
      ...text.matchAll(/^(?:import|export)\b[^;']*? from '((?:@[\w-]+\/)?[\w-]+)|\bimport\('((?:@[\w-]+\/)?[\w-]+)/gm),
    ].map(([, stated = '', asked = stated]) => asked),
  );
  const packages = new Set(imported.filter((name) => name !== 'node' && name !== 'vscode'));
  expect(packages.size).toBeGreaterThan(5);
  expect([...packages].filter((name) => !dependencies.includes(name))).toEqual([]);
});
