import type { Random } from './random.ts';

/** What a target is given: plain data, so that any failure can be stored, made smaller and replayed. */
export type Input = null | boolean | number | string | readonly Input[] | { readonly [member: string]: Input };

/** Holds an input against the oracles of a target; throws where one of them is not met. */
export type Judge = (input: Input) => void | Promise<void>;

/** One part of the product under attack: what it is fed with, and how it is known that the answer is wrong. */
export interface FuzzTarget {
  /** A word, which `--target` takes; also the name of its file. */
  readonly name: string;
  /** What the inputs are, in a few words. */
  readonly inputs: string;
  /** What has to hold for each of them, besides that nothing is thrown. */
  readonly oracles: readonly string[];
  /** How many inputs of it `npm test` tries. */
  readonly inTests: number;
  /** Whether each input is a board, or several, that goes the whole way: read, checked by all rules and booted. */
  readonly isBoard?: boolean;
  /** At most this many smaller inputs are tried of a failure, where a judge is so slow that the usual number takes too long. */
  readonly tries?: number;
  /** A program that it needs; where that is missing the target is left out, and said to be. */
  readonly needs?: string;
  /** Makes an input. */
  readonly make: (random: Random) => Input;
  /** Changes an input that reached new code; where it is absent, strings, numbers and lists in it are changed at random. */
  readonly change?: (input: Input, random: Random) => Input;
  /**
   * What judges inputs one after the other. It may keep what it has read, as a server does. An oracle that is asked for one input
   * of several alone, for its cost, is asked for each where a failure is replayed (`isReplay`).
   */
  readonly open: (isReplay: boolean) => Judge | Promise<Judge>;
}

/** A target whose inputs have a type of their own; a stored input of another type is a mistake in the fixture. */
export function fuzzTarget<Own>(
  target: Omit<FuzzTarget, 'make' | 'change' | 'open'> & {
    readonly make: (random: Random) => Own;
    readonly change?: (input: Own, random: Random) => Own;
    readonly open: (
      isReplay: boolean,
    ) => ((input: Own) => void | Promise<void>) | Promise<(input: Own) => void | Promise<void>>;
  },
): FuzzTarget {
  return target as unknown as FuzzTarget;
}

/**
 * An oracle that is not met. Failures of one oracle and one `kind` count as one failure, and are made smaller as such;
 * `details` are for people.
 */
export class Disagreement extends Error {
  /** What names the failure. */
  readonly failure: string;

  constructor(oracle: string, details: string, kind?: string) {
    super(`${oracle}: ${details}`);
    this.name = 'Disagreement';
    this.failure = kind === undefined ? oracle : `${oracle} (${kind})`;
  }
}

/** Holds that something is true; `details` are made where it is not. */
export function need(oracle: string, holds: boolean, details: () => string): void {
  if (!holds) throw new Disagreement(oracle, details());
}

/** At most this many characters around the first difference are shown. */
const SHOWN = 160;

/** Holds that two answers are the same in all their parts. */
export function needSame(oracle: string, ours: unknown, theirs: unknown): void {
  const [left, right] = [inWords(ours), inWords(theirs)];
  if (left === right) return;
  let at = 0;
  while (left[at] === right[at]) at++;
  const from = Math.max(0, at - SHOWN / 2);
  throw new Disagreement(oracle, `…${left.slice(from, at + SHOWN)}… is not …${right.slice(from, at + SHOWN)}…`);
}

/** A value as text, with bigints, maps, sets and bytes; what refers back to a value above it is left out. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  return (
    JSON.stringify(value, (_, each: unknown) => {
      if (typeof each === 'bigint') return `${each}n`;
      if (each instanceof Uint8Array) return Buffer.from(each).toString('hex');
      if (each instanceof Map) return { map: [...each] };
      if (each instanceof Set) return { set: [...each] };
      return each === undefined ? '(absent)' : each;
    }) ?? '(absent)'
  );
}
