import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { wholeLog } from '../captures/captureEnvelopes.ts';
import { dtheaps } from '../cli/capturedTerminal.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const CAMERA = at('samples/camera-board.dts');
const root = mkdtempSync(join(tmpdir(), 'dtheaps-target-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

interface Booted {
  readonly log: readonly string[];
  readonly heaps: readonly { readonly name: string }[];
  readonly cmaAreas: readonly { readonly name: string; readonly base: string; readonly pages: number }[];
}

/** The files of a target that does as predicted. */
async function target(): Promise<void> {
  const { out } = await dtheaps(['boot', CAMERA, '--kernel', '6.12', '--format', 'json']);
  const { log, heaps, cmaAreas } = JSON.parse(out) as Booted;
  const lines = wholeLog('6.12.117', log, 0x8000_0000n);
  write('log', `${lines.map((line) => `[    0.000000] ${line}`).join('\n')}\n`);
  write('proc/version', 'Linux version 6.12.117 (build@host) (aarch64-linux-gnu-gcc 12.2.0) #1 SMP\n');
  write('proc/cmdline', 'console=ttyAMA0\n');
  write(
    'proc/meminfo',
    `MemTotal: 2000000 kB\nCmaTotal: ${cmaAreas.reduce((sum, { pages }) => sum + pages * 4, 0)} kB\n`,
  );
  write('proc/iomem', '40000000-bfffffff : System RAM\n');
  mkdirSync(join(root, 'sys/firmware'), { recursive: true });
  const blob = join(root, 'sys/firmware/fdt');
  expect(await dtheaps(['compile', CAMERA, '-o', blob])).toMatchObject({ status: 0, error: '' });
  for (const { name } of heaps) write(`dev/dma_heap/${name}`, '');
  for (const { name, base, pages } of cmaAreas) {
    write(`sys/kernel/debug/cma/${name}/count`, `${pages}\n`);
    write(`sys/kernel/debug/cma/${name}/base_pfn`, `${BigInt(base) / 4096n}\n`);
  }
}

await target();
/** The folder of BusyBox' commands, where it is installed: the script then has no others. */
function busyboxCommands(): string | undefined {
  const folder = join(root, 'busybox');
  mkdirSync(folder);
  return spawnSync('busybox', ['--install', '-s', folder]).status === 0 ? folder : undefined;
}

const busybox = busyboxCommands();
const SHELLS: [string, string | undefined][] = [['this machine', process.env.PATH]];
if (busybox !== undefined) SHELLS.push(['BusyBox', busybox]);

describe.each(SHELLS)('collect-target.sh with the commands of %s', (_, path) => {
  const run = (folder: string) =>
    spawnSync(path === busybox ? join(path ?? '', 'sh') : 'sh', [at('docs/collect-target.sh'), folder], {
      env: { PATH: path, LOG: `cat ${join(root, 'log')}` },
      encoding: 'utf8',
    });

  it('prints what compare reads, and all of it', async () => {
    const { stdout, stderr, status } = run(root);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).not.toContain(root);
    const { status: same, out } = await dtheaps(['compare', CAMERA, '-', '--format', 'json'], stdout);
    const { kernel, differences, compared } = JSON.parse(out);
    expect({ same, kernel, differences }).toEqual({ same: 0, kernel: '6.12.117', differences: [] });
    expect(compared).toMatchObject({ heaps: 2, areas: 2 });
    expect(compared.log).toBeGreaterThan(4);
    // Another board's tree is in the capture, so it was read.
    const other = await dtheaps(['compare', at('samples/dsp-board.dts'), '-', '--format', 'json'], stdout);
    const kinds = (JSON.parse(other.out).differences as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toContain('tree');
  });

  it('says what is not there, and goes on', () => {
    const { stdout, status } = run(join(root, 'none'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/\$ ls -l \/dev\/dma_heap\n.*[Nn]o such file or directory\n/);
    expect(stdout).toContain('$ cat /proc/iomem');
  });
});

const NEEDLESS = ['dmesg', 'getconf', 'ls', 'grep', 'base64', 'xxd', 'hexdump', 'sed'];

/** What was printed goes on where a command is missing, and nothing of it is taken for a difference. */
it.runIf(busybox !== undefined).each(NEEDLESS)('collect-target.sh without %s differs in nothing', async (missing) => {
  const folder = join(root, `without-${missing}`);
  cpSync(busybox ?? '', folder, { recursive: true, verbatimSymlinks: true });
  // Whoever prints bytes first is taken; without sed only the target's own root can be read.
  const gone = missing === 'hexdump' ? ['base64', 'xxd', missing] : [missing];
  for (const name of gone) rmSync(join(folder, name), { force: true });
  const { stdout, status } = spawnSync(
    join(folder, 'sh'),
    [at('docs/collect-target.sh'), ...(missing === 'sed' ? [] : [root])],
    {
      env: { PATH: folder, ...(missing === 'dmesg' ? {} : { LOG: `cat ${join(root, 'log')}` }) },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  if (missing === 'sed') return expect(stdout).toContain('$ cat /proc/iomem\n');
  const { out } = await dtheaps(['compare', CAMERA, '-', '--format', 'json', '--kernel', '6.12'], stdout);
  expect(JSON.parse(out).differences).toEqual([]);
});
