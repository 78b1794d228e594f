import type { Fix } from '../rules/finding.ts';
import { Remembered } from '../text/remembered.ts';
import type { Fault } from '../workspace/fixes/fixProof.ts';
import type { FixProver, Mending } from '../workspace/fixes/fixProver.ts';
import type { BoardChoice } from './boardChoice.ts';
import type { EditedBoard, EditedBoards } from './editedBoards.ts';
import { mayWrite } from './mayWrite.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** What is wrong and has fixes: a finding, or a problem of reading. */
export interface Fixable extends Fault {
  readonly fixes: readonly Fix[];
}

interface Known {
  /** The boards as they stood when the fixes were tried. */
  readonly boards: readonly EditedBoard['analysis'][];
  /** The files of the fixes that one board alone read then. */
  readonly soles: readonly string[];
  readonly fixes: readonly Fix[];
}

/**
 * The fixes of findings, tried on every board that is open or shown and reads the files that they change. What was tried
 * is known for as long as no board changes, and no other board comes to read a file that was one's alone.
 */
export class ProvenFixes {
  readonly #documents: OpenDocuments;
  readonly #boards: EditedBoards;
  readonly #choice: BoardChoice;
  readonly #onFailure: (report: string) => void;
  /** By the fixes before they were tried, which stay the same as long as their board does. */
  readonly #known = new Remembered<readonly Fix[], Known>();

  /** `onFailure` gets a report of each failure of this program while it tries fixes. */
  constructor(
    documents: OpenDocuments,
    boards: EditedBoards,
    choice: BoardChoice,
    onFailure: (report: string) => void,
  ) {
    this.#documents = documents;
    this.#boards = boards;
    this.#choice = choice;
    this.#onFailure = onFailure;
  }

  /** The fixes of each of some findings or problems on boards that are shown, those alone that mend it. */
  async of<Found extends Fixable>(
    shown: readonly EditedBoard[],
    findings: readonly Found[],
  ): Promise<ReadonlyMap<Found, readonly Fix[]>> {
    const boards = await this.#choice.forProof(shown);
    const analyses = boards.map(({ analysis }) => analysis);
    const soles = await this.#solesOf(
      boards,
      findings.flatMap((finding) => finding.fixes),
    );
    const solesAmong = (fixes: readonly Fix[]): string[] =>
      fixes.flatMap(({ sole }) => (sole !== undefined && soles.has(sole) ? [sole] : []));
    const unknown = findings.filter(({ fixes }) => {
      const known = this.#known.get(fixes);
      if (fixes.length === 0) return false;
      return known === undefined || !areSame(known.boards, analyses) || !areSame(known.soles, solesAmong(fixes));
    });
    if (unknown.length > 0) {
      const tried = await this.#proving(boards, soles, (prover) =>
        unknown.map((finding) => prover.proven(finding, finding.fixes)),
      );
      for (const [index, { fixes }] of unknown.entries()) {
        this.#known.set(fixes, { boards: analyses, soles: solesAmong(fixes), fixes: tried[index] ?? [] });
      }
    }
    return new Map(findings.map((finding) => [finding, this.#known.get(finding.fixes)?.fixes ?? []]));
  }

  /** The preferred fixes of findings with what they mend, as many as mend that when they are applied at once. */
  async together(shown: readonly EditedBoard[], findings: readonly Fixable[]): Promise<readonly Mending[]> {
    const mendings = findings.flatMap((finding): Mending[] => {
      const fix = finding.fixes.find(({ preferred }) => preferred);
      return fix === undefined ? [] : [{ fault: finding, fix }];
    });
    if (mendings.length === 0) return [];
    const boards = await this.#choice.forProof(shown);
    const soles = await this.#solesOf(
      boards,
      mendings.map(({ fix }) => fix),
    );
    return this.#proving(boards, soles, (prover) => prover.together(mendings));
  }

  async #proving<Answer>(
    boards: readonly EditedBoard[],
    soles: ReadonlySet<string>,
    work: (prover: FixProver) => Answer,
  ): Promise<Answer> {
    const { answer, failures } = await this.#boards.proving(boards, soles, work);
    for (const { failure } of failures) this.#onFailure(failure.message);
    return answer;
  }

  /**
   * Of the files that fixes suit on one board alone (`Fix.sole`) those that may be changed and that no other board of the
   * workspace reads, nor this one with an overlay. Waits for the index of the workspace.
   */
  async #solesOf(shown: readonly EditedBoard[], fixes: readonly Fix[]): Promise<ReadonlySet<string>> {
    const soles = new Set(fixes.flatMap(({ sole }) => sole ?? []));
    for (const path of soles) {
      const readers = shown.filter(({ analysis }) => analysis.board.files.some((file) => file.path === path));
      const [reader, second] = readers;
      const isOne = reader !== undefined && second === undefined && reader.opened.overlay === undefined;
      const parts = { documents: this.#documents, boards: this.#boards };
      if (!isOne || !mayWrite(parts, reader.path, path) || !(await this.#isReadBy(path, reader.path))) {
        soles.delete(path);
      }
    }
    return soles;
  }

  /** Whether a board is the only one of the workspace that a file is read for. */
  async #isReadBy(path: string, board: string): Promise<boolean> {
    await this.#choice.indexed(path);
    const including = await this.#choice.including(path);
    const isOwn = path === board || !(await this.#choice.isBoard(path));
    return isOwn && including.every((each) => each === board);
  }
}

function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
