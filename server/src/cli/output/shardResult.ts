import type { Shard } from '../input/shard.ts';

/** What a result says of the part of the boards that it is about, so that the parts can be put together. */
export interface ShardResult extends Shard {
  /** What is wrong with each board that cannot be used at all, a line each. */
  readonly unusable: readonly string[];
}
