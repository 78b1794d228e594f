import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Captured, CapturedList, CaptureNote } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import { commandsOf, folderAfter, type TypedCommand } from './command.ts';
import { fileErrorOn } from './fileErrors.ts';
import { looksLikeHeap } from './heapName.ts';
import { isFolderItself, isLongListing, namesOn } from './listedNames.ts';
import { takenNote } from './takenListing.ts';

const FOLDER = String.raw`(?:\.?/?(?:/?dev|/?sys/class|/?sys/devices/virtual)/)?dma(?:_heap/?|\w*\*)`;
const FOLDER_PATH = '/(?:dev|sys/class|sys/devices/virtual)/dma_heap';
const NAME = '[A-Za-z0-9,._+@-]+';
/** A command that lists the folder, or all in it. */
const LISTS_FOLDER = new RegExp(String.raw`(?:^|[\s"'])${FOLDER}(?:/?\*(?:/\w+)?)?["']*(?=\s|$|[;|&>)])`);
/** The folder as ls and find print it above its content, or at the end of a prompt. */
const HEADING = new RegExp(String.raw`^(?:\.|${FOLDER_PATH}|\./dma_heap|dma_heap)/?:?$`);
const IN_FOLDER = /(?:^|\/)dma_heap\/?$/;
/** The folder in a title that a person or a script wrote: `### ls /dev/dma_heap`, `=== /dev/dma_heap ===`. */
const TITLE = new RegExp(String.raw`${FOLDER_PATH}/?(?![\w/,.@-])`);
/** A path alone, or at the end of what ls -l and find -ls print of it. */
const HEAP_PATH = new RegExp(
  String.raw`^(?:(?:\d+\s+){0,2}[-cdl][rwxsStT-]{9}\S*\s.*\s)?${FOLDER_PATH}/(${NAME})(?: -> \S+)?$`,
);
/** Several paths on a line, as echo prints them. */
const HEAP_PATHS = new RegExp(String.raw`^(?:${FOLDER_PATH}/${NAME}(?:\s+|$))+$`);
/** A path, or the name of a device, and what stat, grep, udevadm, a loop or an access list say about it. */
const PATH_AND_MORE = new RegExp(
  String.raw`(?:^|[\s"':])(?:${FOLDER_PATH}|DEVNAME=(?:/dev/)?dma_heap)/(${NAME})(?=/(?:dev|uevent)\b|["']?(?::?\s|:$|$))`,
);
/** Whatever a listing is piped into changes it, except for these. */
const FILTER = /\|\s*(?!(?:sort|cat|column|tee|more|less|uniq|nl|fmt|paste|pr)\b|xargs(?:\s+echo)?\s*(?:$|\|))\w/;
/** Commands that print the names of a folder, or a line for each. */
const LISTS = /\b(?:ls|eza|exa|lsd|dir|ll|find|tree)\b/;
const LISTS_HERE = /^(?:sudo )?(?:ls|eza|exa|lsd|ll|dir|find|tree)(?:\s+-\S+)*(?:\s+\.)?$/;
const LOOP = /^(?:sudo )?for\b/;
const LISTS_EACH = /^(?:sudo )?(?:for|stat|file|getfacl|echo|printf|grep)\b/;
/** What `tree` ends with, `ls -l` begins with (in whatever language), and a loop over several lines has between. */
const NO_NAMES = /^\d+ director(?:y|ies)(?:, \d+ files?)?$|^[^\s\d-][^\s@,]* \d+$|^(?:do|done|then|fi)$/;
/** What sudo and ssh ask before the command prints. */
const PASSWORD = /^(?:\[sudo\] )?(?:\S+'s )?password(?: for \S+)?: *$/i;
/** What echo prints, with or without quotes. */
const ECHO = /^echo\s+(["']?)(.*)\1$/;
/** At most this many lines of something else stand between a command and what it lists. */
const MOST_BETWEEN = 4;

/** What can be read as names: all that follows a command, names with `system` among them after a title, or nothing. */
type Expected = 'names' | 'heaps' | 'nothing';

/** Collects the names below `/dev/dma_heap` from what ls, find and others print. */
export class HeapListing {
  readonly notes: CaptureNote[] = [];
  #names = new Map<string, Captured>();
  #expected: Expected = 'nothing';
  /** Whether a command asked for all names. */
  #isAsked = false;
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
  /** Lines of something else since the listing was asked for. */
  #between = 0;
  /** What the command prints beside the listing. */
  #echoed: ReadonlySet<string> = new Set();
  /** Whether lines were passed over that may have had names. */
  #isBroken = false;
  /** Whether more names are listed than are read. */
  #isCut = false;
  /** Whether there is anything but names. */
  #hasMore = false;
  /** Names that nothing asked for, until it is known whether `system` is among them. */
  #loose: Captured[] = [];

  /** A command was typed. */
  nextCommand({ text, folder }: TypedCommand): void {
    this.#endLoose();
    this.#hasMore = true;
    this.#expected = 'nothing';
    this.#isAsked = false;
    this.#isFiltered = false;
    this.#isEach = false;
    this.#isInterrupted = false;
    if (folder !== undefined) this.#isInside = IN_FOLDER.test(folder);
    // A loop is one command, whatever it has between its words.
    const parts = LOOP.test(text) ? [text] : commandsOf(text);
    this.#isEach = parts.some((part) => LISTS_EACH.test(part) && LISTS_FOLDER.test(part));
    this.#echoed = new Set(parts.flatMap((part) => ECHO.exec(part)?.[2] ?? []));
    if (parts.map((part) => this.#lists(part)).includes(true)) this.#begin();
    else if (text.includes('dma_heap')) {
      this.#isFiltered = true;
      this.#isEach = true;
    }
  }

  /** Reads a line that is no command. */
  read({ number, text, isLog }: CaptureLine): void {
    if (isLog) {
      this.#hasMore = true;
      this.#isInterrupted = this.#expected !== 'nothing';
      return;
    }
    if (this.#echoed.has(text) || this.#readFailure(text, number)) return;
    const path = HEAP_PATH.exec(text)?.[1];
    const described = this.#isEach ? PATH_AND_MORE.exec(text)?.[1] : undefined;
    if (path !== undefined) this.#add(path, number);
    else if (HEAP_PATHS.test(text)) for (const each of text.split(/\s+/)) this.#add(each.replace(/^.*\//, ''), number);
    else if (described !== undefined) this.#add(described, number);
    else if (HEADING.test(text) && text.includes('dma_heap')) this.#begin();
    else if (this.#expected === 'names') this.#readNames(text, number);
    else if (TITLE.test(text) && !this.#seen) {
      this.#endLoose();
      this.#expected = 'heaps';
      this.#between = 0;
    } else this.#readLoose(text, number);
  }

  /** Another boot: what was listed before is of an earlier one. */
  forget(): void {
    this.#names = new Map();
    this.#expected = 'nothing';
    this.#isAsked = false;
    this.#seen = false;
    this.#isWhole = false;
    this.#noFolder = undefined;
    this.#loose = [];
  }

  get noFolder(): number | undefined {
    return this.#names.size > 0 ? undefined : this.#noFolder;
  }

  get heaps(): CapturedList<Captured> | undefined {
    this.#endLoose();
    if (this.noFolder !== undefined) return { items: [], isWhole: true };
    return this.#seen ? { items: [...this.#names.values()], isWhole: this.#isWhole } : undefined;
  }

  /** Whether one of the commands of a line lists the folder; it may also lead into it. */
  #lists(command: string): boolean {
    const folder = folderAfter(command);
    if (folder !== undefined) {
      this.#isInside = IN_FOLDER.test(folder);
      return false;
    }
    if (this.#isInside && LISTS_HERE.test(command)) return true;
    return LISTS_FOLDER.test(command) && !FILTER.test(command) && (this.#isEach || LISTS.test(command));
  }

  #begin(): void {
    this.#endLoose();
    this.#expected = 'names';
    this.#isAsked = true;
    this.#isInterrupted = false;
    this.#isBroken = false;
    this.#between = 0;
    this.#seen = true;
    if (!this.#isFiltered) this.#isWhole = true;
  }

  #add(name: string, line: number): void {
    this.#seen = true;
    if (!this.#isFiltered && !this.#isBroken) this.#isWhole = true;
    if (this.#names.has(name)) return;
    const { listedHeaps: most } = INPUT_LIMITS;
    if (this.#names.size < most) {
      this.#names.set(name, { text: name, line });
      return;
    }
    if (!this.#isCut) this.notes.push({ message: `more than ${most} heaps are listed: the others are not read`, line });
    this.#isCut = true;
  }

  /** A message that the folder is not there, or may not be read; the words of an error are no heaps. */
  #readFailure(text: string, line: number): boolean {
    const error = fileErrorOn(text);
    if (error === undefined) return false;
    if (TITLE.test(text)) {
      if (error === 'denied') {
        const message =
          'the folder of heaps may not be read by this user: nothing can be said about heaps (list it as root)';
        this.notes.push({ message, line });
      } else this.#noFolder ??= line;
      this.#expected = 'nothing';
    }
    // A command that failed, or is not there, has listed nothing.
    if (this.#names.size === 0) this.#seen = false;
    return true;
  }

  /** Reads a line of what a command lists, as far as it goes. */
  #readNames(text: string, line: number): void {
    if (text === '') {
      if (this.#names.size > 0) this.#expected = 'nothing';
      return;
    }
    if (HEADING.test(text) || PASSWORD.test(text) || NO_NAMES.test(text)) return;
    const isCertain = this.#isInterrupted || this.#between > 0;
    const names = namesOn(text, isCertain);
    if (names.length === 0) {
      this.#between++;
      // Nobody knows what the kernel's lines, or those of another program, stand between.
      if (this.#isInterrupted || namesOn(text, false).length > 0) {
        this.#isBroken = true;
        this.#isWhole = false;
      }
      if (this.#names.size > 0 || this.#between > MOST_BETWEEN) this.#expected = 'nothing';
      // Who prints something else has listed nothing.
      if (this.#names.size === 0) this.#seen = false;
      return;
    }
    for (const name of names) if (!isFolderItself(name)) this.#add(name, line);
  }

  /**
   * Reads a line that no command is known to have printed: names that look like heaps, or a long listing, are heaps where
   * `system` is among them, which nearly every kernel with heaps has.
   */
  #readLoose(text: string, line: number): void {
    if (NO_NAMES.test(text) || (text === '' && this.#loose.length === 0)) return;
    const names = namesOn(text, this.#expected !== 'heaps' && !isLongListing(text)).filter(
      (name) => !isFolderItself(name),
    );
    if (names.length === 0) {
      this.#endLoose();
      this.#hasMore ||= text !== '';
      this.#between++;
    } else for (const name of names) this.#loose.push({ text: name, line });
  }

  #endLoose(): void {
    const [names, isTitled] = [this.#loose, this.#expected === 'heaps'];
    this.#loose = [];
    if (names.length > 0 || this.#between > MOST_BETWEEN) this.#expected = 'nothing';
    if (this.#isAsked || this.#seen || names.length === 0) return;
    const hasSystem = names.some(({ text }) => text === 'system');
    const isMany = names.length > 1 && names.some(({ text }) => text !== 'system' && looksLikeHeap(text));
    if (!hasSystem || (!isMany && !isTitled)) return;
    for (const { text, line } of names) this.#add(text, line);
    if (isTitled) return;
    // Of a text in which other things stand, nobody knows what was left out.
    this.#isWhole = !this.#hasMore;
    this.notes.push(takenNote(names[0]?.line, true));
  }
}
