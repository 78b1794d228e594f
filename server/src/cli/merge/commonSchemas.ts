import * as z from 'zod/mini';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';

const numberOfParts = lazily(() =>
  z
    .int()
    .check(z.minimum(1, 'is no number from 1 on'), z.maximum(INPUT_LIMITS.parts, `is more than ${INPUT_LIMITS.parts}`)),
);

/** How many there are of something, or a place in a text. */
export const countSchema = lazily(() =>
  z.number().check(z.refine((value) => Number.isSafeInteger(value) && value >= 0, 'is no whole number from 0 on')),
);

/** `ShardResult`, as it stands in a result. */
export const shardSchema = lazily(() =>
  z.looseObject({ part: numberOfParts(), parts: numberOfParts(), unusable: z.array(z.string()) }),
);

export const severitySchema = lazily(() => z.enum(['error', 'warning', 'information', 'hint']));
