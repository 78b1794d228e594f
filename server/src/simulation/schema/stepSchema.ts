import * as z from 'zod/mini';
import { amountSchema } from '../../profile/profileJson.ts';
import { wholeNumberSchema } from '../../profile/wholeNumber.ts';
import { COMPLETE_MESSAGE } from '../../text/json/readJson.ts';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { FrameLayout } from '../frames/frameLayout.ts';
import { type PlainStep, USUAL_FD_FLAGS } from '../scenario.ts';
import { frameSchema, sizeOf, wordSchema } from './frameSchema.ts';

const U32 = 0xffff_ffff;
/** The start or the end of a stream; the scenario knows its buffers. */
export interface StreamStep {
  readonly op: 'start' | 'stop';
  readonly stream: string;
}

/** A step as it is written: streams by their names. */
export type WrittenPlainStep = Exclude<PlainStep, { op: 'start' | 'stop' }> | StreamStep | FreeStep;
type FreeStep = { readonly op: 'free' | 'put' | 'vmap' | 'vunmap' | 'drop'; readonly id: string };
export type WrittenStep =
  | WrittenPlainStep
  | { readonly op: 'repeat'; readonly times: number; readonly steps: readonly WrittenPlainStep[] };

const flag = lazily(() => z.boolean());
const direction = lazily(() =>
  z.prefault(z.enum(['bidirectional', 'toDevice', 'fromDevice', 'none']), 'bidirectional'),
);
export const itemsOf = <Item extends z.core.$ZodType>(item: Item) =>
  z.array(item).check(z.maxLength(INPUT_LIMITS.scenarioItems, `has more than ${INPUT_LIMITS.scenarioItems} entries`));

/** A heap's name, or what stands for one. */
export const heapSchema = lazily(() =>
  wordSchema().check(
    z.describe('A heap’s name, an alias of "heaps", a label (&camera), or default: the heap of the default CMA area.'),
  ),
);
const buffer = lazily(() =>
  wordSchema().check(z.describe('A buffer’s name; with * in it every buffer whose name fits, such as cam0*.')),
);

/** The heap of a request, or the program that chooses one. */
interface WrittenHeap {
  readonly heap?: string | undefined;
  readonly program?: string | undefined;
  readonly handle?: string | undefined;
}

/** What everything that asks for buffers has in common. */
const REQUEST = lazily(() => ({
  heap: z.optional(heapSchema()),
  program: z.optional(
    wordSchema().check(z.describe('Instead of a heap: a program, which opens the first of its heaps that is there.')),
  ),
  id: wordSchema(),
  fdFlags: z.prefault(wholeNumberSchema(0, U32), USUAL_FD_FLAGS),
  heapFlags: z.prefault(amountSchema(), 0),
  fd: z.prefault(wholeNumberSchema(0, U32), 0),
  inKernel: z.prefault(flag(), false),
}));

const SIZE = lazily(() => ({ size: z.optional(amountSchema()), frame: z.optional(frameSchema()) }));

/** The heap that a request names; of a program the program's name, until the heaps are known. */
export function heapOf(
  { heap, program, handle }: WrittenHeap,
  context: z.core.ParsePayload,
): { heap: string; program: string | undefined } {
  const refuse = (member: string, message: string): never => {
    context.issues.push({ code: 'custom', message, path: [member], params: COMPLETE_MESSAGE, input: context.value });
    return z.NEVER;
  };
  if (handle !== undefined) {
    if (heap !== undefined || program !== undefined)
      refuse('handle', 'the heap is the one that was found: give no other');
    return { heap: '', program: undefined };
  }
  if (program === undefined) return { heap: heap ?? refuse('heap', 'neither heap nor program is given'), program };
  return heap === undefined ? { heap: program, program } : refuse('program', 'heap and program exclude each other');
}

interface Written extends WrittenHeap {
  readonly size?: bigint | undefined;
  readonly frame?: FrameLayout | undefined;
}

const requestOf = ({ heap, program, handle, size, frame }: Written, context: z.core.ParsePayload) => ({
  ...heapOf({ heap, program, handle }, context),
  ...sizeOf({ size, frame }, context),
});

const allocate = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('allocate'),
      ...REQUEST(),
      ...SIZE(),
      handle: z.optional(
        wordSchema().check(z.describe('Instead of a heap: the id of an earlier find; the kernel allocates.')),
      ),
      count: z.optional(wholeNumberSchema(1, INPUT_LIMITS.stepBuffers)),
    }),
    z.transform(
      ({ heap, program, handle, size, frame, count, ...step }, context): WrittenPlainStep => ({
        ...step,
        ...requestOf({ heap, program, handle, size, frame }, context),
        handle,
        count,
      }),
    ),
  ),
);

const fill = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('fill'),
      ...REQUEST(),
      ...SIZE(),
      max: z.optional(wholeNumberSchema(0, INPUT_LIMITS.stepBuffers)),
    }),
    z.transform(
      ({ heap, program, size, frame, max, ...step }, context): WrittenPlainStep => ({
        ...step,
        ...requestOf({ heap, program, size, frame }, context),
        max,
      }),
    ),
  ),
);

const churn = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('churn'),
      ...REQUEST(),
      sizes: z.array(amountSchema()).check(z.minLength(1, 'is empty'), z.describe('One is drawn for each buffer.')),
      live: wholeNumberSchema(1, INPUT_LIMITS.stepBuffers),
      times: wholeNumberSchema(1, INPUT_LIMITS.scenarioTimes),
      seed: z.prefault(wholeNumberSchema(0, U32), 1),
    }),
    z.transform(
      ({ heap, program, ...step }, context): WrittenPlainStep => ({ ...step, ...heapOf({ heap, program }, context) }),
    ),
  ),
);

const mmap = lazily(() =>
  z.pipe(
    z.strictObject({
      op: z.literal('mmap'),
      id: buffer(),
      length: z.optional(amountSchema()),
      offset: z.prefault(amountSchema(), 0),
      access: z.prefault(z.enum(['rw', 'r', 'w']), 'rw'),
      shared: z.prefault(flag(), true),
    }),
    z.transform(({ length, ...step }): WrittenPlainStep => ({ ...step, length })),
  ),
);

/** Every operation but the loop. */
const PLAIN = lazily(
  () =>
    [
      allocate(),
      fill(),
      churn(),
      z.strictObject({ op: z.enum(['start', 'stop']), stream: wordSchema() }),
      z.strictObject({ op: z.enum(['free', 'put', 'vmap', 'vunmap', 'drop']), id: buffer() }),
      z.strictObject({ op: z.literal('freeAll') }),
      mmap(),
      z.strictObject({ op: z.literal('sync'), id: buffer(), flags: wholeNumberSchema(0, U32) }),
      z.strictObject({ op: z.enum(['attach', 'unmap', 'detach']), id: buffer(), device: wordSchema() }),
      z.strictObject({ op: z.literal('map'), id: buffer(), device: wordSchema(), direction: direction() }),
      z.strictObject({ op: z.enum(['beginCpuAccess', 'endCpuAccess']), id: buffer(), direction: direction() }),
      z.strictObject({ op: z.literal('find'), heap: heapSchema(), id: wordSchema() }),
    ] as const,
);

const NO_OPERATION = {
  error: (issue: z.core.$ZodRawIssue) => (issue.code === 'invalid_union' ? 'is no operation' : undefined),
};

/** One operation that is no loop; members that it does not have are errors. */
export const plainStepSchema = lazily(() => z.discriminatedUnion('op', [...PLAIN()], NO_OPERATION));

/** One operation. */
export const stepSchema = lazily(() =>
  z.discriminatedUnion(
    'op',
    [
      ...PLAIN(),
      z.strictObject({
        op: z.literal('repeat'),
        times: wholeNumberSchema(1, INPUT_LIMITS.scenarioTimes),
        steps: itemsOf(plainStepSchema()),
      }),
    ],
    NO_OPERATION,
  ),
);
