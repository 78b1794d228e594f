import * as z from 'zod/mini';
import { amountSchema, profileSchema } from '../../profile/profileJson.ts';
import { wholeNumberSchema } from '../../profile/wholeNumber.ts';
import { COMPLETE_MESSAGE } from '../../text/json/readJson.ts';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import {
  type AllocationStep,
  type PlainStep,
  type Scenario,
  type ScenarioDevice,
  type Step,
  USUAL_FD_FLAGS,
} from '../scenario.ts';
import { expectationSchema } from './expectationSchema.ts';
import { frameSchema, sizeOf, textSchema, wordSchema } from './frameSchema.ts';
import {
  heapOf,
  heapSchema,
  itemsOf,
  plainStepSchema,
  stepSchema,
  type WrittenPlainStep,
  type WrittenStep,
} from './stepSchema.ts';

const device = lazily(() =>
  z.pipe(
    z.strictObject({
      name: wordSchema(),
      path: z.optional(textSchema()).check(z.describe('Of its node; absent: a device on the root bus.')),
      dmaMask: z
        .optional(wholeNumberSchema(1, 64))
        .check(z.describe('How many address bits its driver asks for; absent: it asks for none.')),
      iommu: z.optional(z.boolean()).check(z.describe('Absent: where its node has iommus.')),
    }),
    z.transform(({ name, path, dmaMask, iommu }): ScenarioDevice => ({ name, path, dmaMask, iommu })),
  ),
);

/** The buffers of a stream, which `start` allocates. */
interface Stream extends Pick<AllocationStep, 'heap' | 'program' | 'size' | 'frame'> {
  readonly name: string;
  readonly buffers: number;
}

const stream = lazily(() =>
  z.pipe(
    z.strictObject({
      name: wordSchema(),
      heap: z.optional(heapSchema()),
      program: z.optional(wordSchema()),
      size: z.optional(amountSchema()),
      frame: z.optional(frameSchema()),
      buffers: wholeNumberSchema(1, INPUT_LIMITS.stepBuffers),
    }),
    z.transform(
      ({ name, heap, program, size, frame, buffers }, context): Stream => ({
        name,
        buffers,
        ...heapOf({ heap, program }, context),
        ...sizeOf({ size, frame }, context),
      }),
    ),
  ),
);

/** A scenario's members, each read by itself. */
interface Members extends Pick<Scenario, 'devices' | 'expect'> {
  readonly streams: readonly Stream[];
  readonly load: readonly WrittenPlainStep[];
  readonly steps: readonly WrittenStep[];
}

/** What is wrong between the members of a scenario that is right member by member. */
function checkReferences({ devices, streams, load, steps, expect }: Members, context: z.core.ParsePayload): void {
  const refuse = (path: PropertyKey[], message: string): void => {
    context.issues.push({ code: 'custom', message, path, params: COMPLETE_MESSAGE, input: context.value });
  };
  const named = { devices, streams };
  for (const list of ['devices', 'streams'] as const) {
    const before = new Set<string>();
    for (const [index, { name }] of named[list].entries()) {
      if (before.has(name)) refuse([list, index, 'name'], `another of the ${list} is called ${JSON.stringify(name)}`);
      before.add(name);
    }
  }
  const known = { device: new Set(devices.map(({ name }) => name)), stream: new Set(streams.map(({ name }) => name)) };
  const found = new Set<string>();
  const check = (step: WrittenStep, path: PropertyKey[]): void => {
    if (step.op === 'find') found.add(step.id);
    if ('handle' in step && step.handle !== undefined && !found.has(step.handle))
      refuse([...path, 'handle'], `no find before it has the id ${JSON.stringify(step.handle)}`);
    if ('device' in step && !known.device.has(step.device))
      refuse([...path, 'device'], `no device is called ${JSON.stringify(step.device)}`);
    if ('stream' in step && !known.stream.has(step.stream))
      refuse([...path, 'stream'], `no stream is called ${JSON.stringify(step.stream)}`);
    if (step.op === 'repeat')
      for (const [index, inner] of step.steps.entries()) check(inner, [...path, 'steps', index]);
  };
  for (const [index, step] of load.entries()) check(step, ['load', index]);
  for (const [index, step] of steps.entries()) check(step, ['steps', index]);
  for (const [index, { step }] of expect.entries()) {
    if (step >= steps.length) refuse(['expect', index, 'step'], `there is no step ${step}`);
  }
}

/** A step with the heap of its handle; `found` gathers what is found under which id. */
function withFoundHeap(step: WrittenPlainStep, found: Map<string, string>): WrittenPlainStep {
  if (step.op === 'find') found.set(step.id, step.heap.replace(/\n$/, ''));
  if (step.op !== 'allocate' || step.handle === undefined) return step;
  return { ...step, heap: found.get(step.handle) ?? '', inKernel: true };
}

/** A step with the buffers of its stream: `camera0` has `camera0.0`, `camera0.1`, … */
function withStream(step: WrittenPlainStep, streams: ReadonlyMap<string, Stream>): PlainStep {
  if (!('stream' in step)) return step;
  if (step.op === 'stop') return { op: 'stop', id: `${step.stream}.*` };
  const { buffers, name, ...request } = streams.get(step.stream) ?? NO_STREAM;
  return {
    op: 'start',
    ...request,
    id: `${name}.`,
    count: buffers,
    fdFlags: USUAL_FD_FLAGS,
    heapFlags: 0n,
    fd: 0,
    inKernel: false,
  };
}

/** Stands for a stream that is not there, which is complained about. */
const NO_STREAM: Stream = { name: '', heap: '', program: undefined, size: 0n, frame: undefined, buffers: 0 };

/** Permission bits in octal, as chmod takes them. */
const mode = lazily(() =>
  z.pipe(
    z
      .string()
      .check(z.regex(/^0?[0-7]{3}$/, 'is not a mode such as "0660"'), z.describe('Permission bits in octal: "0660".')),
    z.transform((text) => Number.parseInt(text, 8)),
  ),
);

const permission = lazily(() =>
  z.strictObject({
    heap: wordSchema().check(z.describe('A heap’s name; with * in it every heap whose name fits.')),
    mode: mode(),
    owner: z.prefault(wordSchema(), 'root'),
    group: z.prefault(wordSchema(), 'root'),
  }),
);

const user = lazily(() => z.strictObject({ name: wordSchema(), groups: z.prefault(z.array(wordSchema()), []) }));

const names = lazily(() => z.array(wordSchema()).check(z.minLength(1, 'is empty')));

/** The JSON form of a scenario. */
export const scenarioSchema = lazily(() =>
  z.pipe(
    z.strictObject(
      {
        profile: z
          .optional(profileSchema())
          .check(z.describe('The kernel that it is run on; the command line goes over it.')),
        devices: z.prefault(itemsOf(device()), []).check(z.describe('What imports buffers.')),
        heaps: z
          .prefault(z.record(z.string(), z.union([heapSchema(), names()])), {})
          .check(z.describe('Names for heaps: each a heap, or several of which the first that is there counts.')),
        programs: z
          .prefault(z.record(z.string(), names()), {})
          .check(z.describe('Programs with the heaps that they try to open, in this order.')),
        user: z.optional(user()).check(z.describe('Who the program runs as; absent: root.')),
        access: z
          .prefault(itemsOf(permission()), [])
          .check(z.describe('What udev makes of the device nodes of heaps; of several that fit the last counts.')),
        streams: z
          .prefault(itemsOf(stream()), [])
          .check(z.describe('Named sets of buffers that start allocates and stop frees.')),
        load: z
          .prefault(itemsOf(plainStepSchema()), [])
          .check(z.describe('What others have allocated before the first step.')),
        steps: itemsOf(stepSchema()).check(z.describe('What is done, in order.')),
        expect: z.prefault(itemsOf(expectationSchema()), []).check(z.describe('What the results have to be.')),
        dmem: z
          .prefault(z.record(z.string(), amountSchema()), {})
          .check(z.describe('What the control group may take of a region (dmem.max).')),
        descriptorLimit: z
          .optional(wholeNumberSchema(0, 1 << 30))
          .check(z.describe('How many descriptors the program may have open besides its own.')),
      },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys' ? 'member of a scenario' : 'is not a scenario: { "steps": [ … ] }',
      },
    ),
    z.transform((members, context): Scenario => {
      checkReferences(members, context);
      const { profile, devices, heaps, programs, user, access, load, steps, expect, dmem, descriptorLimit } = members;
      const found = new Map<string, string>();
      const plain = (step: WrittenPlainStep): PlainStep => withStream(withFoundHeap(step, found), streams);
      const streams = new Map(members.streams.map((each) => [each.name, each]));
      return {
        profile,
        devices,
        heaps: new Map(Object.entries(heaps).map(([name, of]) => [name, typeof of === 'string' ? [of] : of])),
        programs: new Map(Object.entries(programs)),
        user,
        access,
        load: load.map(plain),
        steps: steps.map(
          (step): Step => (step.op === 'repeat' ? { ...step, steps: step.steps.map(plain) } : plain(step)),
        ),
        expect,
        descriptorLimit,
        dmemLimits: new Map(Object.entries(dmem)),
      };
    }),
  ),
);
