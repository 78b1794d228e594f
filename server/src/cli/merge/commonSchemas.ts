import * as z from 'zod/mini';
import { lazily } from '../../text/lazily.ts';
import { MOST_PARTS } from '../input/shard.ts';

const count = lazily(() =>
  z.int().check(z.minimum(1, 'is no number from 1 on'), z.maximum(MOST_PARTS, `is more than ${MOST_PARTS}`)),
);

/** `ShardResult`, as it stands in a result. */
export const shardSchema = lazily(() =>
  z.looseObject({ part: count(), parts: count(), unusable: z.array(z.string()) }),
);

export const severitySchema = lazily(() => z.enum(['error', 'warning', 'information', 'hint']));
