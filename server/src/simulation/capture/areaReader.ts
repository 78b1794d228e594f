import type { CapturedArea, CapturedList } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import { commandsOf, folderAfter, type TypedCommand } from './command.ts';
import { fileErrorOn } from './fileErrors.ts';
import { isFolderItself, namesOn } from './listedNames.ts';

/** A file that says pages or place of an area: debugfs (mm/cma_debug.c), sysfs (mm/cma_sysfs.c). */
const AREA_FILE = /(?:^|[\s/])cma\/([^/\s]+)\/(?:ranges\/(\d+)\/)?(count|base_pfn|total_pages)\b/;
const AREA_FILE_NAME = /\b(count|base_pfn|total_pages)\b/;
/** The file alone on a line: a heading of head, tail, more or a loop. */
const FILE_ALONE = /^(?:==> )?\S*cma\/[^/\s]+\/(?:ranges\/\d+\/)?\w+(?: <==|:)?$/;
/** What more draws around the name of a file. */
const RULE = /^:+$/;
/** What a loop prints of an area: its folder or its name, and a number. */
const AREA_VALUE = /^(?:\S*\/)?([^/\s:=]+)[\s:=]+(?:\w+[\s:=]+)?(\d+)\b/;
/** After `grep -n` the number of the file's line stands before its value. */
const VALUE_AFTER = /^(?::1(?=:))?[\s:=]+(\d+)\s*$/;
const INSIDE = /\/(cma\/(?:[^/\s]+\/)?)\/?$/;
const FOLDER = /\/cma\/?["']?(?:\/\*)?(?=\s|$|[;|&)])/;
/** Of a path that names one area only that one is shown. */
const EVERY_AREA = /cma(?:\/?["']?(?:\s|$)|\/\*)/;
const LISTS = /\b(?:ls|find|tree)\b/;
const FILTER = /\|\s*(?:grep|head|tail|wc)\b/;

/** Collects the CMA areas from the files of debugfs and sysfs, whichever command printed them. */
export class AreaReader {
  #areas = new Map<string, CapturedArea>();
  #isPart = false;
  /** The files whose values the next lines have: a heading, or what cat was asked for. */
  #pending: readonly RegExpExecArray[] = [];
  /** Where the shell stands, as far as that was said. */
  #folder = '';
  /** The same, if that is the folder of areas (`cma/`) or of one area. */
  #inside: string | undefined;
  /** The file that a loop over the areas reads, where it prints only their folders or names. */
  #loopFile: string | undefined;
  /** Whether the command lists the folder of areas. */
  #isListing = false;

  /** A command was typed. */
  nextCommand(typed: TypedCommand): void {
    const command = typed.text;
    this.#pending = [];
    this.#loopFile = undefined;
    this.#isListing = false;
    this.#folder = typed.folder ?? this.#folder;
    for (const part of commandsOf(command)) this.#folder = folderAfter(part, this.#folder) ?? this.#folder;
    this.#inside = INSIDE.exec(`${this.#folder}/`)?.[1];
    if (/\/cma\b/.test(command)) this.#noteFolders(command);
    else if (this.#inside === undefined) return;
    else if (this.#inside !== 'cma/') this.#isPart = true;
    const files = /\bcat((?:\s+[^\s*]+)+)$/.exec(command)?.[1]?.trim().split(/\s+/).flatMap(expanded) ?? [];
    const asked = files.map((file) => AREA_FILE.exec(file.startsWith('/') ? file : `${this.#inside ?? ''}${file}`));
    if (asked.every((file) => file !== null)) this.#pending = asked;
  }

  /** What a command that names the folder of areas is to print of it. */
  #noteFolders(command: string): void {
    if (/\bfor\b/.test(command)) this.#loopFile = AREA_FILE_NAME.exec(command)?.[1];
    else
      this.#isListing = commandsOf(command).some(
        (part) => LISTS.test(part) && FOLDER.test(part) && !/-exec/.test(part),
      );
    if (!EVERY_AREA.test(command) || FILTER.test(command)) this.#isPart = true;
  }

  /** Reads a line that is no command. */
  read({ number, text, isLog }: CaptureLine): void {
    // The kernel prints on a console whenever it likes.
    if (isLog || RULE.test(text)) return;
    const [pending, ...others] = this.#pending;
    this.#pending = others;
    if (pending !== undefined && /^\d+$/.test(text)) {
      this.#add(pending, text, number);
      return;
    }
    const inside = this.#inside;
    const path = inside === undefined ? text : text.replace(/^(==> )?(?:\.\/)?/, (_, head = '') => `${head}${inside}`);
    const file = AREA_FILE.exec(path);
    const value = file === null ? undefined : VALUE_AFTER.exec(path.slice(file.index + file[0].length))?.[1];
    if (file !== null && value !== undefined) this.#add(file, value, number);
    else if (file !== null && FILE_ALONE.test(path)) this.#pending = [file];
    else if (file === null && !this.#readLoop(text, number)) this.#readListing(text, number);
  }

  /** Another boot: what was printed before is of an earlier one. */
  forget(): void {
    this.#areas = new Map();
    this.#isPart = false;
  }

  get areas(): CapturedList<CapturedArea> | undefined {
    return this.#areas.size === 0 ? undefined : { items: [...this.#areas.values()], isWhole: !this.#isPart };
  }

  /** Reads what a loop over the areas prints on a line for each; false where a line is none of these. */
  #readLoop(text: string, line: number): boolean {
    if (this.#loopFile === undefined) return false;
    const [, name, value] = AREA_VALUE.exec(text) ?? [];
    if (name === undefined || value === undefined) return false;
    this.#add(['', name, undefined, this.#loopFile], value, line);
    return true;
  }

  /** Reads the names that ls, find or tree print of the folder. */
  #readListing(text: string, line: number): void {
    if (!this.#isListing || text === '' || fileErrorOn(text) !== undefined) return;
    const names = namesOn(text.replace(/^\S*\/cma(?:\/|:?$)/, ''), false);
    if (names.length === 0 && this.#areas.size > 0) this.#isListing = false;
    for (const name of names) {
      if (isFolderItself(name) || name.includes('/') || this.#areas.has(name)) continue;
      this.#areas.set(name, { name, pages: undefined, basePage: undefined, line });
    }
  }

  #add([, name = '', range, file]: readonly (string | undefined)[], value: string, line: number): void {
    const earlier = this.#areas.get(name) ?? { name, pages: undefined, basePage: undefined, line };
    // The first range is where an area begins; the others are parts that lie elsewhere.
    if (range !== undefined && (Number(range) > 0 || file !== 'base_pfn')) return;
    this.#areas.set(name, { ...earlier, [file === 'base_pfn' ? 'basePage' : 'pages']: Number(value) });
  }
}

/** The files that a word of a command names: `count` and `base_pfn` of an area as `…/{count,base_pfn}`. */
function expanded(word: string): string[] {
  const plain = word.replace(/["']/g, '');
  const [, start = '', list, end = ''] = /^([^{}]*)\{([^{}]+)\}([^{}]*)$/.exec(plain) ?? [];
  return list === undefined ? [plain] : list.split(',').map((each) => `${start}${each}${end}`);
}
