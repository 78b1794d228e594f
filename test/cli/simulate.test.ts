import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { INPUT_LIMITS } from '../../server/src/text/limits.ts';
import { dtheaps } from './capturedTerminal.ts';

const sample = (name: string): string => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const CAMERA = sample('camera-board.dts');
const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scenario(name: string, json: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

const TWO_STEPS = scenario('two.json', {
  steps: [
    { op: 'allocate', heap: 'camera@a0000000', size: '16M', count: 2, id: 'a' },
    { op: 'fill', heap: 'camera@a0000000', size: '24M', id: 'b' },
  ],
  expect: [{ step: 1, result: 'ENOMEM', allocated: 1 }],
});

interface Runs {
  readonly runs: readonly {
    kernel: string;
    ram: string | null;
    booted: boolean;
    failed: number;
    steps: { result: string }[];
  }[];
}

describe('simulate', () => {
  it('says where each buffer lies, and how full the pool is after each step', async () => {
    const { out } = await dtheaps(['simulate', CAMERA, TWO_STEPS, '--kernel', '7.3', '--format', 'json']);
    const { steps, timeline } = JSON.parse(out);
    expect(steps.map(({ buffers }: { buffers: object[] }) => buffers)).toEqual([
      [
        { id: 'a0', base: '0xa0000000', size: '0x1000000' },
        { id: 'a1', base: '0xa1000000', size: '0x1000000' },
      ],
      [{ id: 'b0', base: '0xa2000000', size: '0x1800000' }],
    ]);
    expect(timeline).toEqual([
      {
        pool: 'camera@a0000000',
        heaps: ['camera@a0000000'],
        size: '0x4000000',
        atStart: '0x0',
        used: ['0x2000000', '0x3800000'],
        largestFree: ['0x2000000', '0x800000'],
      },
    ]);
    const text = await dtheaps(['simulate', CAMERA, TWO_STEPS, '--kernel', '7.3']);
    expect(text.out).toMatch(
      /camera@a0000000 {2}▅█ {2}at most 56 MiB of 64 MiB\n +✗\n {2}a bar is a step, from 0 to 1\n/,
    );
  });

  it('runs on every kernel with every amount of RAM', async () => {
    const options = ['--kernels', '6.12,7.3', '--ram', '2G', '--ram', '1G'];
    const { status, out } = await dtheaps(['simulate', CAMERA, TWO_STEPS, ...options, '--format', 'json']);
    expect(status).toBe(1);
    const { runs } = JSON.parse(out) as Runs;
    expect(
      runs.map(({ kernel, ram, booted, failed, steps }) => [kernel, ram, booted, failed, steps[0]?.result]),
    ).toEqual([
      ['6.12', '2 GiB', true, 2, 'ENOENT'],
      ['6.12', '1 GiB', false, 2, 'crash'],
      ['7.3', '2 GiB', true, 0, 'ok'],
      ['7.3', '1 GiB', false, 2, 'crash'],
    ]);
    const text = await dtheaps(['simulate', CAMERA, TWO_STEPS, '--kernels', '6.12,7.3']);
    expect(text.out).toMatch(/STEP +OPERATION +LINUX 6.12 +LINUX 7.3\n.* ENOENT +ok\n.* ENOENT ✗ +ENOMEM\n/);
    expect(text.out).toContain('LINUX 6.12: step 1: result is "ENOENT", "ENOMEM" was expected');
  });

  it('does no more on all kernels together than a call may, and says so', async () => {
    const kernels = ['6.12', '6.18', '7.2', '7.3'];
    const loops = (operations: number) =>
      [100_000, operations - 100_004].map((times) => ({ op: 'repeat', times, steps: [vmap] }));
    const vmap = { op: 'vmap', id: 'a' };
    const run = (operations: number) => {
      const steps = [{ op: 'allocate', heap: 'system', size: '4K', id: 'a' }, ...loops(operations)];
      return dtheaps(['simulate', CAMERA, scenario(`${operations}.json`, { steps }), '--kernels', kernels.join(',')]);
    };
    const { callOperations } = INPUT_LIMITS;
    const most = callOperations / kernels.length;
    expect(await run(most)).toMatchObject({ status: 0, error: '' });
    const said = `dtheaps: the runs of the scenario come to more than ${callOperations} operations together: name fewer kernels`;
    expect(await run(most + 1)).toMatchObject({ status: 2, out: '', error: expect.stringContaining(said) });
  });

  it('writes JUnit with a case for each step', async () => {
    const options = ['--kernels', '6.12,7.3', '--format', 'junit'];
    const { status, out } = await dtheaps(['simulate', CAMERA, TWO_STEPS, ...options]);
    expect(status).toBe(1);
    expect(out).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="dtheaps simulate" tests="4" failures="1">\n/,
    );
    expect(out.match(/<testsuite /g)).toHaveLength(2);
    expect(out.match(/<testcase /g)).toHaveLength(4);
    expect(out).toContain('<failure message="result is &quot;ENOENT&quot;, &quot;ENOMEM&quot; was expected">');
  });

  it('escapes what XML would take for its own', async () => {
    const path = scenario('hostile.json', {
      steps: [{ op: 'allocate', heap: '<a&"\u0001\uffff>', size: '4K', id: 'x' }],
    });
    const { out } = await dtheaps(['simulate', CAMERA, path, '--format', 'junit']);
    expect(out).toContain('from &lt;a&amp;&quot;\\x01\\uffff&gt;');
  });

  it('says once that nothing is run after a crash', async () => {
    const path = scenario('crash.json', {
      devices: [{ name: 'isp' }],
      steps: [
        { op: 'allocate', heap: 'system', size: '4K', id: 'a' },
        { op: 'vmap', id: 'a' },
        { op: 'drop', id: 'a' },
        { op: 'free', id: 'a' },
        { op: 'freeAll' },
      ],
    });
    const { out } = await dtheaps(['simulate', CAMERA, path]);
    expect(out.match(/not run/g)).toHaveLength(1);
    expect(out).toMatch(/ 3–4 +not run\n +↳ the kernel died in step 2: nothing after it is run\n/);
    const junit = await dtheaps(['simulate', CAMERA, path, '--format', 'junit']);
    expect(junit.out.match(/<skipped\/>/g)).toHaveLength(2);
  });

  it('runs a scenario and a profile that name their schemas', async () => {
    const path = scenario('schema.json', {
      $schema: 'scenario.schema.json',
      steps: [{ op: 'allocate', heap: 'system', size: '4K', id: 'a' }],
      expect: [{ step: 0, result: 'ENOMEM' }],
    });
    const profile = scenario('profile.json', { $schema: 'profile.schema.json', kernel: '6.12' });
    const { status, out } = await dtheaps(['simulate', CAMERA, path, '--profile', profile]);
    expect(status).toBe(1);
    expect(out).toContain('on Linux 6.12 ');
    expect(out).toMatch(/\n +0 +allocate 4 KiB from system +ok /);
  });

  it.each([
    ['simulate', CAMERA, 'FILE'],
    ['size', CAMERA, 'FILE'],
    ['map', CAMERA, 'FILE'],
    ['whatif', CAMERA, 'kernel=6.12', '--scenario', 'FILE'],
  ])('%s cannot use a scenario that names what nobody has', async (...args) => {
    const path = scenario('unfit.json', {
      devices: [{ name: 'gone', path: '/soc/gone' }],
      steps: [{ op: 'allocate', program: 'nobody', size: '4K', id: 'a' }],
    });
    const { status, error } = await dtheaps(args.map((arg) => (arg === 'FILE' ? path : arg)));
    expect(status).toBe(2);
    expect(error).toContain(
      'device gone: the tree has no node /soc/gone; no program is called "nobody": name its heaps',
    );
  });

  it('says why a region has no heap, named by its label or by the name that its heap would have', async () => {
    const step = (heap: string) => ({ op: 'allocate', heap, size: '4K', id: 'a' });
    const path = scenario('labels.json', { steps: ['&camera_pool', '&no_such', 'camera@50000000'].map(step) });
    const { out } = await dtheaps([
      'simulate',
      sample('faulty-board.dts'),
      path,
      '--kernel',
      '7.3',
      '--format',
      'json',
    ]);
    const { steps } = JSON.parse(out) as { steps: { why: string }[] };
    expect(steps[0]?.why).toContain('has no heap on this kernel: its size 4.75 MiB is no multiple of 2 MiB');
    expect(steps[1]?.why).toBe('no region has the label no_such');
    expect(steps[2]?.why).toBe(steps[0]?.why);
  });
});
