import process from 'node:process';
import { minimise } from './minimise.ts';
import { Disagreement, type FuzzTarget, type Input, type Judge } from './target.ts';

/** What is tried on a target, and what counts as a failure. */
export interface Attack {
  readonly target: FuzzTarget;
  readonly seed: number;
  /** Microseconds of the processor that an input may take; as many as it takes where it is absent. */
  readonly mostWork?: number;
  /** Is called before each try of a smaller failure. */
  readonly onTry?: () => void;
}

/** A failure that was found: stored, it is replayed by the ordinary tests. */
export interface StoredFailure {
  readonly target: string;
  /** What failed: an oracle, or what was thrown and where. Of failures that have the same one, one is stored. */
  readonly failure: string;
  /** What was wrong, in a sentence; written by whoever mended it. */
  readonly cause?: string;
  /** The seed of the run that found it. */
  readonly seed: number;
  /** Judged one after the other by one judge. More than one where the failure depends on what was read before. */
  readonly inputs: readonly Input[];
}

/**
 * Microseconds of the processor that an input may take, which are far more than any input of this size needs. Only runs
 * that look for failures hold inputs to it: no test fails because a machine is slow.
 */
export const MOST_WORK = 3_000_000;

/** Work of this much more than it may be, taken twice, is a failure. */
const OVER_WORK = 'work within limits';

/** Judges an input; what failed (`failureOf`), or `undefined`. */
export async function failureOn(judge: Judge, input: Input, mostWork = Number.POSITIVE_INFINITY): Promise<unknown> {
  const begin = process.threadCpuUsage();
  try {
    await judge(input);
  } catch (error) {
    return error;
  }
  const { user, system } = process.threadCpuUsage(begin);
  return user + system > mostWork ? new Disagreement(OVER_WORK, `${(user + system) / 1e6} s`) : undefined;
}

/** What names the kind of a failure: the oracle, or the error and the place of the product that it comes from. */
export function failureName(error: unknown): string {
  if (error instanceof Disagreement) return error.failure;
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const place = /at (?:async )?(?:new )?([\w.#<>]*)[^\n]*\/(server\/src\/[^:\n]*)/.exec(error.stack ?? '');
  const where = place === null ? error.message.slice(0, 80) : `${place[1]} of ${place[2]}`;
  return `${error.name} in ${where}`;
}

/** What fails when a fresh judge is given inputs in their order. */
export async function replay(target: FuzzTarget, inputs: readonly Input[], mostWork?: number): Promise<unknown> {
  const judge = await target.open(true);
  for (const input of inputs) {
    const failure = await failureOn(judge, input, mostWork);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * A failure in the smallest form that shows it: the input alone where that suffices, otherwise with as few as possible
 * of the inputs that the judge had seen before. `undefined` where it cannot be repeated.
 */
export async function smallestFailure(
  { target, seed, mostWork, onTry }: Attack,
  found: unknown,
  earlier: readonly Input[],
): Promise<StoredFailure | undefined> {
  const failure = failureName(found);
  const repeats = async (inputs: Input): Promise<boolean> => {
    if (!Array.isArray(inputs) || inputs.length === 0) return false;
    onTry?.();
    const again = await replay(target, inputs as readonly Input[], mostWork);
    return again !== undefined && failureName(again) === failure;
  };
  const alone = earlier.slice(-1);
  const inputs = (await repeats(alone)) ? alone : (await repeats(earlier)) ? earlier : undefined;
  if (inputs === undefined) return undefined;
  const slow = failure === OVER_WORK;
  const smallest = await minimise(inputs, repeats, slow ? 60 : target.tries);
  return { target: target.name, failure, seed, inputs: smallest as readonly Input[] };
}
