import { DiskFileSystem } from '../../disk/diskFileSystem.ts';
import { FileIdentities } from '../../disk/fileIdentities.ts';
import { absolutePath, forwardSlashes } from '../../disk/nativePath.ts';
import { obstacle, type RefusalText } from '../../disk/refusal.ts';
import type { LineEnds } from '../../text/lineFeeds.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { brokenLinkText, type IndexedFiles } from '../../workspace/fileSystem.ts';
import { folderOf } from '../../workspace/path.ts';
import type { Project } from './project.ts';

/** A file that standard input stands for. */
export interface SuppliedFile {
  readonly path: string;
  /** One character a byte. */
  readonly text: string;
}

/** The files of one call: those of the disk that it may read, and what standard input stands for. */
export class NamedFiles implements IndexedFiles {
  readonly #disk: DiskFileSystem;
  readonly #supplied = new Map<string, SourceFile>();
  readonly #read = new FileIdentities();
  readonly #lineEnds: LineEnds;

  /** `lineEnds`: whose count of lines holds for what is read. */
  constructor(project: Project, lineEnds: LineEnds = 'gcc') {
    this.#disk = new DiskFileSystem(project.readable, refusalText(project), this.#read, lineEnds);
    this.#lineEnds = lineEnds;
  }

  /** Lets a text stand for the file at its path. */
  supply({ path, text }: SuppliedFile): void {
    this.#supplied.set(path, new SourceFile(path, text, undefined, this.#lineEnds));
  }

  /** Whether a text stands for a file, which another process would not know. */
  get hasSupplied(): boolean {
    return this.#supplied.size > 0;
  }

  /** Whether a text stands for the file at a path. */
  isSupplied(path: string): boolean {
    return this.#supplied.has(path);
  }

  /** While set, the disk is taken not to change: for one run over many boards. */
  set trusting(value: boolean) {
    this.#disk.trusting = value;
  }

  read(path: string): SourceFile | undefined {
    return this.#supplied.get(path) ?? this.#disk.read(path);
  }

  readText(path: string): string | undefined {
    return this.read(path)?.text;
  }

  isFolder(path: string): boolean {
    return this.#disk.isFolder(path);
  }

  list(path: string): readonly string[] {
    return this.#disk.list(path);
  }

  refusal(path: string): string | undefined {
    return this.#disk.refusal(path);
  }

  brokenLink(path: string): string | undefined {
    return this.#disk.brokenLink(path);
  }

  /** The path with its links followed, if that may be read. */
  realPath(path: string): string | undefined {
    return this.#disk.realPath(path);
  }

  /** Takes files that another process reads for read here, too. */
  protect(paths: readonly string[]): void {
    for (const path of paths) this.#read.add(path);
  }

  /** Under which path the file that a path leads to was read; `undefined` where it was not. */
  readAs(path: string): string | undefined {
    return this.#read.find(path);
  }

  /** What is wrong with a file for which `read` answered `undefined`, in one line that begins with its path. */
  failureText(path: string): string {
    const refusal = this.refusal(path);
    if (refusal !== undefined) return refusal;
    if (this.isFolder(path)) return `${path}: this is a folder`;
    const target = this.brokenLink(path);
    return target === undefined ? `${path}: no such file` : brokenLinkText(path, target);
  }
}

/** Says what lies outside of the project, and how it can be read all the same. */
function refusalText({ folders }: Project): RefusalText {
  return (path, refusal) => {
    if (refusal.kind !== 'outside') return `${path}: ${obstacle(refusal)}`;
    const { real, isFolder } = refusal;
    // A folder above may be a link, which is of no interest.
    const leads = real.endsWith(forwardSlashes(absolutePath(path))) ? '' : ` leads to ${real}, which`;
    return `${path}:${leads} lies outside of the project (${folders.join(', ')}), and is not read; --allow-read ${isFolder ? real : folderOf(real)} lets it be read`;
  };
}
