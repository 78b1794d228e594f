import { bytesOf, type SourceFile } from '../text/sourceFile.ts';
import { isBelow } from '../workspace/path.ts';
import { UnusableError } from './failure.ts';
import type { NamedFiles } from './input/namedFiles.ts';
import type { Project } from './input/project.ts';
import { rewriteInput } from './output/writeOutput.ts';
import { sayNote, type Terminal } from './terminal.ts';

/** A file and the text that it is to have, one character a byte. */
interface ChangedText {
  readonly file: SourceFile;
  readonly text: string;
}

/**
 * Changes of source files that an option of the call asks for: only of files that lie, links followed, in the project or where
 * the call lets them. What was not changed, and what a person should know, is said at the end.
 */
export class SourceChanges {
  readonly #files: NamedFiles;
  readonly #project: Project;
  readonly #ofStandardInput: string | undefined;
  readonly #refused = new Set<string>();
  readonly #notes = new Set<string>();

  /**
   * `ofStandardInput` is what is said, as unusable input, where standard input would have to be changed; absent where changes
   * are only shown.
   */
  constructor(files: NamedFiles, project: Project, ofStandardInput?: string) {
    this.#files = files;
    this.#project = project;
    this.#ofStandardInput = ofStandardInput;
  }

  /** Whether a file may be changed; one that may not is named at the end. */
  mayChange({ path }: SourceFile): boolean {
    if (this.#files.isSupplied(path)) {
      if (this.#ofStandardInput === undefined) return true;
      throw new UnusableError(this.#ofStandardInput);
    }
    const real = this.#files.realPath(path);
    if (real !== undefined && this.#project.writable.some((folder) => isBelow(real, folder))) return true;
    this.#refused.add(path);
    return false;
  }

  /**
   * Gives files new texts, one character a byte: all of them or none, as one fix may change several. Unusable where one
   * cannot be written, holds something else by now than what was read, or may not be changed where it lies by now; all
   * are then as they were, except those that others have changed since, which are named.
   */
  write(changes: readonly ChangedText[]): void {
    const done: ChangedText[] = [];
    try {
      for (const change of changes) {
        this.#replace(change.file.path, change.text, change.file.text);
        done.push(change);
      }
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      const stay = done.reverse().flatMap((change) => this.#undo(change));
      throw stay.length === 0 ? error : new UnusableError(`${error.message}; changed already: ${stay.join(', ')}`);
    }
  }

  #replace(path: string, text: string, before: string): void {
    const note = rewriteInput(path, bytesOf(text), bytesOf(before), this.#project.writable);
    if (note !== undefined) this.#notes.add(note);
  }

  /** Gives a file back what it held; its path where that cannot be done. */
  #undo({ file, text }: ChangedText): string[] {
    try {
      this.#replace(file.path, file.text, text);
      return [];
    } catch (error) {
      if (error instanceof UnusableError) return [file.path];
      throw error;
    }
  }

  /** Says which files were not changed, and why. */
  sayNotes(terminal: Terminal): void {
    const folders = this.#project.folders.join(', ');
    for (const path of this.#refused) {
      sayNote(
        terminal,
        `${path} lies outside of the project (${folders}), and is not changed: --allow-write names folders besides`,
      );
    }
    for (const note of this.#notes) sayNote(terminal, note);
  }
}
