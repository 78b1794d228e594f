import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { Session } from '../../../server/src/kernel/session.ts';
import { FrameBuffers } from '../../../server/src/simulation/frames/frameBuffers.ts';
import { frameLayout, PLAIN_FRAME } from '../../../server/src/simulation/frames/frameLayout.ts';
import { Operations } from '../../../server/src/simulation/operations.ts';
import { readScenario } from '../../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../../server/src/simulation/runScenario.ts';
import { runStep } from '../../../server/src/simulation/runStep.ts';
import { poolNeeds } from '../../../server/src/simulation/sizing/poolNeeds.ts';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import { bootedBoard } from '../../allocation/bootedBoard.ts';
import { dtheaps } from '../../cli/capturedTerminal.ts';
import type { InputEdges } from '../edges.ts';

const CAMERA_BOARD = fileURLToPath(new URL('../../../samples/camera-board.dts', import.meta.url));

const problemsOf = (step: object): readonly string[] =>
  readScenario({ steps: [{ heap: 'system', size: '4K', ...step }] }).problems;

/** Scenarios, which ask for any number of buffers in a few lines. */
export const scenarioEdges = {
  scenarioItems() {
    const { scenarioItems } = INPUT_LIMITS;
    const listed = (count: number) => readScenario({ steps: new Array(count).fill({ op: 'freeAll' }) }).problems;
    expect(listed(scenarioItems)).toEqual([]);
    expect(listed(scenarioItems + 1)).toEqual([expect.stringContaining(`has more than ${scenarioItems} entries`)]);
  },
  scenarioNameCharacters() {
    const { scenarioNameCharacters } = INPUT_LIMITS;
    const said = expect.stringContaining(`has more than ${scenarioNameCharacters} characters`);
    for (const member of ['id', 'heap']) {
      const named = (count: number) => problemsOf({ op: 'allocate', id: 'a', [member]: 'n'.repeat(count) });
      expect(named(scenarioNameCharacters)).toEqual([]);
      expect(named(scenarioNameCharacters + 1)).toEqual([said]);
    }
    // The path of a node is as long as the tree is deep.
    const device = { name: 'd', path: '/n'.repeat(scenarioNameCharacters) };
    expect(readScenario({ devices: [device], steps: [] }).problems).toEqual([]);
  },
  scenarioTimes() {
    const { scenarioTimes } = INPUT_LIMITS;
    const repeat = (times: number) => readScenario({ steps: [{ op: 'repeat', times, steps: [] }] }).problems;
    expect(repeat(scenarioTimes)).toEqual([]);
    expect(repeat(scenarioTimes + 1)).toEqual([expect.stringContaining(`${scenarioTimes}`)]);
  },
  stepBuffers() {
    const { stepBuffers } = INPUT_LIMITS;
    expect(problemsOf({ op: 'allocate', id: 'a', count: stepBuffers })).toEqual([]);
    expect(problemsOf({ op: 'allocate', id: 'a', count: stepBuffers + 1 })).toEqual([
      expect.stringContaining(`${stepBuffers}`),
    ]);
  },
  scenarioOperations() {
    const { scenarioOperations } = INPUT_LIMITS;
    const why = (most: number) => `the scenario has done ${most} operations, more than are followed`;
    const all = new FrameBuffers(new Session(bootedBoard(), []), 4096);
    expect(all.spend(scenarioOperations)).toBeUndefined();
    expect(all.spend(1)).toEqual({ result: 'not run', why: why(scenarioOperations) });
    // What was allocated before stays.
    const few = new FrameBuffers(new Session(bootedBoard(), []), 4096, undefined, new Operations(3));
    const request = { id: 'a', heap: 'system', fd: 0, fdFlags: 2, heapFlags: 0n, inKernel: false };
    expect(few.allocateSeveral(request, [4096n], 3)).toMatchObject({ result: 'ok', allocated: 3 });
    expect(few.allocateSeveral({ ...request, id: 'b' }, [4096n], 1)).toMatchObject({ result: 'not run', why: why(3) });
    expect(few.free('a2')).toMatchObject({ result: 'ok' });
    // An operation on all buffers of a pattern counts each, and a sixteenth for each look at a name.
    const patterned = (most: number) => {
      const buffers = new FrameBuffers(new Session(bootedBoard(), []), 4096, undefined, new Operations(most));
      buffers.allocateSeveral(request, [4096n], 16);
      return buffers.free('a*');
    };
    expect(patterned(33)).toMatchObject({ result: 'ok', allocated: 16 });
    expect(patterned(32)).toEqual({ result: 'not run', why: why(32) });
    // The pages of a large buffer are as much work as many small ones, and no more are looked for than there are.
    const large = (length: bigint, most: number) => {
      const session = new Session(bootedBoard(), []);
      return new FrameBuffers(session, 4096, undefined, new Operations(most)).allocate(request, [
        length || session.memorySize + 1n,
      ]).result;
    };
    expect(large(64n << 20n, 9)).toBe('ok');
    expect(large(64n << 20n, 8)).toBe('not run');
    expect(large(0n, 1 + Number(new Session(bootedBoard(), []).memorySize >> 23n))).toBe('ENOMEM');
    // So are the pieces of a buffer that are mapped for a device.
    const mapped = (most: number) => {
      const session = new Session(bootedBoard(), [{ name: 'isp', node: undefined, dmaMask: undefined, iommu: true }]);
      const buffers = new FrameBuffers(session, 4096, undefined, new Operations(most));
      buffers.allocate(request, [64n << 20n]);
      session.attach('a', 'isp');
      return runStep(session, buffers, { op: 'map', id: 'a', device: 'isp', direction: 'fromDevice' }).result;
    };
    expect(mapped(10)).toBe('ok');
    expect(mapped(9)).toBe('not run');
  },
  callOperations() {
    const { callOperations } = INPUT_LIMITS;
    const call = new Operations(callOperations);
    expect([call.spend(callOperations), call.isExhausted]).toEqual([undefined, false]);
    expect([call.spend(1), call.isExhausted]).toEqual([expect.stringContaining(`${callOperations}`), true]);
    // What one run is refused counts for none.
    const own = new Operations(3, call);
    const other = new Operations(10);
    const refused = new Operations(3, other);
    expect([refused.spend(4), refused.spend(100), other.isExhausted]).toEqual([
      expect.any(String),
      expect.any(String),
      false,
    ]);
    expect(own.isExhausted).toBe(true);
    // A run counts its steps and what they do, and what is over the bound is not done.
    const steps = [{ op: 'allocate', heap: 'camera', size: '4K', id: 'a', count: 4 }, { op: 'freeAll' }];
    const { scenario } = readScenario({ steps });
    const board = bootedBoard({ cma: [{ name: 'camera', base: 0x9000_0000n, size: 64 }] });
    const runs: readonly ((together: Operations) => unknown)[] = [
      (together) => runScenario(board, new Map(), scenario, undefined, { call: together }),
      (together) => poolNeeds(board, scenario, undefined, together),
    ];
    for (const run of runs) {
      const enough = new Operations(2 * (2 + 4 + 4));
      run(enough);
      run(enough);
      expect(enough.isExhausted).toBe(false);
      run(enough);
      expect(enough.isExhausted).toBe(true);
    }
    const third = runScenario(board, new Map(), scenario, undefined, { call: new Operations(5) });
    expect(third.steps.map(({ result }) => result)).toEqual(['not run', 'not run']);
    expect(third.steps[0]).toMatchObject({ allocated: 3, why: expect.stringContaining('5 operations together') });
  },
  sizedOperations() {
    const { sizedOperations } = INPUT_LIMITS;
    const needs = (count: number) => {
      const steps = [{ op: 'allocate', heap: 'camera', size: '4K', id: 'a', count }];
      const { scenario, problems } = readScenario({ steps });
      expect(problems).toEqual([]);
      return poolNeeds(bootedBoard({ cma: [{ name: 'camera', base: 0x9000_0000n, size: 64 }] }), scenario);
    };
    expect(needs(sizedOperations)).toMatchObject({ pools: [{ name: 'camera' }], unhelped: [] });
    // No size is named for a scenario whose end was not seen: it would be too small.
    expect(needs(sizedOperations + 1)).toMatchObject({ pools: [], unhelped: [{ step: 0, result: 'not run' }] });
  },
  async sizingOperations() {
    const { sizingOperations, sizedOperations } = INPUT_LIMITS;
    // Sought once and tried once on each kernel, of which none is refused alone.
    const loops = [100_000, sizedOperations - 100_001].map((times) => ({
      op: 'repeat',
      times,
      steps: [{ op: 'vmap', id: 'a' }],
    }));
    const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
    const scenario = join(folder, 'long.json');
    writeFileSync(
      scenario,
      JSON.stringify({ steps: [{ op: 'allocate', heap: 'system', size: 4096, id: 'a' }, ...loops] }),
    );
    const size = (...kernels: string[]) => dtheaps(['size', CAMERA_BOARD, scenario, '--kernels', kernels.join(',')]);
    expect(2 * 3 * sizedOperations).toBeLessThan(sizingOperations);
    expect(2 * 4 * sizedOperations).toBeGreaterThan(sizingOperations);
    expect(await size('6.12', '6.18', '7.3')).toMatchObject({ status: 0, error: '' });
    const said = `dtheaps: the runs of the scenario come to more than ${sizingOperations} operations together`;
    expect(await size('6.12', '6.18', '7.2', '7.3')).toMatchObject({
      ...{ status: 2, out: '', error: expect.stringContaining(said) },
    });
    rmSync(folder, { recursive: true });
  },
  framePixels() {
    const { framePixels } = INPUT_LIMITS;
    const layout = (width: number) => frameLayout({ ...PLAIN_FRAME, width, height: 1, format: 'NV12' });
    expect(layout(framePixels)).not.toHaveProperty('message');
    expect(layout(framePixels + 1)).toHaveProperty('member', 'width');
  },
} satisfies Partial<InputEdges>;
