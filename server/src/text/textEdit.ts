/** What was changed of a text: `[start, oldEnd)` of the old one became `[start, newEnd)` of the new one. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

const STEP = 1024;

/** The smallest single edit that makes one text of another; an empty one where they are the same. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + STEP <= shorter && before.slice(start, start + STEP) === after.slice(start, start + STEP))
    start += STEP;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const rest = shorter - start;
  while (
    same + STEP <= rest &&
    before.slice(before.length - same - STEP, before.length - same) ===
      after.slice(after.length - same - STEP, after.length - same)
  ) {
    same += STEP;
  }
  while (same < rest && before.charCodeAt(before.length - same - 1) === after.charCodeAt(after.length - same - 1))
    same++;
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}
