import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Linux 7.3 panics on it, Linux 6.1 does not, and of Linux 6.6 it is not known. */
const TEXT = boardSource({
  cells: 2,
  ram: '0x0 0x40000000 0x0 0x80000000',
  regions: ['scratch { no-map; size = <0x0 0x1234>; };'],
});
const BOARD = file('board.dts', TEXT);
const step = { op: 'allocate', heap: 'system', size: '4K', id: 'a' };
const SCENARIO = file('scenario.json', JSON.stringify({ steps: [step] }));
const CRASH = { steps: [step, { op: 'free', id: 'a' }], expect: [{ step: 0, result: 'crash' }] };
const EXPECTING = file('expecting.json', JSON.stringify(CRASH));
const MAY_NOT_BOOT = 'Linux 6.6 may not boot: 0xbfffe000-0xbfffedbf shares a page with no-map memory';
const PANIC = '0xbfffe000-0xbfffedbf shares a page with no-map memory, so the kernel does not map it';

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('report', () => {
  const SIDE = file('named/.dtheaps.json', '{"profile": {"kernel": "6.6"}}') && file('named/board.dts', TEXT);
  const PROFILE = file('profile.json', '{"kernel": "6.6"}');

  it.each([
    ['the call', [BOARD, '--kernel', '6.6']],
    ['a profile', [BOARD, '--profile', PROFILE]],
    ['.dtheaps.json', [SIDE]],
  ])('shows the heaps and findings of the kernel that %s names', async (_, args) => {
    const { out } = await dtheaps(['report', ...args]);
    expect(out).toMatch(/HEAP +LINUX 6\.6\n/);
    expect(out).toContain('warning kernel-will-not-boot (Linux 6.6)\n');
    expect(out).not.toMatch(/Linux (6\.12|7\.3)[,)\n]/i);
  });

  it('keeps the named kernel among those that are listed, also on a page of HTML', async () => {
    const page = join(folder, 'page.html');
    await dtheaps(['report', BOARD, '--kernel', '6.6', '--kernels', '7.3', '--html', page]);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('<th scope="col">Linux 6.6</th>');
    expect(html).toContain('<th scope="col">Linux 7.3</th>');
  });

  it('shows the compared releases where nothing names a kernel', async () => {
    expect((await dtheaps(['report', BOARD])).out).toContain('(Linux 6.12, 7.3)');
  });
});

describe('what a kernel may do as well is said', () => {
  it('by whatif of either side', async () => {
    const then = await dtheaps(['whatif', BOARD, 'kernel=6.6', '--kernel', '6.1']);
    expect(then.out).toContain(`\n  then: ${MAY_NOT_BOOT}`);
    const now = await dtheaps(['whatif', BOARD, 'kernel=6.1', '--kernel', '6.6']);
    expect(now.out).toContain(`\n${MAY_NOT_BOOT}`);
    expect(now.out).not.toContain('then:');
    const { out } = await dtheaps(['whatif', BOARD, 'kernel=6.6', '--kernel', '6.1', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      before: { mayDiffer: [] },
      after: { mayDiffer: [expect.stringContaining(MAY_NOT_BOOT)] },
    });
  });

  it.each(['simulate', 'size'])('by %s of each of several kernels, once', async (command) => {
    for (const kernels of ['6.1,6.6', '6.6,6.1']) {
      const { out } = await dtheaps([command, BOARD, SCENARIO, '--kernels', kernels]);
      expect(count(out, MAY_NOT_BOOT)).toBe(1);
    }
    expect((await dtheaps([command, BOARD, SCENARIO, '--kernels', '6.1'])).out).not.toContain('may not boot');
  });

  it('by their JSON', async () => {
    const args = [BOARD, SCENARIO, '--kernels', '6.1,6.6', '--format', 'json'];
    const may = [expect.stringContaining(MAY_NOT_BOOT)];
    const simulated = JSON.parse((await dtheaps(['simulate', ...args])).out);
    expect(simulated.runs).toMatchObject([{ mayDiffer: [] }, { mayDiffer: may }]);
    const { out } = await dtheaps(['simulate', BOARD, SCENARIO, '--kernel', '6.6', '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({ mayDiffer: may });
    expect(JSON.parse((await dtheaps(['size', ...args])).out)).toMatchObject({ mayDiffer: may });
  });
});

describe('simulate on a board that does not boot', () => {
  it('names the panic beside the expectations, not among them', async () => {
    const without = await dtheaps(['simulate', BOARD, SCENARIO, '--kernels', '6.1,7.3']);
    expect(without.status).toBe(0);
    expect(without.out).toContain(`\n\nThe board does not boot\n  LINUX 7.3: ${PANIC}`);
    expect(without.out).not.toContain('Expectations');
    const met = await dtheaps(['simulate', BOARD, EXPECTING, '--kernels', '7.3']);
    expect(met.status).toBe(0);
    expect(met.out).toMatch(/The board does not boot\n.*\n\nExpectations\n {2}all hold\n$/);
  });

  it('skips in JUnit what nothing is expected of', async () => {
    const { out } = await dtheaps(['simulate', BOARD, EXPECTING, '--kernel', '7.3', '--format', 'junit']);
    expect(out).toContain('tests="2" failures="0" skipped="1">');
    expect(out.match(/<skipped message="the board does not boot: 0xbfffe000[^"]*"\/>/g)).toHaveLength(1);
    const booted = await dtheaps(['simulate', BOARD, EXPECTING, '--kernel', '6.1', '--format', 'junit']);
    expect(booted.out).toContain('tests="2" failures="1" skipped="0">');
  });
});
