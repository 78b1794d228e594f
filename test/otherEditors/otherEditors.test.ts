import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { documentedSetup, makeEditorPlace } from './documentedSetup.ts';

/** What an editor has done with the boards `misaligned.dts` and `camera.dts`, in the form that each script writes. */
interface Answers {
  /** Why the script gave up; absent where it did not. */
  readonly fault?: string;
  readonly hover: string;
  /** The titles of the actions that were offered on the pool's size. */
  readonly actions: readonly string[];
  /** The text once the first that rounds was applied. */
  readonly mended: string;
  /** The line in which a reference was completed. */
  readonly completed: string;
  /** The text once the label `video` was renamed to `frames`. */
  readonly renamed: string;
}

interface NeovimAnswers extends Answers {
  readonly diagnostics: readonly { code: string; severity: number; line: number; source: string; message: string }[];
  /** Those that are left once the fix was applied. */
  readonly left: readonly { code: string; severity: number }[];
  readonly offered: readonly string[];
}

interface EmacsAnswers extends Answers {
  readonly diagnostics: readonly string[];
  readonly left: readonly string[];
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const neovim = {
  program: 'nvim',
  debian: 'neovim',
  present: ['--version'],
  setup: documentedSetup('Neovim', 'lua'),
  file: 'init.lua',
  args: (setup: string) => ['--clean', '--headless', '-n', '-S', setup, '-S', here('neovim.lua')],
};

const emacs = {
  program: 'emacs',
  debian: 'emacs-nox elpa-eglot',
  present: ['--batch', '-f', 'package-initialize', '--eval', "(require 'eglot)"],
  setup: documentedSetup('Emacs', 'elisp'),
  file: 'init.el',
  args: (setup: string) => ['--batch', '-f', 'package-initialize', '-l', setup, '-l', here('emacs.el')],
};

type Editor = typeof neovim;

/** Whether an editor can be run here. Where tests have to be complete, one that is missing fails them. */
function isPresent({ program, present, debian }: Editor): boolean {
  // Their package names, and the script that starts the server, are those of Linux.
  if (process.platform !== 'linux') return false;
  if (spawnSync(program, present, { stdio: 'ignore' }).status === 0) return true;
  if (process.env.CI) throw new Error(`${program} is not here, which these tests need: install Debian's ${debian}.`);
  console.log(`${program} is not here: its set-up was not tried. Install it (Debian: ${debian}).`);
  return false;
}

/** Runs an editor with its set-up of docs/editors.md, on a copy of the boards; what it came to. */
function run<Kind extends Answers>({ program, setup, file, args }: Editor): Kind {
  const { folder, boards, environment } = makeEditorPlace();
  const options = { cwd: boards, env: environment, encoding: 'utf8', timeout: 10 * 60_000 } as const;
  const settings = join(folder, file);
  writeFileSync(settings, setup);
  const { stdout, stderr } = spawnSync(program, args(settings), options);
  const written = environment.ANSWERS ?? '';
  const answers = existsSync(written) ? (JSON.parse(readFileSync(written, 'utf8')) as Kind) : undefined;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (answers?.fault !== undefined || answers === undefined)
    throw new Error(`${program}: ${answers?.fault ?? 'no answers'}\n${stdout}${stderr}`);
  return answers;
}

/** The hover of the pool that is refused: what becomes of it, with nothing in it that is written for another form. */
function expectHover(hover: string): void {
  expect(hover).toMatch(/17 MiB .* at .*0x60000000-0x610fffff/);
  expect(hover).toContain('Linux 7.3: given back to the system: its size 17 MiB is no multiple of 2 MiB');
  expect(hover).toContain('Reserved memory: incorrect alignment of CMA region');
  expect(hover).not.toMatch(/\\[_@<>[\]]|&nbsp;|&lt;/);
}

/** The fix of the pool's size was offered first and applied, and nothing else was changed. */
function expectMended({ actions, mended }: Answers): void {
  expect(actions[0]).toBe('Round the size up to 18 MiB');
  expect(actions).toContain('Disable cma-misaligned for this line');
  const original = readFileSync(here('../editor/boards/misaligned.dts'), 'utf8');
  expect(mended.trimEnd()).toBe(original.replace('0x1100000', '0x1200000').trimEnd());
}

/** The label was renamed where it stands and where it is used. */
function expectRenamed(renamed: string): void {
  const original = readFileSync(here('../editor/boards/camera.dts'), 'utf8');
  const expected = original.replace('video: video@', 'frames: video@').replace('<&video>', '<&frames>');
  expect(renamed.trimEnd()).toBe(expected.trimEnd());
}

const REFUSED = '"video@60000000" becomes no CMA area: its size is no multiple of 2 MiB.';

describe.skipIf(!isPresent(neovim))('Neovim with its documented set-up', () => {
  let answers: NeovimAnswers;
  beforeAll(() => {
    answers = run<NeovimAnswers>(neovim);
  });

  it('shows the findings, with rule and severity, and drops them once they are mended', () => {
    expect(answers.diagnostics.map(({ code, severity, line, source }) => ({ code, severity, line, source }))).toEqual([
      { code: 'cma-misaligned', severity: 1, line: 14, source: 'dtheaps' },
      { code: 'memory-region-broken', severity: 1, line: 20, source: 'dtheaps' },
    ]);
    expect(answers.diagnostics[0]?.message.split('\n')[0]).toBe(REFUSED);
    expect(answers.left.map(({ code, severity }) => [code, severity])).toEqual([['heap-name-unstable', 4]]);
  });

  it('says on hover what becomes of a region', () => expectHover(answers.hover));

  it('offers fixes and applies one', () => expectMended(answers));

  it('completes a reference, & included, once', () => {
    expect(answers.offered).toEqual(['&firmware', '&video']);
    expect(answers.completed).toBe('\tmemory-region = <&firmware');
  });

  it('renames a label', () => expectRenamed(answers.renamed));
});

describe.skipIf(!isPresent(emacs))('Emacs with its documented set-up', () => {
  let answers: EmacsAnswers;
  beforeAll(() => {
    answers = run<EmacsAnswers>(emacs);
  });

  it('shows the findings, with their rules, and drops them once they are mended', () => {
    expect(answers.diagnostics.map((text) => text.split('\n')[0])).toEqual([
      `dtheaps [cma-misaligned]: ${REFUSED}`,
      'dtheaps [memory-region-broken]: "isp@1000" refers to "video@60000000", which is rejected.',
    ]);
    expect(answers.left.map((text) => text.split('\n')[0])).toEqual([
      'dtheaps [heap-name-unstable]: The name of the heap "video@60000000" has an address in it.',
    ]);
  });

  it('says on hover what becomes of a region', () => expectHover(answers.hover));

  it('offers fixes and applies one', () => expectMended(answers));

  it('completes a reference, & included, once', () => {
    expect(answers.completed).toBe('\tmemory-region = <&video');
  });

  it('renames a label', () => expectRenamed(answers.renamed));
});
