import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { INPUT_LIMITS } from '../../server/src/text/limits.ts';
import { boardSource } from '../boardSource.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const BOARD = file(
  'board.dts',
  boardSource({
    cells: 2,
    regions: [
      'pool: frames@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x50000000 0x0 0x1000000>; };',
      'linux,cma { compatible = "shared-dma-pool"; reusable; size = <0x0 0x2000000>; linux,cma-default; };',
    ],
    rest: ['isp { memory-region = <&pool>; };'],
  }),
);
file('.dtheaps.json', '{"consumers": [{"name": "viewer", "heaps": ["frames@50000000", "reserved"]}]}');
const SCENARIO = file(
  'scenario.json',
  '{"steps": [{"op": "allocate", "heap": "frames@50000000", "size": "1M", "count": 10, "id": "f"}]}',
);

interface Side {
  readonly state: string;
  readonly base: string | null;
  readonly size: string | null;
}
interface Answer {
  readonly after: { kernel: string; pageSize: number; booted: boolean };
  readonly heaps: readonly { name: string; before: object | null; after: { size: string | null } | null }[];
  readonly regions: readonly { name: string; before: Side; after: Side; consumers: readonly object[] }[];
  readonly programs: readonly { program: string; before: string | null; after: string | null; named: boolean }[];
  readonly memory: { before: { free: string; cma: string }; after: { free: string; cma: string } };
  readonly log: { gone: readonly string[]; come: readonly string[] };
  readonly steps: readonly {
    index: number;
    before: { result: string };
    after: { result: string; allocated: number };
  }[];
}

async function whatif(...args: readonly string[]): Promise<Answer & { status: number }> {
  const { status, out, error } = await dtheaps(['whatif', BOARD, ...args, '--kernel', '7.3', '--format', 'json']);
  expect(error).toBe('');
  return { status, ...(JSON.parse(out) as Answer) };
}

/** What a board with other text boots as, for comparison: the regions and heaps of `boot`. */
async function booted(change: (text: string) => string, ...args: readonly string[]) {
  const path = file('changed.dts', change(readFileSync(BOARD, 'utf8')));
  const { out } = await dtheaps(['boot', path, '--kernel', '7.3', '--format', 'json', ...args]);
  return JSON.parse(out) as {
    heaps: { name: string }[];
    regions: { name: string; base: string; state: string; size: string }[];
  };
}

describe('whatif', () => {
  it('does no more on both sides together than a call may, and says so', async () => {
    const vmap = { op: 'vmap', id: 'a' };
    const run = (operations: number) => {
      // Each step counts as well, the loops among them.
      const rounds = operations - 6;
      const loops = [0, 1, 2, 3].map((loop) => ({ op: 'repeat', times: (rounds + loop) >> 2, steps: [vmap] }));
      const steps = [{ op: 'allocate', heap: 'system', size: '4K', id: 'a' }, ...loops];
      const path = file(`${operations}.json`, JSON.stringify({ steps }));
      return dtheaps(['whatif', BOARD, 'pool:no-map', '--kernel', '7.3', '--scenario', path]);
    };
    const most = INPUT_LIMITS.callOperations / 2;
    expect((await run(most)).error).toBe('');
    const said = `more than ${INPUT_LIMITS.callOperations} operations together: name a shorter scenario`;
    expect(await run(most + 1)).toMatchObject({ status: 2, out: '', error: expect.stringContaining(said) });
  });

  it.each([
    ['pool:no-map', (text: string) => text.replace('reusable; reg', 'no-map; reg')],
    ['frames@50000000:plain', (text: string) => text.replace('reusable; reg', 'reg')],
    ['&pool:size=32M', (text: string) => text.replace('0x0 0x1000000>', '0x0 0x2000000>')],
    [
      '/reserved-memory/frames@50000000:base=0x60000000',
      (text: string) => text.replace('0x0 0x50000000 0x0 0x1', '0x0 0x60000000 0x0 0x1'),
    ],
    ['linux,cma:size=64M', (text: string) => text.replace('<0x0 0x2000000>', '<0x0 0x4000000>')],
  ])('%s is the boot of the board with that text', async (change, edit) => {
    const answer = await whatif(change);
    const expected = await booted(edit);
    expect(answer.regions.map(({ name, after }) => [name, after.state, after.base, after.size])).toEqual(
      expected.regions.map(({ name, state, base, size }) => [name, state, base, size]),
    );
    expect(answer.heaps.filter(({ after }) => after !== null).map(({ name }) => name)).toEqual(
      expected.heaps.map(({ name }) => name),
    );
  });

  it('says which heaps, programs, steps and messages change, and fails where something is lost', async () => {
    const answer = await whatif('pool:no-map', '--scenario', SCENARIO);
    expect(answer.status).toBe(1);
    expect(answer.heaps.filter(({ after }) => after === null).map(({ name }) => name)).toEqual(['frames@50000000']);
    expect(answer.programs).toMatchObject([{ program: 'viewer', before: 'frames@50000000', after: null, named: true }]);
    expect(answer.steps).toMatchObject([{ index: 0, before: { result: 'ok' }, after: { result: 'ENOENT' } }]);
    expect(answer.log.come).toContainEqual(expect.stringContaining('created DMA memory pool at 0x0000000050000000'));
    expect(answer.log.gone).toContainEqual(expect.stringContaining('created CMA memory pool at 0x0000000050000000'));
  });

  it('names the devices that refer to a region that changes', async () => {
    const { regions } = await whatif('pool:no-map');
    expect(regions.map(({ consumers }) => consumers)).toEqual([
      [{ path: '/isp', property: 'memory-region', index: 0 }],
      [],
    ]);
    const { out } = await dtheaps(['whatif', BOARD, 'pool:no-map', '--kernel', '7.3']);
    expect(out).toMatch(/frames@50000000 +CMA area .*coherent pool .*\n +↳ devices that refer to it: \/isp\n/);
    const same = await dtheaps(['whatif', BOARD, 'linux,cma:size=16M', '--kernel', '7.3']);
    expect(same.out).not.toContain('devices that refer');
  });

  it('says how much RAM the kernel has for anything, and for what can be moved', async () => {
    const { memory } = await whatif('pool:no-map');
    expect(memory.before.cma).toBe('0x3000000');
    expect(memory.after).toEqual({ free: memory.before.free, cma: '0x2000000' });
    const plain = await whatif('linux,cma:size=64M');
    expect(BigInt(plain.memory.before.free) - BigInt(plain.memory.after.free)).toBe(32n << 20n);
  });

  it('changes nothing by what stands already', async () => {
    const answer = await whatif('pool:reusable', 'kernel=7.3', '--scenario', SCENARIO);
    expect(answer).toMatchObject({ status: 0, programs: [], steps: [], log: { gone: [], come: [] } });
    expect(answer.regions.every(({ before, after }) => before.base === after.base)).toBe(true);
  });

  it.each([
    [['kernel=6.12'], { kernel: '6.12' }],
    [['pages=64K'], { pageSize: 65536 }],
    [['memory=0x40000000:256M'], { booted: false }],
  ])('%j boots with it', async (changes, after) => {
    expect((await whatif(...changes)).after).toMatchObject(after);
  });

  it('takes a command line and proposals', async () => {
    const names = ({ heaps }: Answer) => heaps.flatMap(({ name, after }) => (after === null ? [] : name));
    expect(names(await whatif('cmdline=cma=16M'))).toContain('reserved');
    const patched = names(await whatif('pool:no-map', 'patches=coherent-heap-v3'));
    expect(patched).toContain('frames@50000000');
  });

  it.each([
    [['pol:no-map'], 'there is no region "pol"; did you mean "pool"? The regions are frames@50000000, linux,cma.\n'],
    [['nothing:no-map'], 'there is no region "nothing". The regions are '],
    [['cmdline'], 'cmdline is no change; did you mean "cmdline="? Write REGION:'],
    [['zoom=1G'], 'zoom=1G is no change. Write REGION:reusable, no-map, plain or size=64M, or one of cmdline=, '],
    [['pool:nomap'], '"nomap" is no change of a region'],
    [['pool:size=many'], '"size=many" is no change of a region'],
    [['kernl=7.3'], 'kernl=7.3 is no change; did you mean "kernel="? Write REGION:'],
    [['kernel=new'], '"new" is no version'],
    [['pages=5K'], '"5K" is no page size'],
    [['memory=1G'], '"1G" is no RAM'],
    [['patches=none-such'], '"none-such" is no list of proposals'],
  ])('refuses %j and says what can stand there', async (changes, words) => {
    const { status, out, error } = await dtheaps(['whatif', BOARD, ...changes]);
    expect([status, out]).toEqual([2, '']);
    expect(error).toContain(words);
  });

  it('shows both sides', async () => {
    const { out } = await dtheaps(['whatif', BOARD, 'pool:no-map', '--kernel', '7.3']);
    expect(out).toMatch(/frames@50000000 +cma, 16 MiB +–/);
    expect(out).toMatch(/frames@50000000 +CMA area 0x50000000-0x50ffffff +coherent pool 0x50000000-0x50ffffff/);
    expect(out).toMatch(/viewer loses frames@50000000 and finds no heap/);
  });
});

describe('heaps --kernels', () => {
  it('says what an upgrade changes: names that appear, share their pages, and programs', async () => {
    const { out } = await dtheaps(['heaps', BOARD, '--kernels', '6.12,6.18,7.3', '--format', 'json']);
    const { changes } = JSON.parse(out) as { changes: object[] };
    expect(changes).toMatchObject([
      {
        from: '6.12',
        to: '6.18',
        appear: ['default_cma_region'],
        vanish: [],
        aliases: [{ name: 'default_cma_region', of: 'linux,cma' }],
        programs: [],
      },
      {
        from: '6.18',
        to: '7.3',
        appear: ['frames@50000000'],
        aliases: [],
        programs: [{ program: 'viewer', before: null, after: 'frames@50000000', named: true }],
      },
    ]);
    const text = await dtheaps(['heaps', BOARD, '--kernels', '7.3,6.12']);
    expect(text.out).toMatch(/Linux 7\.3 to 6\.12\n(?: .*\n)* {2}frames@50000000 vanishes\n/);
    expect(text.out).toMatch(/viewer loses frames@50000000 and finds no heap/);
  });

  it('says nothing of kernels that do the same', async () => {
    const { out } = await dtheaps(['heaps', BOARD, '--kernels', '7.2,7.3']);
    expect(out).not.toContain('Linux 7.2 to');
  });
});

describe('heaps --udev and --systemd', () => {
  it('name each heap of every kernel that is asked for', async () => {
    const { status, out } = await dtheaps(['heaps', BOARD, '--kernels', '6.12,7.3', '--udev', 'video', '--systemd']);
    expect(status).toBe(0);
    const names = ['system', 'linux,cma', 'default_cma_region', 'frames@50000000'];
    const lines = out.split('\n');
    for (const name of names) {
      expect(lines).toContain(`SUBSYSTEM=="dma_heap", KERNEL=="${name}", GROUP="video", MODE="0660"`);
      expect(lines).toContain(`DeviceAllow=/dev/dma_heap/${name} rw`);
    }
    expect(lines.filter((line) => /^(?:SUBSYSTEM|DeviceAllow)/.test(line))).toHaveLength(2 * names.length);
  });

  it('stand in the JSON that is asked for', async () => {
    const { out } = await dtheaps(['heaps', BOARD, '--systemd', '--format', 'json']);
    const printed = JSON.parse(out);
    expect(printed.systemd).toContain('DeviceAllow=/dev/dma_heap/frames@50000000 rw');
    expect([printed.udev, printed.heaps.length]).toEqual([undefined, 4]);
  });

  it('refuse what is no group', async () => {
    const { status, error } = await dtheaps(['heaps', BOARD, '--udev', 'a" RUN+="x']);
    expect(status).toBe(2);
    expect(error).toContain('Write the name of a group');
  });
});
