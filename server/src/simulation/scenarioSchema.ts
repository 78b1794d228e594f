import * as z from 'zod/mini';
import { amountSchema, profileSchema } from '../profile/profileJson.ts';
import { wholeNumberSchema } from '../profile/wholeNumber.ts';
import { COMPLETE_MESSAGE } from '../text/json/readJson.ts';
import { lazily } from '../text/lazily.ts';
import { type FrameLayout, frameLayout, PLAIN_FRAME } from './frames/frameLayout.ts';
import type { StepResult } from './runScenario.ts';
import { type Expectation, MAXIMUM_BUFFERS, type Scenario, type ScenarioDevice, type Step } from './scenario.ts';

/** O_RDWR | O_CLOEXEC: how a program that knows what it does asks for a buffer. */
const DEFAULT_FD_FLAGS = 0x80002;
const MAXIMUM_ITEMS = 100_000;
const U32 = 0xffff_ffff;

const text = lazily(() => z.string().check(z.minLength(1, 'is empty')));
const flag = lazily(() => z.boolean());
const direction = lazily(() =>
  z.prefault(z.enum(['bidirectional', 'toDevice', 'fromDevice', 'none']), 'bidirectional'),
);
const itemsOf = <Item extends z.core.$ZodType>(item: Item) =>
  z.array(item).check(z.maxLength(MAXIMUM_ITEMS, `has more than ${MAXIMUM_ITEMS} entries`));

const frame = lazily(() =>
  z.pipe(
    z
      .strictObject({
        width: z.number(),
        height: z.number(),
        format: text(),
        strideAlign: z.prefault(z.number(), PLAIN_FRAME.strideAlign),
        heightAlign: z.prefault(z.number(), PLAIN_FRAME.heightAlign),
        extraBytes: z.prefault(amountSchema(), 0),
        planes: z.optional(z.enum(['contiguous', 'separate'])),
      })
      .check(z.describe('A picture, instead of a size.')),
    z.transform(({ planes, ...members }, context): FrameLayout => {
      const layout = frameLayout({ ...members, planes });
      if (!('message' in layout)) return layout;
      const { member, message } = layout;
      context.issues.push({ code: 'custom', message, path: [member], params: COMPLETE_MESSAGE, input: members });
      return z.NEVER;
    }),
  ),
);

/** What `allocate` and `fill` have in common. */
const ALLOCATION = lazily(() => ({
  heap: text(),
  id: text(),
  size: z.optional(amountSchema()),
  frame: z.optional(frame()),
  fdFlags: z.prefault(wholeNumberSchema(0, U32), DEFAULT_FD_FLAGS),
  heapFlags: z.prefault(amountSchema(), 0),
  fd: z.prefault(wholeNumberSchema(0, U32), 0),
  inKernel: z.prefault(flag(), false),
}));

interface Asked {
  readonly size?: bigint | undefined;
  readonly frame?: FrameLayout | undefined;
}

/** The bytes of one buffer: `size`, or what a frame needs. */
function sizeOf(
  { size, frame }: Asked,
  context: z.core.ParsePayload,
): { size: bigint; frame: FrameLayout | undefined } {
  const refuse = (member: string, message: string): never => {
    context.issues.push({ code: 'custom', message, path: [member], params: COMPLETE_MESSAGE, input: context.value });
    return z.NEVER;
  };
  if (frame === undefined) return { size: size ?? refuse('size', 'neither size nor frame is given'), frame };
  return size === undefined ? { size: frame.size, frame } : refuse('frame', 'size and frame exclude each other');
}

const allocate = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('allocate'),
      ...ALLOCATION(),
      count: z.optional(wholeNumberSchema(1, MAXIMUM_BUFFERS)),
    }),
    z.transform(
      ({ size, frame, count, ...step }, context): Step => ({ ...step, ...sizeOf({ size, frame }, context), count }),
    ),
  ),
);

const fill = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('fill'),
      ...ALLOCATION(),
      max: z.optional(wholeNumberSchema(0, MAXIMUM_BUFFERS)),
    }),
    z.transform(
      ({ size, frame, max, ...step }, context): Step => ({ ...step, ...sizeOf({ size, frame }, context), max }),
    ),
  ),
);

const mmap = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('mmap'),
      id: text(),
      length: z.optional(amountSchema()),
      offset: z.prefault(amountSchema(), 0),
      access: z.prefault(z.enum(['rw', 'r', 'w']), 'rw'),
      shared: z.prefault(flag(), true),
    }),
    z.transform(({ length, ...step }): Step => ({ ...step, length })),
  ),
);

/** One operation; members that it does not have are errors. */
const step = lazily(() =>
  z.discriminatedUnion(
    'op',
    [
      allocate(),
      fill(),
      z.strictObject({ op: z.enum(['free', 'put', 'vmap', 'vunmap', 'drop']), id: text() }),
      z.strictObject({ op: z.literal('freeAll') }),
      mmap(),
      z.strictObject({ op: z.literal('sync'), id: text(), flags: wholeNumberSchema(0, U32) }),
      z.strictObject({ op: z.enum(['attach', 'unmap', 'detach']), id: text(), device: text() }),
      z.strictObject({ op: z.literal('map'), id: text(), device: text(), direction: direction() }),
      z.strictObject({ op: z.enum(['beginCpuAccess', 'endCpuAccess']), id: text(), direction: direction() }),
      z.strictObject({ op: z.literal('find'), heap: text(), id: text() }),
    ],
    { error: (issue) => (issue.code === 'invalid_union' ? 'is no operation' : undefined) },
  ),
);

const device = lazily(() =>
  z.pipe(
    z.strictObject({
      name: text(),
      path: z.optional(text()),
      dmaMask: z.optional(wholeNumberSchema(1, 64)),
      iommu: z.prefault(flag(), false),
    }),
    z.transform(({ name, path, dmaMask, iommu }): ScenarioDevice => ({ name, path, dmaMask, iommu })),
  ),
);

/** The members of a step's result; the compiler holds the list complete. */
const RESULT_MEMBERS: Readonly<Record<keyof StepResult, true>> = {
  index: true,
  op: true,
  result: true,
  stage: true,
  bufferSize: true,
  bufferSizes: true,
  frame: true,
  allocated: true,
  cmaPages: true,
  coherentBase: true,
  mapping: true,
  signal: true,
  log: true,
  freeRuns: true,
  why: true,
};

const expectation = lazily(() =>
  z.pipe(
    z.strictObject({
      step: wholeNumberSchema(0, MAXIMUM_ITEMS),
      ...Object.fromEntries(Object.keys(RESULT_MEMBERS).map((member) => [member, z.exactOptional(z.unknown())])),
    }),
    z.transform(({ step: index, ...members }): Expectation => ({ step: index, members })),
  ),
);

type Members = Pick<Scenario, 'devices' | 'steps' | 'expect'>;

/** What is wrong between the members of a scenario that is right member by member. */
function checkReferences({ devices, steps, expect }: Members, context: z.core.ParsePayload): void {
  const refuse = (path: PropertyKey[], message: string): void => {
    context.issues.push({ code: 'custom', message, path, params: COMPLETE_MESSAGE, input: context.value });
  };
  const names = new Set(devices.map(({ name }) => name));
  for (const [index, each] of steps.entries()) {
    if (!('device' in each) || names.has(each.device)) continue;
    refuse(['steps', index, 'device'], `no device is called ${JSON.stringify(each.device)}`);
  }
  for (const [index, { step: of }] of expect.entries()) {
    if (of >= steps.length) refuse(['expect', index, 'step'], `there is no step ${of}`);
  }
}

/** The JSON form of a scenario. */
export const scenarioSchema = lazily(() =>
  z.pipe(
    z.strictObject(
      {
        profile: z.optional(profileSchema()),
        devices: z.prefault(itemsOf(device()), []),
        steps: itemsOf(step()),
        expect: z.prefault(itemsOf(expectation()), []),
        dmem: z.prefault(z.record(z.string(), amountSchema()), {}),
        descriptorLimit: z.optional(wholeNumberSchema(0, 1 << 30)),
      },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys' ? 'member of a scenario' : 'is not a scenario: { "steps": [ … ] }',
      },
    ),
    z.transform(({ profile, dmem, descriptorLimit, ...members }, context): Scenario => {
      checkReferences(members, context);
      return { ...members, profile, descriptorLimit, dmemLimits: new Map(Object.entries(dmem)) };
    }),
  ),
);
