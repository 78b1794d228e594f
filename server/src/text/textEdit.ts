/** What was changed of a text: `[start, oldEnd)` of the old one became `[start, newEnd)` of the new one. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Lengths that are compared at once, by what compares text for the runtime and not character by character here. */
const STEPS = [4096, 256, 16, 1];

/** The smallest single edit that makes one text of another; an empty one where they are the same. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  for (const step of STEPS) {
    while (start + step <= shorter && isSame(before, start, after, start, step)) start += step;
  }
  let same = 0;
  for (const step of STEPS) {
    while (
      start + same + step <= shorter &&
      isSame(before, before.length - same - step, after, after.length - same - step, step)
    ) {
      same += step;
    }
  }
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

function isSame(before: string, at: number, after: string, atAfter: number, length: number): boolean {
  return before.slice(at, at + length) === after.slice(atAfter, atAfter + length);
}
