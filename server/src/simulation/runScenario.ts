import type { DeviceNode } from '../kernel/input/bootInput.ts';
import type { BootOutcome } from '../kernel/outcome/bootOutcome.ts';
import { Session } from '../kernel/session.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import { parseBytes } from '../kernel/units/parseBytes.ts';
import type { Device } from '../kernel/use/device.ts';
import {
  joinPageChanges,
  type MappingCounts,
  type OperationResult,
  type PageChange,
} from '../kernel/use/operationResult.ts';
import type { Expectation, Scenario, Step } from './scenario.ts';

/** A step's result as `simulate --format json` prints it: sizes and addresses as hexadecimal text. */
export interface StepResult {
  readonly index: number;
  readonly op: Step['op'];
  /** `ok`, an errno's name, `max` where a fill stopped at its limit, or `crash` where the kernel died. */
  readonly result: string;
  readonly stage?: 'open';
  readonly bufferSize?: string;
  readonly allocated?: number;
  readonly cmaPages?: readonly {
    readonly area: string;
    readonly base: string;
    readonly pages: number;
    readonly change: 'set' | 'clear';
  }[];
  readonly coherentBase?: string;
  readonly mapping?: MappingCounts;
  readonly signal?: string;
  readonly log?: readonly string[];
  /** Of a CMA area that had no place: its free runs in the kernel's notation. */
  readonly freeRuns?: string;
  readonly why?: string;
}

export interface HeapResult {
  readonly name: string;
  readonly size: string;
  readonly used: string;
  readonly largestFree: string;
  readonly peak: string;
}

/** An expectation that does not hold. */
export interface FailedExpectation {
  readonly step: number;
  readonly member: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface ScenarioResult {
  readonly schemaVersion: 1;
  readonly steps: readonly StepResult[];
  readonly heaps: readonly HeapResult[];
  /** How many members of expectations do not hold. */
  readonly failed: number;
  readonly failures: readonly FailedExpectation[];
  /** What of the scenario does not fit the board: devices whose nodes are not there. */
  readonly problems: readonly string[];
}

/**
 * Runs a scenario's steps on a boot. `deviceNodes` holds, by path, the nodes of the devices that the scenario names.
 * The boot is not changed: every run begins with the heaps as they are when init starts.
 */
export function runScenario(
  outcome: BootOutcome,
  deviceNodes: ReadonlyMap<string, DeviceNode>,
  scenario: Scenario,
): ScenarioResult {
  const problems: string[] = [];
  const devices: Device[] = [];
  for (const { name, path, dmaMask, iommu } of scenario.devices) {
    const node = path === undefined ? undefined : deviceNodes.get(path);
    if (path !== undefined && node === undefined) problems.push(`device ${name}: the tree has no node ${path}`);
    else devices.push({ name, node, dmaMask, iommu });
  }
  const { descriptorLimit, dmemLimits } = scenario;
  const options = descriptorLimit === undefined ? { dmemLimits } : { descriptorLimit, dmemLimits };
  const session = new Session(outcome, devices, options);
  const pageSize = BigInt(outcome.pageSize);
  const steps = scenario.steps.map((step, index) => stepResult(index, step.op, runStep(session, step, pageSize)));
  const failures = scenario.expect.flatMap((expectation) => failuresOf(expectation, steps[expectation.step]));
  const heaps = session.usage().map((heap) => ({
    name: heap.name,
    size: formatHex(heap.size),
    used: formatHex(heap.used),
    largestFree: formatHex(heap.largestFree),
    peak: formatHex(heap.peak),
  }));
  return { schemaVersion: 1, steps, heaps, failed: failures.length, failures, problems };
}

function runStep(session: Session, step: Step, pageSize: bigint): OperationResult {
  switch (step.op) {
    case 'allocate':
      return step.count === undefined
        ? session.allocate({ ...step, length: step.size })
        : allocateSeveral(session, step, step.count, pageSize);
    case 'fill':
      return session.fill({ ...step, length: step.size }, step.max);
    case 'freeAll':
      return session.freeAll();
    case 'mmap':
      return session.mmap(step.id, step);
    case 'sync':
      return session.sync(step.id, step.flags);
    case 'attach':
    case 'unmap':
    case 'detach':
      return session[step.op](step.id, step.device);
    case 'map':
      return session.map(step.id, step.device, step.direction);
    case 'beginCpuAccess':
    case 'endCpuAccess':
      return session[step.op](step.id, step.direction);
    case 'find':
      return session.find(step.heap, step.id);
    default:
      return session[step.op](step.id);
  }
}

/** A fill that must reach its number: buffers id0, id1, …; the first failure ends it. */
function allocateSeveral(
  session: Session,
  step: Step & { op: 'allocate' },
  count: number,
  pageSize: bigint,
): OperationResult {
  const changes: PageChange[] = [];
  let last: OperationResult = { result: 'ok' };
  let allocated = 0;
  while (allocated < count && last.result === 'ok') {
    last = session.allocate({ ...step, length: step.size, id: `${step.id}${allocated}` });
    if (last.result !== 'ok') break;
    allocated++;
    changes.push(...(last.cmaPages ?? []));
  }
  const cmaPages = changes.length === 0 ? {} : { cmaPages: joinPageChanges(changes, pageSize) };
  return { ...last, allocated, ...cmaPages };
}

function stepResult(index: number, op: Step['op'], result: OperationResult): StepResult {
  const { bufferSize, cmaPages, coherentBase, log = [], ...rest } = result;
  return {
    index,
    op,
    ...rest,
    ...(log.length === 0 ? {} : { log }),
    ...(bufferSize === undefined ? {} : { bufferSize: formatHex(bufferSize) }),
    ...(cmaPages === undefined ? {} : { cmaPages: cmaPages.map((run) => ({ ...run, base: formatHex(run.base) })) }),
    ...(coherentBase === undefined ? {} : { coherentBase: formatHex(coherentBase) }),
  };
}

function failuresOf(expectation: Expectation, step: StepResult | undefined): FailedExpectation[] {
  const actual: Readonly<Record<string, unknown>> = { ...step };
  return Object.entries(expectation.members).flatMap(([member, expected]) =>
    matches(expected, actual[member])
      ? []
      : [{ step: expectation.step, member, expected, actual: actual[member] ?? null }],
  );
}

/** Whether a value is as expected: of objects the members named, of lists every item, sizes however they are written. */
function matches(expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((item, index) => matches(item, actual[index]))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false;
    const members = new Map<string, unknown>(Object.entries(actual));
    return Object.entries(expected).every(([name, value]) => matches(value, members.get(name)));
  }
  const size = parseBytes(expected);
  return size !== undefined && size === parseBytes(actual);
}
