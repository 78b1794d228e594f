import { unusedSuppression } from '../rules/comments/unusedSuppression.ts';
import { type CheckedBoards, checkOneByOne } from './checkBoards.ts';
import { CheckProcesses } from './checkProcesses.ts';
import { boardsReading, fixGroups } from './fixGroups.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import type { BoardOptions } from './input/boardOptions.ts';
import type { BoardPaths } from './input/boardPaths.ts';
import type { Project } from './input/project.ts';
import type { Shard } from './input/shard.ts';
import { type Diagnostic, mergeDiagnostics } from './output/diagnostic.ts';
import { jobsFor } from './processes/workers.ts';
import { ProvenFixes } from './provenFixes.ts';
import type { Terminal } from './terminal.ts';

/** How the boards of a call are checked. */
export interface CheckingOptions extends BoardOptions {
  /** Absent: the kernel that each board's profile names. */
  readonly kernels?: readonly string[];
  readonly jobs?: number;
  readonly shard?: Shard;
}

/** The boards of a call as they are checked, once or again after their files were changed; here or in several processes. */
export class BoardChecks {
  readonly #boards: BoardPaths;
  readonly #loader: BoardLoader;
  readonly #project: Project;
  readonly #options: CheckingOptions;
  readonly #terminal: Terminal;
  /** Those of the latest round: what a process has read it does not read again. */
  #processes: CheckProcesses | undefined;

  constructor(boards: BoardPaths, loader: BoardLoader, project: Project, options: CheckingOptions, terminal: Terminal) {
    this.#boards = boards;
    this.#loader = loader;
    this.#project = project;
    this.#options = options;
    this.#terminal = terminal;
  }

  /** Everything found on the boards as their files stand now, what they share said once. */
  async round(): Promise<CheckedBoards> {
    const checked = await this.#check();
    const diagnostics = mergeDiagnostics(checked.diagnostics);
    if (this.#options.shard === undefined) return { ...checked, diagnostics };
    // A board of another part may need the comment.
    return { ...checked, diagnostics: diagnostics.filter(({ rule }) => rule !== unusedSuppression.id) };
  }

  async #check(): Promise<CheckedBoards> {
    const { paths, found } = this.#boards;
    const { files } = this.#loader;
    const report = (done: number): void => this.#terminal.progress(`${done} of ${paths.length} boards checked …`);
    const settings = { board: this.#options, project: this.#project, kernels: this.#options.kernels, found };
    const jobs = files.hasSupplied ? 1 : jobsFor(paths.length, this.#options.jobs);
    this.end();
    if (jobs > 1) this.#processes = new CheckProcesses(settings, jobs);
    // A file is looked at once a round: one that a fix has changed is read again in the next.
    files.trusting = true;
    const checked =
      this.#processes === undefined
        ? checkOneByOne(this.#loader, paths, settings, report)
        : await this.#processes.check(paths, files, report);
    files.trusting = false;
    this.#terminal.progress('');
    return checked;
  }

  /** Tries fixes of what the latest round has found, in this process. */
  prover(checked: CheckedBoards): ProvenFixes {
    return new ProvenFixes(this.#loader, checked, this.#options.kernels);
  }

  /** Diagnostics of the latest round with those fixes alone that are proven. */
  async offered(checked: CheckedBoards, diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
    if (this.#processes === undefined) return this.prover(checked).offeredBy(diagnostics);
    const proven = await this.#processes.proven(fixGroups(diagnostics, boardsReading(checked)));
    return diagnostics.map((diagnostic) => proven.get(diagnostic) ?? diagnostic);
  }

  /** Lets processes end; before that the program does not. */
  end(): void {
    this.#processes?.end();
    this.#processes = undefined;
  }
}
