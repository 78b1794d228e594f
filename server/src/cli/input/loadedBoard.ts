import { type Analysis, analyse, withKernel } from '../../analysis.ts';
import type { Board } from '../../devicetree/board.ts';
import type { Profile } from '../../kernel/profile.ts';

/** A board that was read, and the profile that boots it. */
export class LoadedBoard {
  /** As it was named. */
  readonly path: string;
  readonly board: Board;
  readonly profile: Profile;
  #analysis: Analysis | undefined;

  constructor(path: string, board: Board, profile: Profile) {
    this.path = path;
    this.board = board;
    this.profile = profile;
  }

  /** The board booted by the profile's kernel, or by another version. */
  analyse(kernel?: string): Analysis {
    this.#analysis ??= analyse(this.board, this.profile);
    return kernel === undefined ? this.#analysis : withKernel(this.#analysis, kernel);
  }
}
