import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import process from 'node:process';
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { hashOf } from '../text/hashIndex.ts';
import { lazily } from '../text/lazily.ts';
import { replaceFile } from './replaceFile.ts';
import { ownStatusAt, statusAt } from './statusAt.ts';
import { removeOldFiles } from './temporaryFiles.ts';

const FOLDER = 'devicetree-heaps';

/** Bytes of a file of the cache before the code: whose it is, its length and `KeptCode.askedRuns`, filled up with spaces. */
const HEADER_BYTES = 128;

/** Milliseconds after which a process that still runs keeps its code: V8 drops code later that was not used again. */
const LONG_RUN = 3000;

/**
 * Milliseconds, 90 days, after which code that was kept is removed when other code is: the program may be gone, as each
 * version of an extension lies in a folder of its own. One that is still there keeps its code again.
 */
const OLD_AGE = 90 * 24 * 60 * 60 * 1000;

/**
 * Files of code that are kept, those that were written last: some hundred megabytes. Where a program is installed in a new
 * folder for each run, as machines for CI do, each run leaves some that nobody reads again.
 */
const MOST_FILES = 200;

/** How the files are called that hold code. */
const NAME = /^[\w-]+-[0-9a-z]+\.code$/i;

/**
 * A run whose code is this many times as long as what is kept writes its own, which has the kept code in it: what is missing
 * is compiled again at each start, and functions of a hundredth of the length take a small check a tenth of its time. Runs of
 * the same work differ by a ten thousandth.
 */
const MORE_CODE = 1.001;

/**
 * The rarest that a run has V8 write its code out to see whether it is longer, a fifth of a small check's time: one of so many,
 * by chance. Nothing that V8 tells sooner answers it: its spaces and the bytecode in its heap hold Node's own functions and
 * what was optimised, so that a run of another kind can have less of both although its functions are missing.
 */
const MOST_ASKED_RUNS = 32;

/** Where this user's programs keep what they can make again; `undefined` where nothing is to be kept. */
function cacheFolder(): string | undefined {
  const { LOCALAPPDATA: local, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE === '1') return undefined;
  const isNamed = NODE_COMPILE_CACHE !== undefined && NODE_COMPILE_CACHE !== '';
  const folder = isNamed ? NODE_COMPILE_CACHE : userFolder(process.platform, { local, cache });
  // A relative one, as with an empty HOME, would lie in the project that one stands in, and what lies there is run.
  return isAbsolute(folder) ? folder : undefined;
}

function userFolder(
  platform: NodeJS.Platform,
  { local, cache }: Record<'local' | 'cache', string | undefined>,
): string {
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), FOLDER, 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', FOLDER);
  return join(cache?.startsWith('/') ? cache : join(homedir(), '.cache'), FOLDER);
}

/** Code of a program that an earlier run has kept. */
interface KeptCode {
  readonly code: Buffer;
  /** One run of so many looks whether it has more: twice as many each time that one had not. */
  readonly askedRuns: number;
}

/** When code is kept of a program that runs for long. */
export interface KeepingOptions {
  /** Milliseconds after which it is kept of a process that still runs. */
  readonly longRun?: number;
  /** Whether what is kept stays, although a run compiles more: the more is kept, the longer the next start takes. */
  readonly isKeptForGood?: boolean;
  /** The option of V8 that the program sets later, and the one that takes it back: V8 refuses code kept under other options. */
  readonly laterOption?: { readonly set: string; readonly unset: string };
}

/**
 * Runs a bundled program, a script whose value is the function of a CommonJS module, with the code that V8 compiled of
 * it in earlier runs: Node's own cache (module.enableCompileCache) holds what is compiled when a module is loaded, and
 * most functions are compiled later, when they are called. `part` names what of the program is run, as each part uses
 * other functions. `NODE_COMPILE_CACHE` names another folder for the code, `NODE_DISABLE_COMPILE_CACHE=1` turns it off,
 * and where nothing can be kept, the program runs as it would without.
 */
export function runKeepingCode(program: string, part: string, options: KeepingOptions = {}): void {
  const file = cacheFile(program, part);
  const stats = statSync(program);
  const identity = identityOf(stats);
  // Both are read into the same memory: pages that were used before cost less than new ones.
  const room = new Room(Math.max(stats.size, file === undefined ? 0 : (statusAt(file)?.size ?? 0)));
  const text = room.read(program).toString('latin1');
  const kept = file === undefined ? undefined : readCode(file, identity, room);
  const script = new Script(text, {
    filename: program,
    ...(kept === undefined ? {} : { cachedData: kept.code }),
  });
  if (file !== undefined) {
    keepLater(new Keeper(file, identity, script, script.cachedDataRejected === true ? undefined : kept), options);
  }
  const it = { exports: {} };
  script.runInThisContext()(it.exports, module.createRequire(program), it, program, dirname(program));
}

/** The file for the code of a program's part; `undefined` where no code is kept. */
function cacheFile(program: string, part: string): string | undefined {
  try {
    const folder = cacheFolder();
    if (folder === undefined) return undefined;
    // Two programs of one hash take turns in one file.
    const hash = (hashOf(program, 0, program.length) >>> 0).toString(36);
    return join(folder, `${basename(program, '.cjs')}-${part}-${hash}.code`);
  } catch {
    // There is no home.
    return undefined;
  }
}

/** What changes with every write of a file, whatever its length and its date. V8 checks its own version itself. */
function identityOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return [size, mtimeMs, ctimeMs, ino].join(' ');
}

/** Memory that files are read into one after the other. */
class Room {
  readonly #bytes: Buffer;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** The bytes of a file that is open or stands at a path, until the next one is read; of one that does not fit in other memory. */
  read(file: string | number): Buffer {
    const opened = typeof file === 'number' ? file : openSync(file, 'r');
    try {
      const { size } = fstatSync(opened);
      if (size > this.#bytes.length) return readFileSync(opened);
      let length = 0;
      for (let more = -1; more !== 0 && length < size; length += more) {
        more = readSync(opened, this.#bytes, length, size - length, null);
      }
      return this.#bytes.subarray(0, length);
    } finally {
      if (opened !== file) closeSync(opened);
    }
  }
}

function readCode(path: string, identity: string, room: Room): KeptCode | undefined {
  try {
    return withOurFile(path, constants.O_RDONLY, (file) => {
      const bytes = room.read(file);
      const [of, length, askedRuns] = bytes.toString('latin1', 0, HEADER_BYTES).trimEnd().split('\n');
      const code = bytes.subarray(HEADER_BYTES);
      if (of !== identity || Number(length) !== code.length) return undefined;
      return { code, askedRuns: Number(askedRuns) };
    });
  } catch {
    return undefined;
  }
}

/** What is made of a file that is open, where `isOurs` says so of it; throws where it cannot be opened. */
function withOurFile<T>(path: string, flags: number, make: (file: number, status: Stats) => T): T | undefined {
  // A pipe that somebody put there is not waited for, and no link is followed to a file that others had this user make.
  const file = openSync(path, flags | NOT_FOLLOWING | NOT_WAITING);
  try {
    const status = fstatSync(file);
    return isOurs(status) ? make(file, status) : undefined;
  } finally {
    closeSync(file);
  }
}

// Windows has neither.
const { O_NOFOLLOW: NOT_FOLLOWING = 0, O_NONBLOCK: NOT_WAITING = 0 } = constants;

/** Whether a file is an ordinary one of this user's under one name, and nobody else's to write: what lies in it is run. */
function isOurs(status: Stats): boolean {
  if (!status.isFile()) return false;
  const own = process.getuid?.();
  const writers = constants.S_IWGRP | constants.S_IWOTH;
  return own === undefined || (status.uid === own && status.nlink === 1 && (status.mode & writers) === 0);
}

function keepLater(keeper: Keeper, options: KeepingOptions): void {
  const { longRun = LONG_RUN, isKeptForGood = false, laterOption } = options;
  const keep = lazily(() => {
    if (keeper.isKept && (isKeptForGood || !keeper.isAsked())) return;
    const isChanged = laterOption !== undefined && !keeper.hasStartOptions();
    if (isChanged) setFlagsFromString(laterOption.unset);
    keeper.keep();
    if (isChanged) setFlagsFromString(laterOption.set);
  });
  setTimeout(keep, longRun).unref();
  process.on('exit', keep);
}

/** Writes the code that V8 has compiled of a program. */
class Keeper {
  readonly #path: string;
  readonly #identity: string;
  readonly #script: Script;
  /** `undefined` where none is kept that V8 has taken. */
  readonly #kept: { readonly length: number; readonly askedRuns: number } | undefined;
  /** V8's version and options when the program was loaded. */
  readonly #tag = cachedDataVersionTag();

  constructor(path: string, identity: string, script: Script, kept: KeptCode | undefined) {
    this.#path = path;
    this.#identity = identity;
    this.#script = script;
    this.#kept = kept && { length: kept.code.length, askedRuns: kept.askedRuns };
  }

  /** Whether an earlier run has kept code that V8 has taken. */
  get isKept(): boolean {
    return this.#kept !== undefined;
  }

  /** Whether V8 has the options of the start: it would refuse code that was kept under others at the next. */
  hasStartOptions(): boolean {
    return cachedDataVersionTag() === this.#tag;
  }

  /** Whether this run is one that looks whether it has more than what is kept. */
  isAsked(): boolean {
    return Math.random() * (this.#kept?.askedRuns ?? 1) < 1;
  }

  /** Writes it where it is more than what is kept. */
  keep(): void {
    if (!this.hasStartOptions()) return;
    try {
      const code = this.#script.createCachedData();
      if (this.#kept !== undefined && code.length < this.#kept.length * MORE_CODE) {
        this.#askLessOften(this.#kept);
        return;
      }
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      // What a link leads to is not overwritten.
      if (ownStatusAt(this.#path)?.isFile() === false) return;
      // V8 runs what it reads, even zeros, and what others may write to is not read.
      replaceFile(this.#path, Buffer.concat([this.#header(code.length, 1), code]), { mode: 0o600, isSynced: true });
      removeOldFiles(dirname(this.#path), { name: NAME, milliseconds: OLD_AGE, now: Date.now(), most: MOST_FILES });
    } catch {
      // Nothing may be written there.
    }
  }

  #header(length: number, askedRuns: number): Buffer {
    return Buffer.from(`${[this.#identity, length, askedRuns].join('\n')}\n`.padEnd(HEADER_BYTES), 'latin1');
  }

  /** In the file as it is, whose code stays. */
  #askLessOften({ length, askedRuns }: { readonly length: number; readonly askedRuns: number }): void {
    const next = Math.min(2 * askedRuns, MOST_ASKED_RUNS);
    if (next === askedRuns) return;
    withOurFile(this.#path, constants.O_RDWR, (file, { size }) => {
      // Another run may have written its own meanwhile.
      if (size === HEADER_BYTES + length) writeSync(file, this.#header(length, next), 0, HEADER_BYTES, 0);
    });
  }
}
