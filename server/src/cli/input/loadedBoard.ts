import { type Analysis, analyse, withKernel } from '../../analysis.ts';
import type { Board } from '../../devicetree/board.ts';
import type { Profile } from '../../kernel/input/profile.ts';
import type { Configuration } from '../../workspace/configuration.ts';
import type { KernelNotes } from './kernelNotes.ts';

/** A board that was read, and the profile that boots it. */
export class LoadedBoard {
  /** As it was named. */
  readonly path: string;
  readonly board: Board;
  readonly profile: Profile;
  /** The `.dtheaps.json` that holds for it. */
  readonly configuration: Configuration;
  readonly #notes: KernelNotes;
  #analysis: Analysis | undefined;

  constructor(path: string, board: Board, profile: Profile, configuration: Configuration, notes: KernelNotes) {
    this.path = path;
    this.board = board;
    this.profile = profile;
    this.configuration = configuration;
    this.#notes = notes;
  }

  /** The board booted by the profile's kernel, or by another version. */
  analyse(kernel?: string): Analysis {
    this.#notes.say(kernel ?? this.profile.kernel);
    this.#analysis ??= analyse(this.board, this.profile, this.configuration.consumers);
    return kernel === undefined ? this.#analysis : withKernel(this.#analysis, kernel);
  }
}
