import { dmemRegionName } from '../kernel/heaps/dmem.ts';
import type { DeviceNode } from '../kernel/input/bootInput.ts';
import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { fewNames } from '../kernel/outcome/fewNames.ts';
import { Session } from '../kernel/session.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import type { Device } from '../kernel/use/device.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { BufferLives } from './bufferLives.ts';
import { failedExpectations } from './failedExpectations.ts';
import { FrameBuffers } from './frames/frameBuffers.ts';
import { frameText } from './frames/frameText.ts';
import { HeapAccess } from './heapAccess.ts';
import { type HeapNames, HeapResolver } from './heapNames.ts';
import { NamePattern } from './namePattern.ts';
import { Operations } from './operations.ts';
import { TimelineRecorder } from './poolTimeline.ts';
import { runStep } from './runStep.ts';
import type { Scenario, Step } from './scenario.ts';
import { MOST_BUFFERS, type ScenarioNote, type ScenarioResult, type StepResult } from './scenarioResult.ts';
import type { PlacedBuffer, StepOutcome } from './stepOutcome.ts';

/** What bears on a run besides the boot and the scenario. */
export interface RunOptions {
  /** Is given what the steps make and give back. */
  readonly lives?: BufferLives | undefined;
  /** What all runs of a call may do together; each step counts as one operation more. */
  readonly call?: Operations | undefined;
  /**
   * Whether nothing is asked but what the steps come to: of what others did, of how full the pools are, and of which
   * buffers and pages a step has taken nothing is said then, but where an expectation is about these.
   */
  readonly onlyOutcomes?: boolean | undefined;
}

/** What lists the buffers of a step, and their pages. */
const LISTS = ['buffers', 'cmaPages'] as const;

/**
 * Runs a scenario's steps on a boot. `deviceNodes` holds, by path, the nodes of the devices that the scenario names;
 * `names` what heaps may be called besides their names. The boot is not changed: every run begins with the heaps as they
 * are when init starts.
 */
export function runScenario(
  outcome: BootOutcome,
  deviceNodes: ReadonlyMap<string, DeviceNode>,
  scenario: Scenario,
  names?: HeapNames,
  { lives, call, onlyOutcomes = false }: RunOptions = {},
): ScenarioResult {
  call?.spend(scenario.load.length + scenario.steps.length);
  const { devices, problems } = fitOnBoard(outcome, deviceNodes, scenario, names);
  const resolver = new HeapResolver(outcome, scenario, names);
  const { descriptorLimit, dmemLimits } = scenario;
  const options = {
    dmemLimits,
    ...(descriptorLimit === undefined ? {} : { descriptorLimit }),
    ...(lives === undefined ? {} : { released: (base: bigint) => lives.released(base) }),
  };
  const session = new Session(outcome, devices, options);
  const operations = () => new Operations(INPUT_LIMITS.scenarioOperations, call);
  const others = new FrameBuffers(session, outcome.pageSize, undefined, operations());
  const load = runSteps(session, others, scenario.load, resolver, outcome, () => !onlyOutcomes);
  session.leaveToOthers();
  const followed = onlyOutcomes ? [] : scenario.steps.map((step) => resolver.resolved(step));
  const recorder = new TimelineRecorder(session, outcome, followed);
  const access = new HeapAccess(scenario.user, scenario.access);
  const buffers = new FrameBuffers(session, outcome.pageSize, access, operations());
  const expected = new Set(
    scenario.expect.flatMap(({ step, members }) => (LISTS.some((list) => list in members) ? step : [])),
  );
  const isListed = (index: number): boolean => !onlyOutcomes || expected.has(index);
  const steps = runSteps(session, buffers, scenario.steps, resolver, outcome, isListed, (step) => {
    recorder.note();
    lives?.done(step);
  });
  const failures = failedExpectations(scenario, steps);
  const heaps = session.usage().map((heap) => ({
    name: heap.name,
    size: formatHex(heap.size),
    used: formatHex(heap.used),
    largestFree: formatHex(heap.largestFree),
    peak: formatHex(heap.peak),
  }));
  const notes = withoutEffect(scenario, outcome);
  return {
    schemaVersion: 1,
    ...(load.length === 0 || onlyOutcomes ? {} : { load }),
    steps,
    heaps,
    ...(recorder.timelines.length === 0 ? {} : { timeline: recorder.timelines }),
    failed: failures.length,
    failures,
    problems,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** Permissions of heaps and limits of regions that this boot does not have: a slip of the pen would go unseen. */
function withoutEffect({ access, dmemLimits }: Scenario, { heaps, coherentPools }: BootOutcome): ScenarioNote[] {
  const unmet = access.flatMap(({ heap }, index): ScenarioNote[] => {
    const pattern = new NamePattern(heap);
    return heaps.some(({ name }) => pattern.fits(name))
      ? []
      : [{ path: ['access', index, 'heap'], message: `no heap has a name that fits ${JSON.stringify(heap)}` }];
  });
  const regions = coherentPools.map(({ name }) => dmemRegionName(name));
  const known = new Set(regions);
  const there = regions.length === 0 ? 'there is none' : `there are ${fewNames(regions, regions.length)}`;
  const limits = [...dmemLimits.keys()].filter((region) => !known.has(region));
  return [
    ...unmet,
    ...limits.map((region) => ({
      path: ['dmem', region],
      message: `no control group accounts for a region ${JSON.stringify(region)}; ${there}`,
    })),
  ];
}

/** The devices of a scenario as the board has them, and what of it does not fit the board: see `ScenarioResult.problems`. */
export function fitOnBoard(
  outcome: BootOutcome,
  deviceNodes: ReadonlyMap<string, DeviceNode>,
  scenario: Scenario,
  names?: HeapNames,
): { readonly devices: readonly Device[]; readonly problems: readonly string[] } {
  const devices: Device[] = [];
  const problems: string[] = [];
  for (const { name, path, dmaMask, iommu } of scenario.devices) {
    const node = path === undefined ? undefined : deviceNodes.get(path);
    if (path !== undefined && node === undefined) problems.push(`device ${name}: the tree has no node ${path}`);
    else devices.push({ name, node, dmaMask, iommu: iommu ?? node?.properties.has('iommus') ?? false });
  }
  for (const program of new HeapResolver(outcome, scenario, names).unknownPrograms(scenario)) {
    problems.push(`no program is called ${JSON.stringify(program)}: name its heaps in "programs"`);
  }
  return { devices, problems };
}

/**
 * Runs steps on a session; `isListed` says of which the buffers are listed. After one that the kernel does not survive the
 * others are not run, which is said once.
 */
function runSteps(
  session: Session,
  buffers: FrameBuffers,
  steps: readonly Step[],
  resolver: HeapResolver,
  outcome: BootOutcome,
  isListed: (index: number) => boolean,
  afterEach?: (outcome: StepOutcome) => void,
): StepResult[] {
  let crashed: number | undefined;
  return steps.map((written, index): StepResult => {
    if (crashed !== undefined) {
      const why = index === crashed + 1 ? { why: `the kernel died in step ${crashed}: nothing after it is run` } : {};
      return { index, op: written.op, result: 'not run', ...why };
    }
    const step = resolver.resolved(written);
    const result = runStep(session, buffers, step);
    afterEach?.(result);
    if (result.result === 'crash' && outcome.booted) crashed = index;
    const missing = result.stage === 'open' && 'heap' in written ? resolver.whyMissing(written.heap) : undefined;
    return {
      ...stepResult(index, step.op, missing === undefined ? result : { ...result, why: missing }, isListed(index)),
      ...('heap' in step && 'heap' in written && step.heap !== written.heap ? { heap: step.heap } : {}),
      ...frameResult(session, step, BigInt(outcome.pageSize)),
    };
  });
}

/** What a step that allocates frames says about their layout, whatever came of it. */
function frameResult(session: Session, step: Step, pageSize: bigint): Pick<StepResult, 'bufferSizes' | 'frame'> {
  if (!('frame' in step) || step.frame === undefined) return {};
  const { buffers, planes } = step.frame;
  const pages = buffers.map((size) => session.pagesApart(step.heap, size));
  return {
    bufferSizes: buffers.map((size) => formatHex(((size + pageSize - 1n) / pageSize) * pageSize)),
    frame: {
      sizes: buffers.map(formatHex),
      strides: planes.map(({ stride }) => Number(stride)),
      text: frameText(step.frame, pages),
    },
  };
}

function stepResult(index: number, op: Step['op'], result: StepOutcome, isListed: boolean): StepResult {
  const { bufferSize, cmaPages: allPages, coherentBase, buffers: allBuffers = [], log = [], ...rest } = result;
  const cmaPages = isListed ? allPages : undefined;
  const buffers = isListed ? allBuffers : [];
  return {
    index,
    op,
    ...rest,
    ...(log.length === 0 ? {} : { log }),
    ...(bufferSize === undefined ? {} : { bufferSize: formatHex(bufferSize) }),
    ...(cmaPages === undefined ? {} : { cmaPages: cmaPages.map((run) => ({ ...run, base: formatHex(run.base) })) }),
    ...(coherentBase === undefined ? {} : { coherentBase: formatHex(coherentBase) }),
    ...(buffers.length === 0 ? {} : { buffers: buffers.slice(0, MOST_BUFFERS).map(bufferResult) }),
  };
}

const bufferResult = ({ id, base, size }: PlacedBuffer) => ({
  id,
  ...(base === undefined ? {} : { base: formatHex(base) }),
  size: formatHex(size),
});
