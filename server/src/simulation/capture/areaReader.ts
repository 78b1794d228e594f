import type { CapturedArea, CapturedList } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import { folderAfter, type TypedCommand } from './command.ts';

/** A file that says pages or place of an area: debugfs (mm/cma_debug.c), sysfs (mm/cma_sysfs.c). */
const AREA_FILE = /(?:^|[\s/])cma\/([^/\s]+)\/(?:ranges\/(\d+)\/)?(count|base_pfn|total_pages)\b/;
const AREA_FILE_NAME = /\b(count|base_pfn|total_pages)\b/;
/** What a loop prints of an area: its folder and a number. */
const FOLDER_VALUE = /(?:^|[\s/])cma\/([^/\s:]+)[\s:=]+(\d+)$/;
/** After `grep -n` the number of the file's line stands before its value. */
const VALUE_AFTER = /^(?::1(?=:))?[\s:=]+(\d+)\s*$/;
/** Of a path that names one area only that one is shown. */
const EVERY_AREA = /cma(?:\/?["']?(?:\s|$)|\/\*)/;

/** Collects the CMA areas from the files of debugfs and sysfs, whichever command printed them. */
export class AreaReader {
  #areas = new Map<string, CapturedArea>();
  #isPart = false;
  /** The files whose values the next lines have: a heading of head and tail, or what cat was asked for. */
  #pending: readonly RegExpExecArray[] = [];
  /** Whether the shell stands in the folder of areas. */
  #isInside = false;
  /** The file that a loop over the areas reads, where it prints only their folders. */
  #loopFile: string | undefined;

  /** A command was typed. */
  nextCommand(typed: TypedCommand): void {
    const command = typed.text;
    this.#pending = [];
    this.#loopFile = undefined;
    const folder = folderAfter(typed);
    if (folder !== undefined) this.#isInside = /\/cma\/?$/.test(folder);
    if (!/\/cma\b/.test(command)) return;
    if (/^for\b/.test(command)) this.#loopFile = AREA_FILE_NAME.exec(command)?.[1];
    if (!EVERY_AREA.test(command) || /\|\s*(?:grep|head|tail)\b/.test(command)) this.#isPart = true;
    const files = /\bcat((?:\s+[^\s*]+)+)$/.exec(command)?.[1]?.trim().split(/\s+/) ?? [];
    const asked = files.map((file) => AREA_FILE.exec(file));
    if (asked.every((file) => file !== null)) this.#pending = asked;
  }

  /** Reads a line that is no command. */
  read({ number, text, isLog }: CaptureLine): void {
    // The kernel prints on a console whenever it likes.
    if (isLog) return;
    const [pending, ...others] = this.#pending;
    this.#pending = others;
    if (pending !== undefined && /^\d+$/.test(text)) {
      this.#add(pending, text, number);
      return;
    }
    const loop = this.#loopFile === undefined ? undefined : FOLDER_VALUE.exec(text);
    if (loop !== undefined && loop !== null) {
      this.#add(['', loop[1] ?? '', undefined, this.#loopFile], loop[2] ?? '', number);
      return;
    }
    const file = AREA_FILE.exec(this.#isInside ? text.replace(/^(?:\.\/)?/, 'cma/') : text);
    if (file === null) return;
    const after = file.input.slice(file.index + file[0].length);
    const value = VALUE_AFTER.exec(after)?.[1];
    if (value !== undefined) this.#add(file, value, number);
    else if (text.startsWith('==>')) this.#pending = [file];
  }

  /** Another boot: what was printed before is of an earlier one. */
  forget(): void {
    this.#areas = new Map();
    this.#isPart = false;
  }

  get areas(): CapturedList<CapturedArea> | undefined {
    return this.#areas.size === 0 ? undefined : { items: [...this.#areas.values()], isWhole: !this.#isPart };
  }

  #add([, name = '', range, file]: readonly (string | undefined)[], value: string, line: number): void {
    const earlier = this.#areas.get(name) ?? { name, pages: undefined, basePage: undefined, line };
    // The first range is where an area begins; the others are parts that lie elsewhere.
    if (range !== undefined && (Number(range) > 0 || file !== 'base_pfn')) return;
    this.#areas.set(name, { ...earlier, [file === 'base_pfn' ? 'basePage' : 'pages']: Number(value) });
  }
}
