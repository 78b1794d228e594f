import type { FileSource } from './fileSystem.ts';

/**
 * More rounds than any reading needs: each include of a chain takes one, and a chain has at most 200 files
 * (`devicetree/expansion/limits.ts`). A source that never answers must not keep a request for ever.
 */
export const MAXIMUM_ROUNDS = 256;

/**
 * Does work that reads files until all of it was known: what was missing is fetched after each round, and the work
 * begins again. What the work answers in its last round is the answer; with files that are known at once there is one
 * round. The work has to be synchronous, so that what goes unanswered meanwhile is its own.
 */
export async function readCompletely<Answer>(files: readonly FileSource[], work: () => Answer): Promise<Answer> {
  const unanswered = (): number => files.reduce((sum, source) => sum + source.unanswered, 0);
  for (let round = 1; ; round++) {
    const before = unanswered();
    const answer = work();
    if (unanswered() === before || round === MAXIMUM_ROUNDS) return answer;
    await Promise.all(files.map((source) => source.fetchMissing()));
  }
}
