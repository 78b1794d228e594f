import type { Architecture } from '../../kernel/input/profile.ts';
import type { Capture, Captured } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import type { TypedCommand } from './command.ts';

const VERSION = String.raw`(\d+\.\d+(?:\.\d+)?(?:-rc\d+)?)`;
const LINUX_VERSION = new RegExp(`^Linux version ${VERSION}\\S*(?: (.*))?$`);
/** `uname -a`, in which the host's name may be in brackets; `uname -srm`. */
const UNAME = new RegExp(`^Linux (?:\\S+ ${VERSION}\\S* #\\d.*|${VERSION}\\S* (?:aarch64|armv\\w+|riscv64).*)$`);
/** The name of a file above or in front of what it holds, as head, tail and grep print it. */
const FILE_HEADING = /^(?:==> )?\/proc\/cmdline(?: <==|:)$/;
const FILE_PREFIX = /^\/proc\/(cmdline|version|meminfo):(?=\S)/;
const UNAME_RELEASE = new RegExp(`^${VERSION}\\S*$`);
const MACHINE: readonly (readonly [RegExp, Architecture])[] = [
  [/\b(?:aarch64|arm64)\b/, 'arm64'],
  [/\briscv(?:64|32)\b/, 'riscv'],
  [/\barm(?:v[5-8]\w*|eb)?\b|\barm-[\w-]+-gcc/, 'arm'],
];
const COMMAND_LINE = /^Kernel command line:(?: (.*))?$/;
const MODEL = /^(?:OF: fdt: )?Machine model: (.+)$/;
/** `alloc=14*4096` of the per-CPU allocator counts pages (mm/percpu.c). */
const PERCPU_PAGES = /^pcpu-alloc: .* alloc=\d+\*(4096|16384|65536)$/;
const PAGE_SIZES: ReadonlySet<number> = new Set([4096, 16384, 65536]);
const CMA_TOTAL = /^CmaTotal: +(\d+) kB$/;

/** What a target says about its kernel and machine. */
export class SystemReader {
  kernel: string | undefined;
  architecture: Architecture | undefined;
  pageSize: number | undefined;
  commandLine: string | undefined;
  model: Captured | undefined;
  cmaTotal: Capture['cmaTotal'];
  /** What the command that is printing was asked for. */
  #asked: 'commandLine' | 'release' | 'pageSize' | undefined;

  /** A command was typed. */
  nextCommand({ text: command }: TypedCommand): void {
    if (/\bcat\s+\/proc\/cmdline$/.test(command)) this.#asked = 'commandLine';
    else if (/\buname\s+-r$/.test(command)) this.#asked = 'release';
    else if (/\bgetconf\s+PAGE_?SIZE$/.test(command)) this.#asked = 'pageSize';
    else this.#asked = undefined;
  }

  /** Reads a line that is no command. */
  read(line: CaptureLine): void {
    if (line.text === '') return;
    if (FILE_HEADING.test(line.text)) {
      this.#asked = 'commandLine';
      return;
    }
    const file = FILE_PREFIX.exec(line.text);
    if (file === null) this.#read(line);
    else {
      const text = line.text.slice(file[0].length);
      if (file[1] === 'cmdline') this.#asked = 'commandLine';
      this.#read({ ...line, text, message: text });
    }
  }

  #read({ number, text, message, isLog }: CaptureLine): void {
    if (this.#asked !== undefined && !isLog && this.#answer(text)) return;
    const version = LINUX_VERSION.exec(message) ?? UNAME.exec(text);
    if (version !== null) {
      this.kernel = version[1] ?? version[2];
      this.architecture = architectureIn(message) ?? this.architecture;
    }
    const commandLine = COMMAND_LINE.exec(message);
    if (commandLine !== null) this.commandLine = commandLine[1] ?? '';
    const model = MODEL.exec(message)?.[1];
    if (model !== undefined) this.model = { text: model, line: number };
    const pages = PERCPU_PAGES.exec(message)?.[1];
    if (pages !== undefined) this.pageSize = Number(pages);
    const total = CMA_TOTAL.exec(text)?.[1];
    if (total !== undefined) this.cmaTotal = { bytes: BigInt(total) * 1024n, line: number };
  }

  /** Another boot: what was said before is of an earlier one. */
  forget(): void {
    this.kernel = undefined;
    this.architecture = undefined;
    this.pageSize = undefined;
    this.commandLine = undefined;
    this.model = undefined;
    this.cmaTotal = undefined;
  }

  /** Takes the line that a command prints; false where it is something else. */
  #answer(text: string): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    if (/no such file|not found|permission denied/i.test(text)) return true;
    if (asked === 'commandLine') this.commandLine = text;
    else if (asked === 'release') this.kernel = UNAME_RELEASE.exec(text)?.[1] ?? this.kernel;
    else if (PAGE_SIZES.has(Number(text))) this.pageSize = Number(text);
    else return false;
    return true;
  }
}

/** The architecture that a text names, by the machine of uname or the compiler; `undefined` where it names none. */
function architectureIn(text: string): Architecture | undefined {
  return MACHINE.find(([words]) => words.test(text))?.[1];
}
