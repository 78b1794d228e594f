import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BOARD = join(folder, 'board.dts');
writeFileSync(
  BOARD,
  boardSource({
    regions: ['camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x4c0000>; };'],
  }),
);

const asJson = async (...call: readonly string[]) => JSON.parse((await dtheaps([...call, '--format', 'json'])).out);

it('report has in one answer what boot, heaps and check have in theirs', async () => {
  const report = await asJson('report', BOARD, '--kernels', '6.12,7.3');
  const boot = await asJson('boot', BOARD);
  const heaps = await asJson('heaps', BOARD, '--kernels', '6.12,7.3');
  const check = await asJson('check', BOARD, '--kernels', '6.12,7.3');
  expect(report).toMatchObject(boot);
  expect(report.kernels).toEqual(heaps.kernels);
  expect(report.findings).toEqual(check.diagnostics);
  expect(report.findings.map(({ rule }: { rule: string }) => rule)).toEqual(['cma-misaligned']);
});
