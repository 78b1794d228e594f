import { parseBytes } from '../kernel/units/parseBytes.ts';
import type { DmaDirection } from '../kernel/use/dmaBuf.ts';
import { type Frame, type FrameLayout, frameLayout } from './frames/frameLayout.ts';
import type { Expectation, Scenario, ScenarioDevice, Step } from './scenario.ts';

/** O_RDWR | O_CLOEXEC: how a program that knows what it does asks for a buffer. */
const DEFAULT_FD_FLAGS = 0x80002;
const MAXIMUM_ITEMS = 100_000;
const MAXIMUM_BUFFERS = 1_000_000;
const DIRECTIONS: readonly DmaDirection[] = ['bidirectional', 'toDevice', 'fromDevice', 'none'];

type Members = Readonly<Record<string, unknown>>;

/** Collects what is wrong, each with its place in the file: `steps[3].size: …`. */
class Reader {
  readonly problems: string[] = [];
  place = '';

  wrong(member: string, message: string): undefined {
    const path = [this.place, member].filter((part) => part !== '').join('.');
    this.problems.push(path === '' ? message : `${path}: ${message}`);
    return undefined;
  }

  text(from: Members, member: string): string | undefined {
    const value = from[member];
    if (typeof value === 'string' && value !== '') return value;
    return this.wrong(member, value === undefined ? 'is missing' : `${show(value)} is not a text`);
  }

  bytes(from: Members, member: string): bigint | undefined {
    const bytes = parseBytes(from[member]);
    return bytes ?? this.wrong(member, `${show(from[member])} is not a size or address such as "1M", "0x1000" or 4096`);
  }

  bytesOr<Absent>(from: Members, member: string, absent: Absent): bigint | Absent {
    return from[member] === undefined ? absent : (this.bytes(from, member) ?? absent);
  }

  integer<Absent>(from: Members, member: string, absent: Absent, least: number, most: number): number | Absent {
    if (from[member] === undefined) return absent;
    const value = parseBytes(from[member]);
    if (value !== undefined && value >= BigInt(least) && value <= BigInt(most)) return Number(value);
    this.wrong(member, `${show(from[member])} is not a whole number from ${least} to ${most}`);
    return absent;
  }

  flag(from: Members, member: string, absent: boolean): boolean {
    const value = from[member];
    if (value === undefined) return absent;
    if (typeof value !== 'boolean') this.wrong(member, `${show(value)} is neither true nor false`);
    return value === true;
  }

  oneOf<Word extends string>(from: Members, member: string, words: readonly Word[], absent: Word): Word {
    const value = from[member];
    if (value === undefined) return absent;
    const word = words.find((each) => each === value);
    if (word === undefined) this.wrong(member, `${show(value)} is none of ${words.join(', ')}`);
    return word ?? absent;
  }

  list(from: Members, member: string): readonly unknown[] {
    const value = from[member];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.wrong(member, `${show(value)} is not a list`);
    return [];
  }
}

/**
 * Reads a scenario from its JSON value. `problems` says in one sentence each what cannot be used, with its place; the
 * steps that are right stand in `scenario` under their own numbers only if `problems` is empty.
 */
export function readScenario(value: unknown): { readonly scenario: Scenario; readonly problems: readonly string[] } {
  const reader = new Reader();
  const members = isMembers(value) ? value : {};
  if (!isMembers(value)) reader.wrong('', 'a scenario is an object: { "steps": [ … ] }');
  else if (value.steps === undefined) reader.wrong('steps', 'is missing');
  const devices = readEach(reader, members, 'devices', readDevice);
  const steps = readEach(reader, members, 'steps', readStep);
  const expect = readEach(reader, members, 'expect', readExpectation);
  const names = new Set(devices.map((device) => device.name));
  for (const [index, step] of steps.entries()) {
    reader.place = `steps[${index}]`;
    if ('device' in step && !names.has(step.device)) reader.wrong('device', `no device is called ${show(step.device)}`);
  }
  for (const [index, each] of expect.entries()) {
    reader.place = `expect[${index}]`;
    if (each.step >= steps.length) reader.wrong('step', `there is no step ${each.step}`);
  }
  reader.place = '';
  const descriptorLimit = reader.integer(members, 'descriptorLimit', undefined, 0, 1 << 30);
  const dmemLimits = readDmemLimits(reader, members.dmem);
  const scenario = { profile: members.profile, devices, steps, expect, descriptorLimit, dmemLimits };
  return { scenario, problems: reader.problems };
}

function readEach<Item>(
  reader: Reader,
  from: Members,
  member: string,
  read: (reader: Reader, members: Members) => Item | undefined,
): Item[] {
  const items: Item[] = [];
  const values = reader.list(from, member);
  if (values.length > MAXIMUM_ITEMS) reader.wrong(member, `more than ${MAXIMUM_ITEMS} entries`);
  for (const [index, value] of values.slice(0, MAXIMUM_ITEMS).entries()) {
    reader.place = `${member}[${index}]`;
    const item = isMembers(value) ? read(reader, value) : reader.wrong('', `${show(value)} is not an object`);
    if (item !== undefined) items.push(item);
  }
  reader.place = '';
  return items;
}

function readDevice(reader: Reader, members: Members): ScenarioDevice | undefined {
  const name = reader.text(members, 'name');
  const path = members.path === undefined ? undefined : reader.text(members, 'path');
  const dmaMask = reader.integer(members, 'dmaMask', undefined, 1, 64);
  const iommu = reader.flag(members, 'iommu', false);
  return name === undefined ? undefined : { name, path, dmaMask, iommu };
}

function readExpectation(reader: Reader, value: Members): Expectation | undefined {
  const { step: _step, ...members } = value;
  if (value.step === undefined) return reader.wrong('step', 'is missing');
  const step = reader.integer(value, 'step', undefined, 0, MAXIMUM_ITEMS);
  return step === undefined ? undefined : { step, members };
}

function readDmemLimits(reader: Reader, value: unknown): Map<string, bigint> {
  const limits = new Map<string, bigint>();
  if (value === undefined) return limits;
  if (!isMembers(value)) {
    reader.wrong('dmem', 'is an object of limits by region: { "coh/pool": "8M" }');
    return limits;
  }
  reader.place = 'dmem';
  for (const region of Object.keys(value)) {
    const limit = reader.bytes(value, region);
    if (limit !== undefined) limits.set(region, limit);
  }
  reader.place = '';
  return limits;
}

function readStep(reader: Reader, members: Members): Step | undefined {
  const op = members.op;
  switch (op) {
    case 'allocate':
    case 'fill':
      return readAllocation(reader, members, op);
    case 'freeAll':
      return { op };
    case 'find': {
      const heap = reader.text(members, 'heap');
      const id = reader.text(members, 'id');
      return heap === undefined || id === undefined ? undefined : { op, heap, id };
    }
    default:
      return readBufferStep(reader, members);
  }
}

/** The operations on a buffer by its name. */
function readBufferStep(reader: Reader, members: Members): Step | undefined {
  const op = members.op;
  if (typeof op !== 'string' || !BUFFER_OPERATIONS.has(op)) {
    return reader.wrong('op', op === undefined ? 'is missing' : `there is no operation ${show(op)}`);
  }
  const id = reader.text(members, 'id');
  if (id === undefined) return undefined;
  switch (op) {
    case 'free':
    case 'put':
    case 'vmap':
    case 'vunmap':
    case 'drop':
      return { op, id };
    case 'mmap':
      return {
        op,
        id,
        length: reader.bytesOr(members, 'length', undefined),
        offset: reader.bytesOr(members, 'offset', 0n),
        access: reader.oneOf(members, 'access', ['rw', 'r', 'w'], 'rw'),
        shared: reader.flag(members, 'shared', true),
      };
    case 'sync': {
      if (members.flags === undefined) return reader.wrong('flags', 'is missing');
      return { op, id, flags: reader.integer(members, 'flags', 0, 0, 0xffffffff) };
    }
    case 'attach':
    case 'unmap':
    case 'detach': {
      const device = reader.text(members, 'device');
      return device === undefined ? undefined : { op, id, device };
    }
    case 'map': {
      const device = reader.text(members, 'device');
      const direction = reader.oneOf(members, 'direction', DIRECTIONS, 'bidirectional');
      return device === undefined ? undefined : { op, id, device, direction };
    }
    case 'beginCpuAccess':
    case 'endCpuAccess':
      return { op, id, direction: reader.oneOf(members, 'direction', DIRECTIONS, 'bidirectional') };
    default:
      return undefined;
  }
}

const BUFFER_OPERATIONS: ReadonlySet<string> = new Set([
  'free',
  'put',
  'vmap',
  'vunmap',
  'drop',
  'mmap',
  'sync',
  'attach',
  'map',
  'unmap',
  'detach',
  'beginCpuAccess',
  'endCpuAccess',
]);

function readAllocation(reader: Reader, members: Members, op: 'allocate' | 'fill'): Step | undefined {
  const heap = reader.text(members, 'heap');
  const id = reader.text(members, 'id');
  const asked = readSize(reader, members);
  const common = {
    fdFlags: reader.integer(members, 'fdFlags', DEFAULT_FD_FLAGS, 0, 0xffffffff),
    heapFlags: reader.bytesOr(members, 'heapFlags', 0n),
    fd: reader.integer(members, 'fd', 0, 0, 0xffffffff),
    inKernel: reader.flag(members, 'inKernel', false),
  };
  const count = reader.integer(members, 'count', undefined, 1, MAXIMUM_BUFFERS);
  const max = reader.integer(members, 'max', MAXIMUM_BUFFERS, 0, MAXIMUM_BUFFERS);
  if (heap === undefined || id === undefined || asked === undefined) return undefined;
  return op === 'fill' ? { op, heap, id, ...asked, ...common, max } : { op, heap, id, ...asked, ...common, count };
}

/** The bytes of one buffer: `size`, or what a frame needs. */
function readSize(
  reader: Reader,
  members: Members,
): { readonly size: bigint; readonly frame: FrameLayout | undefined } | undefined {
  if (members.frame === undefined) {
    if (members.size === undefined) return reader.wrong('size', 'neither size nor frame is given');
    const size = reader.bytes(members, 'size');
    return size === undefined ? undefined : { size, frame: undefined };
  }
  if (members.size !== undefined) return reader.wrong('frame', 'size and frame exclude each other');
  if (!isMembers(members.frame)) return reader.wrong('frame', `${show(members.frame)} is not an object`);
  const step = reader.place;
  reader.place = `${step}.frame`;
  const frame = readFrame(reader, members.frame);
  reader.place = step;
  return frame === undefined ? undefined : { size: frame.size, frame };
}

const PLANES: readonly (Frame['planes'] & string)[] = ['contiguous', 'separate'];

/** The layout of a frame; `undefined` where something about it is wrong. */
function readFrame(reader: Reader, members: Members): FrameLayout | undefined {
  const problems = reader.problems.length;
  const { width, height, strideAlign = 1, heightAlign = 1, planes } = members;
  const format = reader.text(members, 'format');
  const extraBytes = reader.bytesOr(members, 'extraBytes', 0n);
  const named = PLANES.find((each) => each === planes);
  if (planes !== undefined && named === undefined) {
    return reader.wrong('planes', `${show(planes)} is neither "contiguous" nor "separate"`);
  }
  if (format === undefined || reader.problems.length > problems) return undefined;
  const layout = frameLayout({
    width: Number(width),
    height: Number(height),
    format,
    strideAlign: Number(strideAlign),
    heightAlign: Number(heightAlign),
    extraBytes,
    planes: named,
  });
  return 'message' in layout ? reader.wrong(layout.member, layout.message) : layout;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
