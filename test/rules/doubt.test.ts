import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../server/src/rules/finding.ts';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from '../cli/capturedTerminal.ts';
import { Fixture } from './fixture.ts';

/** A dynamic region goes to the top of RAM, where memblock allocates next; only the size decides what comes of it. */
const board = (kernel: string, size: string): string => `// profile: {"kernel": "${kernel}", "architecture": "arm64"}
${boardSource({ regions: [`secure { no-map; size = <${size}>; };`, 'bounce@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x1000000>; };'] })}`;

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function boardFile(size: string): string {
  const path = join(folder, `${size}.dts`);
  writeFileSync(path, board('7.3', size));
  return path;
}

const found = (kernel: string, size: string): readonly Finding[] => new Fixture(board(kernel, size)).check().findings;
const severityOf = (findings: readonly Finding[], rule: string) =>
  findings.find((finding) => finding.rule === rule)?.severity;

const BOOTED = /Of the releases that were booted 6\.12\.117 and 7\.3\.4 do so, and 6\.1\.192 and 7\.2\.13 do not/;

describe('what depends on a change of which it is not known which releases have it', () => {
  test.each(['6.12.117', '6.12', '7.3', '7.3.4'])('is an error on Linux %s, which has it', (kernel) => {
    const findings = found(kernel, '0x10800');
    expect(severityOf(findings, 'kernel-will-not-boot')).toBe('error');
    for (const { message } of findings) expect(message).not.toMatch(/\bmay\b|were booted/);
  });

  test.each(['6.1', '6.12.116', '7.2', '7.2.13'])('is not reported on Linux %s, which lacks it', (kernel) => {
    const findings = found(kernel, '0x10800');
    expect(severityOf(findings, 'kernel-will-not-boot')).toBeUndefined();
    expect(severityOf(findings, 'not-page-aligned')).toBe('warning');
    for (const { message } of findings) expect(message).not.toMatch(/\bmay\b|were booted/);
  });

  test.each(['6.6', '6.18', '7.2.14', '7.3.1'])('may be so on Linux %s, between those', (kernel) => {
    const findings = found(kernel, '0x10800');
    expect(severityOf(findings, 'kernel-will-not-boot')).toBe('warning');
    expect(severityOf(findings, 'not-page-aligned')).toBe('warning');
    for (const { rule, message, claims } of findings) {
      if (rule !== 'kernel-will-not-boot' && rule !== 'not-page-aligned') continue;
      expect(message).toMatch(new RegExp(`Linux ${kernel.replaceAll('.', '\\.')} may not boot`));
      expect(message).toMatch(BOOTED);
      expect(claims).toEqual([]);
    }
  });

  test('leaves what is wrong in any case as it is, which a boot that ends earlier cannot show', () => {
    const withPool = (kernel: string): readonly Finding[] =>
      new Fixture(
        board(kernel, '0x10800').replace(
          'bounce@',
          'odd@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x100000>; };\n\t\tbounce@',
        ),
      ).check().findings;
    const certain = withPool('6.12.116').find(({ rule }) => rule === 'cma-misaligned');
    const between = withPool('6.18').find(({ rule }) => rule === 'cma-misaligned');
    expect(certain?.severity).toBe('error');
    expect(between?.severity).toBe('error');
    expect(between?.message.replace('6.18', '6.12.116')).toBe(certain?.message);
  });

  test('makes no difference to a board on which it decides nothing', () => {
    const findings = found('6.18', '0x11000');
    expect(findings.map(({ rule }) => rule)).toEqual(found('6.12.116', '0x11000').map(({ rule }) => rule));
    for (const { message } of findings) expect(message).not.toMatch(/\bmay not boot\b|were booted/);
  });
});

describe.each(['boot', 'heaps', 'map'])('%s', (command) => {
  test('says what the boot may come to as well, in text and in JSON', async () => {
    const run = async (...args: string[]) => (await dtheaps([command, ...args])).out.replaceAll(/\s+/g, ' ');
    const file = boardFile('0x10800');
    expect(await run(file, '--kernel', '6.18')).toMatch(
      /Linux 6\.18 may not boot: 0x7ffef000-0x7ffef7ff shares a page/,
    );
    expect(await run(file, '--kernel', '6.18')).toMatch(BOOTED);
    expect(await run(file, '--kernel', '6.18', '--format', 'json')).toMatch(BOOTED);
    expect(await run(file, '--kernel', '6.12.116')).not.toMatch(/were booted/);
    expect(await run(boardFile('0x11000'), '--kernel', '6.18')).not.toMatch(/were booted/);
  });
});

test('a message that may read otherwise is quoted', async () => {
  const { out } = await dtheaps(['boot', boardFile('0x11000'), '--kernel', '7.2.14']);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    'Linux 7.2.14 may print "Reserved memory: created DMA memory pool at 0x0000000050000000, size 16384 KiB". ' +
      'Of the releases that were booted 7.3.4 do so, and 7.2.13 do not.',
  );
});
