import * as z from 'zod/mini';
import { wholeNumberSchema } from '../../profile/wholeNumber.ts';
import { COMPLETE_MESSAGE } from '../../text/json/readJson.ts';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Expectation } from '../scenario.ts';
import type { FrameResult, StepResult } from '../scenarioResult.ts';

/** A size, an address or a count: in a result it may be written in any notation. */
const amount = lazily(() =>
  z.union([z.string(), z.number()], 'is neither a number nor a size such as "1M" or "0x1000"'),
);
const text = lazily(() => z.string());
const texts = lazily(() => z.array(text()));
const amounts = lazily(() => z.array(amount()));

/** An object of a result, of which any of the members may be expected; the compiler holds the list of them complete. */
function members<Result>(each: { readonly [Member in keyof Required<Result>]: () => z.core.$ZodType }) {
  const entries = Object.entries<() => z.core.$ZodType>(each);
  return Object.fromEntries(entries.map(([name, schema]) => [name, z.exactOptional(schema())]));
}

type ItemOf<Member extends keyof StepResult> =
  NonNullable<StepResult[Member]> extends readonly (infer Item)[] ? Item : never;

const mapping = lazily(() =>
  z.strictObject(
    members<NonNullable<StepResult['mapping']>>({
      device: text,
      segments: amount,
      direct: amount,
      bounced: amount,
      iommu: amount,
    }),
  ),
);
const frame = lazily(() => z.strictObject(members<FrameResult>({ sizes: amounts, strides: amounts, text })));
const buffers = lazily(() =>
  z.array(z.strictObject(members<ItemOf<'buffers'>>({ id: text, base: amount, size: amount }))),
);
const cmaPages = lazily(() =>
  z.array(z.strictObject(members<ItemOf<'cmaPages'>>({ area: text, base: amount, pages: amount, change: text }))),
);

const result = lazily(() =>
  members<StepResult>({
    index: amount,
    op: text,
    result: text,
    stage: text,
    heap: text,
    bufferSize: amount,
    bufferSizes: amounts,
    frame,
    allocated: amount,
    buffers,
    cmaPages,
    coherentBase: amount,
    mapping,
    signal: text,
    log: texts,
    freeRuns: text,
    rounds: amount,
    why: text,
  }),
);

/** What the result of one step has to be: any members of what `simulate --format json` prints of it, at least one. */
export const expectationSchema = lazily(() =>
  z.pipe(
    z.strictObject({ step: wholeNumberSchema(0, INPUT_LIMITS.scenarioItems), ...result() }),
    z.transform(({ step, ...expected }, context): Expectation => {
      if (Object.keys(expected).length > 0) return { step, members: expected };
      const message = 'expects nothing of the step: name a member of its result, such as "result": "ok"';
      context.issues.push({ code: 'custom', message, path: [], params: COMPLETE_MESSAGE, input: expected });
      return z.NEVER;
    }),
  ),
);
