import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { statusAt } from '../../disk/statusAt.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { parseBytes } from '../../kernel/units/parseBytes.ts';
import { isKernelVersion } from '../../profile/profileJson.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { isMacroName, readDefine } from '../../workspace/define.ts';
import type { Define, Layer } from '../../workspace/layers.ts';
import { UnusableError } from '../failure.ts';

/** A macro of an option, and where the option stands among those of its kind: the later one counts. */
interface OrderedDefine extends Define {
  readonly order: number;
}

/** What the options of a command that reads a board say, as commander hands it over. */
export interface BoardOptions {
  readonly include: readonly string[];
  /** What `-D` and `-U` say, each with its place among all of them. */
  readonly define: readonly OrderedDefine[];
  readonly undefine: readonly OrderedDefine[];
  readonly overlay: readonly string[];
  /** The boards that an overlay which is named as a board or path is applied to. */
  readonly base?: readonly string[];
  readonly kernel?: string;
  readonly profile?: string;
  readonly kernelConfig?: string;
  readonly cmdline?: string;
  readonly memory: readonly AddressRange[];
  readonly preprocess: boolean;
  /** The path that standard input is taken for. */
  readonly stdinFilename: string;
  /** The project's folder; absent: as `projectOf` finds it. */
  readonly root?: string;
  /** Folders outside of the project that may be read. */
  readonly allowRead?: readonly string[];
  readonly format: string;
  /** Of `compile` alone: labels become `__symbols__`. */
  readonly symbols?: boolean;
}

/**
 * Reads an option that may be given several times; for `argParser`. The list that is handed on from one to the next grows,
 * as a build may give thousands of macros; a default is not changed.
 */
export function append<Value>(read: (text: string) => Value) {
  let list: Value[] | undefined;
  return (text: string, earlier: readonly Value[] = []): Value[] => {
    list = list !== undefined && earlier === list ? list : [...earlier];
    list.push(read(text));
    return list;
  };
}

let macrosRead = 0;

function readMacro(text: string): OrderedDefine {
  const define = readDefine(text);
  if (!isMacroName(define.name)) throw new InvalidArgumentError(`"${define.name}" cannot be a macro's name.`);
  return { ...define, order: macrosRead++ };
}

function readUndefined(text: string): OrderedDefine {
  if (!/^[A-Za-z_]\w*$/.test(text)) throw new InvalidArgumentError(`"${text}" cannot be a macro's name.`);
  return { name: text, value: undefined, order: macrosRead++ };
}

/** The time that the environment names, as gcc reads it. */
function sourceDate(): number | undefined {
  const text = process.env.SOURCE_DATE_EPOCH;
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= LATEST_SOURCE_DATE) return seconds;
  throw new UnusableError(
    `SOURCE_DATE_EPOCH: "${text}" is no whole number of seconds from 0 to ${LATEST_SOURCE_DATE}: the environment sets it`,
  );
}

/** The last second of the year 9999. */
const LATEST_SOURCE_DATE = 253_402_300_799;

/** BASE:SIZE; for `argParser`. */
export function readMemory(text: string): AddressRange {
  const [base, size, ...more] = text.split(':').map(parseBytes);
  if (base === undefined || size === undefined || more.length > 0) {
    throw new InvalidArgumentError('BASE:SIZE is expected, such as 0x40000000:2G.');
  }
  return new AddressRange(base, size);
}

/** A kernel's version; for `argParser`. */
function readKernel(text: string): string {
  if (!isKernelVersion(text)) throw new InvalidArgumentError('A version such as 7.3 or 6.12.117 is expected.');
  return text;
}

/** Several versions with commas between them; for `argParser`. */
export function readKernels(text: string): string[] {
  const versions = text.split(',');
  if (versions.length > INPUT_LIMITS.kernels) {
    throw new InvalidArgumentError(`At most ${INPUT_LIMITS.kernels} versions are expected, not ${versions.length}.`);
  }
  return versions.map((version) => readKernel(version.trim()));
}

/** Which of the options that every command takes change nothing in a command, as its help says. */
interface Unused {
  /** Those of what boots the board: what the command prints is the same on every kernel. */
  readonly boot?: boolean;
  /** Overlays and their boards: the command prints one file and what it includes. */
  readonly overlays?: boolean;
}

/**
 * Adds the options of everything that reads a board; `formats` are those of `--format`, the first the default. Every
 * command takes all of them, so that a build may call all with the same ones, and refuses those that cannot be used;
 * `unused` are those that change nothing in this one.
 */
export function addBoardOptions(
  command: Command,
  formats: readonly string[] = ['text', 'json'],
  unused: Unused = {},
): Command {
  const unapplied = unused.overlays === true ? '; read, and not applied here' : '';
  return command
    .optionsGroup('How the board is read:')
    .option(
      '-I, --include <dir>',
      'search for includes here; repeatable (default: the kernel tree around the board)',
      append(String),
      [],
    )
    .option('-D, --define <name[=value]>', 'define a macro; repeatable', append(readMacro), [])
    .option('-U, --undefine <name>', 'undefine a macro; repeatable', append(readUndefined), [])
    .option('--overlay <file>', `apply an overlay, as source or blob; repeatable${unapplied}`, append(String), [])
    .option(
      '--base <board>',
      `the board that an overlay named as PATH or BOARD is applied to; repeatable${unapplied}`,
      append(String),
    )
    .option('--stdin-filename <name>', 'the path that standard input is taken for, where - is the board', 'stdin.dts')
    .option('--no-preprocess', 'read the file as dtc alone would')
    .option('--root <dir>', 'the project: nothing outside of it, of include folders and of the kernel tree is read')
    .option('--allow-read <dir>', 'read files here too, outside of the project; repeatable', append(String))
    .optionsGroup(unused.boot === true ? 'What boots it (read, and nothing here depends on it):' : 'What boots it:')
    .option('--kernel <version>', 'the kernel, such as 7.3 or 6.12.117', readKernel)
    .option('--profile <file>', 'a profile: kernel, configuration, command line, memory')
    .option('--kernel-config <file>', "the kernel's .config")
    .option('--cmdline <text>', "the kernel's command line")
    .option('--memory <base:size>', "a bank of RAM, instead of the tree's /memory; repeatable", append(readMemory), [])
    .optionsGroup('Options:')
    .addOption(new Option('--format <format>', 'how to print the result').choices(formats).default(formats[0]));
}

/** What the single options say; one that is not given says nothing. */
export function optionsLayer({
  include,
  define,
  undefine,
  overlay,
  base = [],
  preprocess,
  symbols,
  kernel,
  cmdline,
  memory,
}: BoardOptions): Layer {
  const macros = [...define, ...undefine].sort((one, other) => one.order - other.order);
  const date = sourceDate();
  return {
    origin: { layer: 'call' },
    values: {
      ...(include.length === 0 ? {} : { includeRoots: include }),
      ...(macros.length === 0 ? {} : { defines: macros.map(({ name, value }) => ({ name, value })) }),
      ...(date === undefined ? {} : { sourceDate: date }),
      ...(overlay.length === 0 ? {} : { overlays: overlay }),
      ...(base.length === 0 ? {} : { bases: base.map((board) => ({ board, overlays: [] })) }),
      ...(preprocess ? {} : { preprocess }),
      ...(symbols === true ? { symbols } : {}),
      ...(kernel === undefined ? {} : { kernel }),
      ...(cmdline === undefined ? {} : { commandLine: cmdline }),
      ...(memory.length === 0 ? {} : { memory }),
    },
  };
}

/** Of the include folders that a call names (`-I`) those that are not there. */
export function absentFolders({ include = [] }: Partial<Pick<BoardOptions, 'include'>>): string[] {
  return include.filter((path) => !statusAt(path)?.isDirectory());
}
