import { unusedSuppression } from '../rules/comments/unusedSuppression.ts';
import { type CheckedBoards, type CheckSettings, checkOneByOne } from './checkBoards.ts';
import type { CheckProcesses } from './checkProcesses.ts';
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
  readonly #processes: CheckProcesses;
  #rounds = 0;
  /** What fixes of the latest round were tried with in this process, and where the others failed. */
  #provers: ProvenFixes[] = [];
  #failures: readonly Diagnostic[] = [];

  /** `processes` are as many as there are already, which wait for the first round. */
  constructor(
    boards: BoardPaths,
    loader: BoardLoader,
    project: Project,
    options: CheckingOptions,
    terminal: Terminal,
    processes: CheckProcesses,
  ) {
    this.#processes = processes;
    this.#boards = boards;
    this.#loader = loader;
    this.#project = project;
    this.#options = options;
    this.#terminal = terminal;
  }

  /** Why names of the call lead to no board, a line each. */
  get faults(): readonly string[] {
    return this.#boards.faults;
  }

  /** Everything found on the boards as their files stand now, what they share said once. */
  async round(): Promise<CheckedBoards> {
    this.#provers = [];
    this.#failures = [];
    const checked = await this.#check();
    const diagnostics = mergeDiagnostics(checked.diagnostics);
    if (this.#options.shard === undefined) return { ...checked, diagnostics };
    // A board of another part may need the comment.
    return { ...checked, diagnostics: diagnostics.filter(({ rule }) => rule !== unusedSuppression.id) };
  }

  get #settings(): CheckSettings {
    return {
      board: this.#options,
      project: this.#project,
      kernels: this.#options.kernels,
      found: this.#boards.found,
    };
  }

  async #check(): Promise<CheckedBoards> {
    const { paths } = this.#boards;
    const { files } = this.#loader;
    const report = (done: number): void => this.#terminal.progress(`${done} of ${paths.length} boards checked …`);
    // What a process has read it does not read again: after a fix it would check what stood there before.
    if (this.#rounds++ > 0) this.#processes.end();
    this.#processes.start(files.hasSupplied ? 1 : jobsFor(paths.length, this.#options.jobs));
    // A file is looked at once a round: one that a fix has changed is read again in the next.
    files.trusting = true;
    const checked = this.#processes.areSeveral
      ? await this.#processes.check(this.#settings, paths, files, report)
      : checkOneByOne(this.#loader, paths, this.#settings, report);
    files.trusting = false;
    this.#terminal.progress('');
    return checked;
  }

  /** Tries fixes of what the latest round has found, in this process. */
  prover(checked: CheckedBoards): ProvenFixes {
    const prover = new ProvenFixes(this.#loader, checked, this.#options.kernels);
    this.#provers.push(prover);
    return prover;
  }

  /** Where this program failed while it tried fixes of the latest round. */
  get failures(): readonly Diagnostic[] {
    return mergeDiagnostics([...this.#failures, ...this.#provers.flatMap(({ failures }) => failures)]);
  }

  /** Diagnostics of the latest round with those fixes alone that are proven. */
  async offered(checked: CheckedBoards, diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
    if (!this.#processes.areSeveral) return this.prover(checked).offeredBy(diagnostics);
    const groups = fixGroups(diagnostics, boardsReading(checked));
    const { proven, failures } = await this.#processes.proven(this.#settings, groups, this.#loader.files);
    this.#failures = failures;
    return diagnostics.map((diagnostic) => proven.get(diagnostic) ?? diagnostic);
  }
}
