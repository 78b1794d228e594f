import type { Architecture } from '../../kernel/input/profile.ts';
import type { Capture, Captured } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import type { TypedCommand } from './command.ts';
import { fileErrorOn } from './fileErrors.ts';

const VERSION = String.raw`(\d+\.\d+(?:\.\d+)?(?:-rc\d+)?)`;
const LINUX_VERSION = new RegExp(`^Linux version ${VERSION}\\S*(?: (.*))?$`);
/** `uname -a`, in which the host's name may be in brackets; `uname -srm`. */
const UNAME = new RegExp(`^Linux (?:\\S+ ${VERSION}\\S* #\\d.*|${VERSION}\\S* (?:aarch64|armv\\w+|riscv64).*)$`);
/** hostnamectl and what people write above a log. */
const KERNEL_NAMED = new RegExp(`^Kernel(?: release| version)?: (?:Linux )?${VERSION}\\S*$`, 'i');
/** The file of the command line, in procfs or in the tree that the kernel was handed. */
const COMMAND_LINE_FILE = '/proc/cmdline|/(?:proc/device-tree|sys/firmware/devicetree/base)/chosen/bootargs';
/** Its name above what it holds: as head and tail print it, and as titles that people and scripts write. */
const FILE_HEADING = new RegExp(String.raw`^(?:[^\w\s/]*\s*)(?:cat )?(?:${COMMAND_LINE_FILE})[^\w/]*$`);
/** Its name in front of what it holds. */
const FILE_AND_VALUE = new RegExp(`^\`?(?:${COMMAND_LINE_FILE})\`?: +\`?([^\`]+)\`?$`);
const FILE_PREFIX = /^\/proc\/(cmdline|version|meminfo):(?=\S)/;
/** A command that prints the file, or of it the arguments of CMA. */
const PRINTS_COMMAND_LINE = new RegExp(
  String.raw`\b(?:cat|head|tail|more|less|tr|xargs|strings|echo|grep(?! +-o)|grep +-o\w* +\S*cma)\b.*(?:${COMMAND_LINE_FILE})`,
);
/** Such a command that prints each argument on a line. */
const PRINTS_ARGUMENTS = /\btr\b.*\\n|\bxargs\s+-n\s*1\b/;
/** A line of arguments and nothing else. */
const ARGUMENTS = /^(?=.*=)(?:[^\s=]+(?:=\S*)?(?:\s+|$))+$/;
/** A terminal or a person wraps a command line that is longer. */
const LONG = 60;
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
const KERNEL_PAGE_SIZE = /^(?:KernelPageSize: +(\d+) kB|PAGE_?SIZE +(\d+))$/;
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
  /** Whether the next line may go on with the command line: it was wrapped, or has an argument on each line. */
  #goesOn: 'wrapped' | 'arguments' | undefined;
  #isEachArgument = false;
  /** Whether the log has had the last piece of its command line. */
  #isLoggedWhole = true;

  /** A command was typed. */
  nextCommand({ text: command }: TypedCommand): void {
    this.#goesOn = undefined;
    this.#isEachArgument = PRINTS_ARGUMENTS.test(command);
    if (PRINTS_COMMAND_LINE.test(command)) this.#asked = 'commandLine';
    else if (/\buname\s+-r$|\/proc\/sys\/kernel\/osrelease$/.test(command)) this.#asked = 'release';
    else if (/\bgetconf\s+PAGE_?SIZE$/.test(command)) this.#asked = 'pageSize';
    else this.#asked = undefined;
  }

  /** Reads a line that is no command. */
  read(line: CaptureLine): void {
    if (line.text === '') return;
    if (this.#goOn(line)) return;
    if (FILE_HEADING.test(line.text)) {
      this.#asked = 'commandLine';
      return;
    }
    const named = FILE_AND_VALUE.exec(line.text)?.[1];
    if (named !== undefined) this.commandLine = named.trim();
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
    const version = LINUX_VERSION.exec(message) ?? UNAME.exec(text) ?? KERNEL_NAMED.exec(text);
    if (version !== null) {
      this.kernel = version[1] ?? version[2];
      this.architecture = architectureIn(message) ?? this.architecture;
    }
    const commandLine = COMMAND_LINE.exec(message);
    if (commandLine !== null) this.#addLogged(commandLine[1] ?? '');
    const model = MODEL.exec(message)?.[1];
    if (model !== undefined) this.model = { text: model, line: number };
    const pages = PERCPU_PAGES.exec(message)?.[1];
    if (pages !== undefined) this.pageSize = Number(pages);
    const size = KERNEL_PAGE_SIZE.exec(text);
    if (size !== null) this.#setPageSize(size[1] === undefined ? Number(size[2]) : 1024 * Number(size[1]));
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
    this.#isLoggedWhole = true;
  }

  /** Takes a piece of the command line from the log: kernels from 6.19 on end each but the last in ` \\` (init/main.c). */
  #addLogged(text: string): void {
    const earlier = this.#isLoggedWhole ? '' : `${this.commandLine} `;
    this.#isLoggedWhole = !text.endsWith(' \\');
    this.commandLine = earlier + text.replace(/ \\$/, '');
  }

  /** Takes a line that goes on with the command line; false where it is something else. */
  #goOn({ text, isLog }: CaptureLine): boolean {
    const how = this.#goesOn;
    if (how === undefined || isLog) return false;
    const isNext = how === 'arguments' ? /^\S+$/.test(text) : ARGUMENTS.test(text);
    if (isNext) this.commandLine = `${this.commandLine} ${text}`;
    if (!isNext || (how === 'wrapped' && text.length < LONG)) this.#goesOn = undefined;
    return isNext;
  }

  #setPageSize(bytes: number): boolean {
    if (!PAGE_SIZES.has(bytes)) return false;
    this.pageSize = bytes;
    return true;
  }

  /** Takes the line that a command prints; false where it is something else. */
  #answer(text: string): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    if (fileErrorOn(text) !== undefined) return true;
    if (asked === 'commandLine') return this.#answerCommandLine(text);
    if (asked === 'release') this.kernel = UNAME_RELEASE.exec(text)?.[1] ?? this.kernel;
    else return this.#setPageSize(Number(text));
    return true;
  }

  #answerCommandLine(text: string): boolean {
    // Who prints several files prints the version before it, or after it.
    if (LINUX_VERSION.test(text)) {
      this.#asked = 'commandLine';
      return false;
    }
    this.commandLine = text;
    if (this.#isEachArgument) this.#goesOn = 'arguments';
    else if (text.length >= LONG) this.#goesOn = 'wrapped';
    return true;
  }
}

/** The architecture that a text names, by the machine of uname or the compiler; `undefined` where it names none. */
function architectureIn(text: string): Architecture | undefined {
  return MACHINE.find(([words]) => words.test(text))?.[1];
}
