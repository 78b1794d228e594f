import * as z from 'zod/mini';
import { lazily } from '../../text/lazily.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';

const count = lazily(() =>
  z
    .int()
    .check(z.minimum(1, 'is no number from 1 on'), z.maximum(INPUT_LIMITS.parts, `is more than ${INPUT_LIMITS.parts}`)),
);

/** `ShardResult`, as it stands in a result. */
export const shardSchema = lazily(() =>
  z.looseObject({ part: count(), parts: count(), unusable: z.array(z.string()) }),
);

export const severitySchema = lazily(() => z.enum(['error', 'warning', 'information', 'hint']));
