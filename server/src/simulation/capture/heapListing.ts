import type { Captured, CapturedList, CaptureNote } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';

const FOLDER = String.raw`(?:\.?/?(?:/?dev|/?sys/class|/?sys/devices/virtual)/)?dma_heap/?`;
const FOLDER_PATH = '/(?:dev|sys/class|sys/devices/virtual)/dma_heap';
/** A command that lists the folder, or all in it. */
const LISTS_FOLDER = new RegExp(String.raw`(?:^|\s)["']?${FOLDER}(?:/?\*)?["']?(?=\s|$|[;|&>)])`);
/** The folder as ls and find print it above its content. */
const HEADING = new RegExp(String.raw`^(?:\.|${FOLDER_PATH}|\./dma_heap|dma_heap)/?:?$`);
/** A path alone, or at the end of what ls -l and find -ls print of it. */
const HEAP_PATH = new RegExp(
  String.raw`^(?:(?:\d+\s+\d+\s+)?[-cdl][rwxsStT-]{9}\S*\s.*\s)?${FOLDER_PATH}/([A-Za-z0-9,._+@-]+)(?: -> \S+)?$`,
);
/** Several paths on a line, as echo prints them. */
const HEAP_PATHS = new RegExp(String.raw`^(?:${FOLDER_PATH}/[A-Za-z0-9,._+@-]+(?:\s+|$))+$`);
const LONG_FORMAT = /^[-cdl][rwxsStT-]{9}/;
const HEAP_NAME = /^[A-Za-z0-9,._+@-]+$/;
/** Whatever a listing is piped into changes it, except for these. */
const FILTER = /\|\s*(?!(?:sort|cat|column|tee|more|less)\b)\w/;
/** What tree draws in front of a name. */
const TREE_LINES = /^[|`+\u2500-\u257f-]+$/;
const NO_FOLDER = /no such file or directory|not found|does not exist/i;
const DENIED = /permission denied|operation not permitted/i;

/** Collects the names below `/dev/dma_heap` from what ls, find and others print. */
export class HeapListing {
  readonly notes: CaptureNote[] = [];
  #names = new Map<string, Captured>();
  #listing = false;
  #seen = false;
  /** Whether the command that is printing leaves names out. */
  #isFiltered = false;
  #isWhole = false;
  #noFolder: number | undefined;
  /** Whether the shell stands in the folder. */
  #isInside = false;

  /** A command was typed. */
  nextCommand(command: string): void {
    this.#listing = false;
    this.#isFiltered = false;
    const folder = /^cd\s+(\S+)$/.exec(command)?.[1];
    if (folder !== undefined) this.#isInside = LISTS_FOLDER.test(` ${folder}`);
    if (this.#isInside && /^(?:sudo )?(?:ls|ll|dir|find|tree)(?:\s+-\S+)*(?:\s+\.)?$/.test(command)) this.#begin();
    if (!command.includes('dma_heap')) return;
    this.#isFiltered = FILTER.test(command) || !LISTS_FOLDER.test(command);
    if (this.#isFiltered || !/\b(?:ls|dir|ll|find|tree)\b/.test(command)) return;
    this.#listing = true;
    this.#seen = true;
    this.#isWhole = true;
  }

  /** Reads a line that is no command. */
  read({ number, text, isLog }: CaptureLine): void {
    if (isLog) {
      this.#listing = false;
      return;
    }
    if (this.#readFailure(text, number)) return;
    const path = HEAP_PATH.exec(text)?.[1];
    if (path !== undefined) this.#add(path, number);
    else if (HEAP_PATHS.test(text)) for (const each of text.split(/\s+/)) this.#add(each.replace(/^.*\//, ''), number);
    else if (HEADING.test(text) && text.includes('dma_heap')) this.#begin();
    else if (this.#listing) this.#listing = this.#readNames(text, number);
  }

  /** Another boot: what was listed before is of an earlier one. */
  forget(): void {
    this.#names = new Map();
    this.#listing = false;
    this.#seen = false;
    this.#isWhole = false;
    this.#noFolder = undefined;
  }

  get noFolder(): number | undefined {
    return this.#names.size > 0 ? undefined : this.#noFolder;
  }

  get heaps(): CapturedList<Captured> | undefined {
    if (this.noFolder !== undefined) return { items: [], isWhole: true };
    return this.#seen ? { items: [...this.#names.values()], isWhole: this.#isWhole } : undefined;
  }

  #begin(): void {
    this.#listing = true;
    this.#seen = true;
    if (!this.#isFiltered) this.#isWhole = true;
  }

  #add(name: string, line: number): void {
    this.#seen = true;
    if (!this.#isFiltered) this.#isWhole = true;
    if (!this.#names.has(name)) this.#names.set(name, { text: name, line });
  }

  /** A message that the folder is not there, or may not be read; the words of an error are no heaps. */
  #readFailure(text: string, line: number): boolean {
    const denied = DENIED.test(text);
    if (!denied && !NO_FOLDER.test(text)) return false;
    if (new RegExp(String.raw`${FOLDER_PATH}/?(?![\w/,.@-])`).test(text)) {
      if (denied) {
        const message =
          'the folder of heaps may not be read by this user: nothing can be said about heaps (list it as root)';
        this.notes.push({ message, line });
      } else this.#noFolder ??= line;
      this.#seen = this.#names.size > 0;
    }
    this.#listing = false;
    return true;
  }

  /** Reads one line of a listing; false where the listing has ended. */
  #readNames(text: string, line: number): boolean {
    if (text === '') return this.#names.size === 0;
    if (/^total \d+$/.test(text) || HEADING.test(text)) return true;
    const words = LONG_FORMAT.test(text)
      ? [(text.split(' -> ')[0] ?? '').trim().split(/\s+/).at(-1) ?? '']
      : text.split(/\s+/).filter((word) => !TREE_LINES.test(word));
    const names = words.map((word) =>
      word
        .replace(/^\.\//, '')
        .replace(/,$/, '')
        .replace(/^'(.*)'$/, '$1'),
    );
    if (!names.every((name) => HEAP_NAME.test(name))) return false;
    for (const name of names) if (!/^\.+$/.test(name)) this.#add(name, line);
    return true;
  }
}
