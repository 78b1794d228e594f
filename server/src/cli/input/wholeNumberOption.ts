import { InvalidArgumentError } from 'commander';

/** For `argParser`: a whole number in a range, both ends included, in decimal digits alone; an empty text is none. */
export function wholeNumberOption(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const end = most === Number.MAX_SAFE_INTEGER ? 'on' : `to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number from ${least} ${end}.`);
  };
}
