import { BoundedCache } from './boundedCache.ts';
import type { FileSystem } from './fileSystem.ts';

/** As many answers are kept as a large workspace has folders or asks for includes. */
const MAXIMUM_ANSWERS = 100_000;

/**
 * Answers that were read off files, by what was asked. An answer is kept only if everything that it rests on was known
 * (see `FileSystem.unanswered`); a provisional one is worked out again at the next question.
 */
export class FileAnswers<Answer> {
  readonly #files: Pick<FileSystem, 'unanswered'>;
  readonly #known = new BoundedCache<string, Answer>(MAXIMUM_ANSWERS);

  constructor(files: Pick<FileSystem, 'unanswered'>) {
    this.#files = files;
  }

  /** The kept answer to a question, else what `work` answers, which has to be synchronous. */
  of(question: string, work: () => Answer): Answer {
    if (this.#known.has(question)) return this.#known.get(question) as Answer;
    const before = this.#files.unanswered;
    const answer = work();
    if (this.#files.unanswered === before) this.#known.set(question, answer);
    return answer;
  }

  /** Forgets everything: the files have changed. */
  clear(): void {
    this.#known.clear();
  }
}
