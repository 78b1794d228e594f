import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../server/src/cli/commandLine.ts';
import { COMMANDS } from '../../server/src/cli/commands.ts';
import { styleFor } from '../../server/src/cli/output/style.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-printing-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at));
/**
 * What a terminal obeys, turns or breaks at: C0 but tab and line feed, DEL, C1, and Unicode's controls of direction; and what looks
 * like a space or like nothing.
 */
const CONTROLS = [
  ...range(0x01, 0x08),
  ...range(0x0b, 0x1f),
  ...range(0x7f, 0x9f),
  '\u061c',
  ...range(0x200e, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2066, 0x2069),
  ...['\u00a0', '\u00ad', '\u034f', '\u180e', '\u200b', '\u2060', '\u206f', '\u3164', '\ufeff', '\ufff9', '\u{e0041}'],
];

/** Whether a text holds one of them, as characters or in the bytes that a terminal is given. */
const foundIn = (text: string): string[] =>
  CONTROLS.filter((control) => text.includes(control)).map((control) => control.codePointAt(0)?.toString(16) ?? '');

const HOSTILE = CONTROLS.join('');
const NAME = `x\u001b[31mRED\u001b[0m\u202e\u2028\u061c\u009b1m\n::error::y`;

mkdirSync(join(folder, NAME));
/** A board whose path, texts and errors hold everything that a terminal must not be given. */
function board(file: string, body: string, before = ''): string {
  const path = join(folder, NAME, file);
  writeFileSync(path, `/dts-v1/;\n${before}/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n${body}};\n`);
  return path;
}

const RAM = '\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n';
const POOL = `	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		/* ${HOSTILE.replaceAll('*/', '')} */ pool@50000000 { compatible = "shared-dma-pool", "${HOSTILE.replaceAll('\r', '')}"; reusable; status = "${NAME.replaceAll('\n', '')}"; reg = <0x50000000 0x180000>; };
		odd@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x180000>; };
	};
`;

const good = board('good.dts', `\tmodel = "${HOSTILE}";\n${RAM}${POOL}`);
const failing = board('failing.dts', RAM, `#error ${HOSTILE}\n#include "${HOSTILE}.dtsi"\n`);
const scenario = join(folder, NAME, 'scenario.json');
writeFileSync(scenario, JSON.stringify({ steps: [{ op: 'allocate', heap: NAME, size: 4096, id: NAME }] }));
const capture = join(folder, NAME, 'capture.txt');
writeFileSync(
  capture,
  `[    0.000000] Linux version 6.12.0\n[    0.000000] OF: reserved mem: ${HOSTILE} odd@60000000\n`,
);

/** A blob whose node of the pool has another name of the same length, with escapes in it. */
async function hostileBlob(): Promise<string> {
  const path = join(folder, NAME, 'good.dtb');
  expect((await dtheaps(['compile', good, '-o', path])).status).toBe(0);
  const bytes = readFileSync(path, 'latin1').replaceAll('odd@60000000', '\x1b[2J\x9b\xc2\x9b\x07@60');
  writeFileSync(path, bytes, 'latin1');
  return path;
}

const blob = await hostileBlob();

const CALLS: readonly (readonly string[])[] = [good, failing, blob].flatMap((path) => [
  ...['text', 'json', 'github', 'sarif'].map((format) => ['check', path, '--format', format]),
  ['check', path, '--diff'],
  ...['boot', 'heaps'].flatMap((command) => ['text', 'json'].map((format) => [command, path, '--format', format])),
  ['heaps', path, '--kernels', '6.12,7.3'],
  ['heaps', path, '--udev', 'video', '--systemd'],
  ['report', path],
  ...['dts', 'json'].map((format) => ['tree', path, '--format', format]),
  ...['text', 'json'].map((format) => ['expand', path, '--format', format]),
  ...['simulate', 'size'].flatMap((command) =>
    ['text', 'json'].map((format) => [command, path, scenario, '--format', format]),
  ),
  ...['text', 'json'].map((format) => ['whatif', path, 'kernel=6.12', '--format', format]),
  ...['text', 'json'].map((format) => ['compare', path, capture, '--format', format]),
  ['compile', path, '--out-dir', join(folder, NAME, 'out')],
]);
const UNUSABLE: readonly (readonly string[])[] = [
  ['boot', NAME],
  ['check', NAME],
  ['explain', NAME],
  [NAME],
  ['check', `--${NAME}`],
  ['check', good, '--format', NAME],
  ['check', good, '-I', NAME],
  ['check', good, '-D', NAME],
  ['check', good, '--profile', NAME],
  ['check', good, '--baseline', scenario],
  ['compile', good, '-o', join(folder, NAME)],
];

/** Runs the command line on a terminal that shows colours; the characters that it is given. */
async function onTerminal(args: readonly string[]): Promise<string> {
  let shown = '';
  const take = (text: string): void => {
    shown += `${text}\n`;
  };
  await runCommandLine(COMMANDS, args, {
    out: take,
    outPieces: (pieces) => take([...pieces].join('')),
    outBytes: (bytes) => take(Buffer.from(bytes, 'latin1').toString('utf8')),
    isWatched: true,
    error: take,
    progress: take,
    style: styleFor(true),
    errorStyle: styleFor(true),
    columns: 100,
    input: async () => '',
  });
  return shown;
}

describe('nothing foreign reaches a terminal as a control', () => {
  const label = (args: readonly string[]): string => args.map((each) => each.replaceAll(/.*\//gs, '')).join(' ');

  it.each([...CALLS, ...UNUSABLE].map((args) => [JSON.stringify(label(args)), args] as const))(
    '%s',
    async (_, args) => {
      const shown = await onTerminal(args);
      // The styles of the program's own are all there may be.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with one.
      expect(foundIn(shown.replaceAll(/\u001b\[(?:1|2|22|31|32|33|36|39)m/g, ''))).toEqual([]);
      expect(shown).not.toContain('RED\u001b');
      expect(shown).not.toContain('\u001b[31mRED');
      expect(shown).not.toMatch(/^\s*::error::y/m);
    },
  );

  it.each(
    CALLS.filter((args) => !/^(?:tree|expand)$/.test(args[0] ?? '') && !args.includes('--diff')).map(
      (args) => [JSON.stringify(label(args)), args] as const,
    ),
  )('%s, into a file', async (_, args) => {
    const { out, error } = await dtheaps(args);
    expect(foundIn(out + error)).toEqual([]);
  });

  it('a blob least of all', async () => {
    expect(await onTerminal(['compile', good, '-o', '-'])).toMatch(/^dtheaps: .*terminal/);
  });
});

describe('who reads a file gets what stands in it', () => {
  it('as JSON: the very names', async () => {
    for (const format of ['json', 'sarif']) {
      const { out } = await dtheaps(['check', good, '--format', format]);
      expect(JSON.stringify(JSON.parse(out))).toContain(`"board":${JSON.stringify(good)}`);
    }
  });

  it('as text: the very bytes', async () => {
    expect((await dtheaps(['expand', good])).out).toContain(Buffer.from(HOSTILE, 'utf8').toString('latin1').slice(60));
  });
});
