import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { withoutLineMarkers, wordsOf } from '../outputTokens.ts';
import { type Answer, BOARD, INCLUDE_ROOT, type JudgedCase, MODIFIED } from './judgedCase.ts';

const OUTPUT = 'a.i';
const SECONDS = 20;

interface Run {
  readonly status: number | null;
  readonly stderr: string;
}

/** gcc and a dtc, called in a folder of their own as the kernel's build calls them. */
export class Judges {
  readonly #dtc: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dtheaps-judges-'));

  /** Whether one of the tools did not end in time at the last question, so that its answer says nothing. */
  timedOut = false;

  /** `dtc`: the program to call. */
  constructor(dtc: string) {
    this.#dtc = dtc;
  }

  /** What the tools make of a case. */
  ask(one: JudgedCase): Answer {
    this.timedOut = false;
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(join(this.#folder, INCLUDE_ROOT), { recursive: true });
    for (const [path, text] of Object.entries(one.files)) {
      const place = join(this.#folder, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, Buffer.from(text, 'latin1'));
      utimesSync(place, MODIFIED, MODIFIED);
    }
    if (!one.preprocess) return { gcc: undefined, dtc: this.#askDtc(BOARD) };
    const gcc = this.#askGcc(one);
    return { gcc, dtc: gcc.refused ? undefined : this.#askDtc(OUTPUT) };
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #askGcc(one: JudgedCase): NonNullable<Answer['gcc']> {
    const run = this.#run('gcc', [
      ...['-E', '-nostdinc', '-I', INCLUDE_ROOT, '-undef', '-D__DTS__', '-x', 'assembler-with-cpp'],
      ...(one.defines ?? []).map(({ name, value }) => (value === undefined ? `-U${name}` : `-D${name}=${value}`)),
      ...['-o', OUTPUT, BOARD],
    ]);
    const place = /^(.*?):(\d+)(?::\d+)?: (?:fatal )?error:/m.exec(run.stderr);
    const output = join(this.#folder, OUTPUT);
    const text = existsSync(output) ? readFileSync(output, 'latin1') : '';
    return {
      refused: run.status !== 0,
      firstError: place === null ? undefined : `${place[1]}:${place[2]}`,
      words: wordsOf(withoutLineMarkers(text)).join(' '),
    };
  }

  #askDtc(input: string): NonNullable<Answer['dtc']> {
    const blob = join(this.#folder, 'a.dtb');
    const compile = (...options: string[]): Run & { readonly bytes: string | undefined } => {
      rmSync(blob, { force: true });
      const common = ['-q', '-I', 'dts', '-O', 'dtb', '-b', '0', '-i', INCLUDE_ROOT, '-o', blob];
      const run = this.#run(this.#dtc, [...common, ...options, input]);
      return {
        ...run,
        bytes: run.status === 0 && existsSync(blob) ? readFileSync(blob).toString('base64') : undefined,
      };
    };
    const plain = compile();
    const symbols = compile('-@');
    const place = /^(?:Lexical )?[Ee]rror: (.*?):(\d+)\.\d+/m.exec(plain.stderr);
    return {
      refused: plain.status !== 0,
      firstError: place === null ? undefined : `${place[1]}:${place[2]}`,
      blob: plain.bytes,
      symbols: symbols.bytes,
    };
  }

  #run(tool: string, options: readonly string[]): Run {
    const env = { ...process.env, SOURCE_DATE_EPOCH: String(MODIFIED), TZ: 'UTC', LC_ALL: 'C' };
    const { status, stderr } = spawnSync(tool, options, {
      cwd: this.#folder,
      env,
      timeout: SECONDS * 1000,
      encoding: 'latin1',
    });
    this.timedOut ||= status === null;
    return { status, stderr };
  }
}
