import type { Captured, CapturedList, CaptureNote } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import { folderAfter, type TypedCommand } from './command.ts';
import { looksLikeHeap, mayBeHeap } from './heapName.ts';

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
/** A path and what stat, file, a loop or an access list say about it. */
const PATH_AND_MORE = new RegExp(String.raw`^["']?${FOLDER_PATH}/([A-Za-z0-9,._+@-]+)["']?(?::?\s|:$|$)`);
/** `ls -l`, with the inode of `-i` and the blocks of `-s` before it. */
const LONG_FORMAT = /^(?:\d+\s+){0,2}[-cdl?][rwxsStT?-]{9}/;
/** Whatever a listing is piped into changes it, except for these. */
const FILTER = /\|\s*(?!(?:sort|cat|column|tee|more|less)\b)\w/;
/** Commands that print the names of a folder, or a line for each. */
const LISTS = /\b(?:ls|dir|ll|find|tree)\b/;
const LISTS_EACH = /^(?:sudo )?(?:for|stat|file|getfacl|echo|printf)\b/;
/** What tree draws in front of a name. */
const TREE_LINES = /^[|`+\u2500-\u257f-]*[`+\u2500-\u257f-]{2}$|^[|\u2502]$/;
/** How `tree` ends. */
const TREE_SUM = /^\d+ director(?:y|ies)(?:, \d+ files?)?$/;
/** What sudo asks before the command prints. */
const PASSWORD = /^(?:\[sudo\] )?password(?: for \S+)?: *$/i;
const NO_FOLDER =
  /no such file or directory|not found|does not exist|can't cd to|no matches found|error opening dir|not a directory/i;
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
  /** Whether the command prints a line for each path, with more on it. */
  #isEach = false;
  /** Whether the kernel printed between the lines of the listing, as it does on a console. */
  #isInterrupted = false;

  /** A command was typed. */
  nextCommand(typed: TypedCommand): void {
    const command = typed.text;
    this.#listing = false;
    this.#isFiltered = false;
    this.#isEach = false;
    this.#isInterrupted = false;
    const folder = folderAfter(typed);
    if (folder !== undefined) this.#isInside = LISTS_FOLDER.test(` ${folder}`);
    if (this.#isInside && /^(?:sudo )?(?:ls|ll|dir|find|tree)(?:\s+-\S+)*(?:\s+\.)?$/.test(command)) this.#begin();
    if (!command.includes('dma_heap')) return;
    this.#isEach = LISTS_EACH.test(command) && LISTS_FOLDER.test(command);
    // A loop is one command, whatever it has between its words.
    const parts = this.#isEach ? [command] : command.split(/;|&&|\|\|/);
    const lists = parts.some(
      (part) => LISTS_FOLDER.test(part) && !FILTER.test(part) && (this.#isEach || LISTS.test(part)),
    );
    this.#isFiltered = !lists;
    if (lists) this.#begin();
  }

  /** Reads a line that is no command. */
  read({ number, text, isLog }: CaptureLine): void {
    if (isLog) {
      this.#isInterrupted = this.#listing;
      return;
    }
    if (this.#readFailure(text, number)) return;
    const path = HEAP_PATH.exec(text)?.[1];
    const described = this.#isEach ? PATH_AND_MORE.exec(text)?.[1] : undefined;
    if (path !== undefined) this.#add(path, number);
    else if (HEAP_PATHS.test(text)) for (const each of text.split(/\s+/)) this.#add(each.replace(/^.*\//, ''), number);
    else if (described !== undefined) this.#add(described, number);
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
    this.#isInterrupted = false;
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
      this.#listing = false;
    }
    return true;
  }

  /** Reads one line of a listing; false where the listing has ended. */
  #readNames(text: string, line: number): boolean {
    if (text === '') return this.#names.size === 0;
    if (/^total \d+$/.test(text) || HEADING.test(text) || PASSWORD.test(text)) return true;
    const names = namesOn(text);
    const areNames =
      names.length > 0 && !TREE_SUM.test(text) && names.every(this.#isInterrupted ? looksLikeHeap : mayBeHeap);
    if (!areNames) {
      // Who prints something else has no list to end; and after the kernel's lines nobody knows what followed them.
      if (this.#names.size === 0) this.#seen = false;
      if (this.#isInterrupted) this.#isWhole = false;
      return false;
    }
    for (const name of names) if (!/^\.+$/.test(name)) this.#add(name, line);
    return true;
  }
}

/** The words of a listing's line that name something, without what `ls` and `tree` write around them. */
function namesOn(text: string): string[] {
  const words = LONG_FORMAT.test(text)
    ? [(text.split(' -> ')[0] ?? '').trim().split(/\s+/).at(-1) ?? '']
    : text.split(/\s+/).filter((word) => !TREE_LINES.test(word) && !/^\d+$/.test(word));
  return words.map((word) =>
    word
      .replace(/^\.\//, '')
      .replace(/,$/, '')
      .replace(/^(['"])(.*)\1$/, '$2')
      // ls -F
      .replace(/[@*/]$/, ''),
  );
}
