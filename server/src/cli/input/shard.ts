import { InvalidArgumentError } from 'commander';
import { INPUT_LIMITS } from '../../text/limits.ts';

/** One of several parts of a call's boards, which several machines check at once; counted from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

/** `--shard 2/5`; for `argParser`. */
export function readShard(text: string): Shard {
  const [, part, parts] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { part: Number(part), parts: Number(parts) };
  if (shard.part >= 1 && shard.part <= shard.parts && shard.parts <= INPUT_LIMITS.parts) return shard;
  throw new InvalidArgumentError(`A part and the number of parts, such as 2/5, up to ${INPUT_LIMITS.parts} parts.`);
}

/**
 * The boards of a part: as many as of any other or one more, and neighbours, since boards of one folder share what they
 * include. Every board is in exactly one part, whatever its order, as long as all parts are given the same boards.
 */
export function boardsOfShard(paths: readonly string[], { part, parts }: Shard): string[] {
  const sorted = paths.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const endOf = (index: number): number => Math.floor((sorted.length * index) / parts);
  return sorted.slice(endOf(part - 1), endOf(part));
}
