import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOfBytes } from '../../server/src/text/bytesAndText.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-bytes-')));
const program = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const raw = (bytes: string): Buffer => Buffer.from(bytes, 'latin1');

/** Runs a line of bash, given as bytes, in the folder. */
function bash(line: string): { status: number | null; out: Buffer; error: string } {
  writeFileSync(join(folder, 'run.sh'), line, 'latin1');
  const { status, stdout, stderr } = spawnSync('bash', ['run.sh'], {
    cwd: folder,
    env: { ...process.env, NODE: process.execPath, DTHEAPS: program },
  });
  return { status, out: stdout, error: stderr.toString('utf8') };
}

const hasTools = bash('cpp --version && dtc --version').status === 0;
const isLinux = process.platform === 'linux';

/** Spellings of one name, as bytes: well-formed, in Latin-1, cut off, and made of what is never UTF-8. */
const SPELLINGS = {
  ascii: 'size',
  utf8: utf8('größe日😀'),
  latin1: 'gr\xf6\xdfe',
  cut: 'x\xe6\x97',
  never: '\xff\xc0y',
};

/** A board that has its own name, others' names and texts in all spellings. */
const board = (name: string): string => `/dts-v1/;
#include "${name}.dtsi"
/ {
	file = __FILE__;
	base = __BASE_FILE__;
	included = INCLUDED;
	text = TEXT, "${SPELLINGS.utf8}", "${SPELLINGS.latin1}", "${SPELLINGS.cut}", "${SPELLINGS.never}"; // ${name}
	data = /incbin/("${name}.bin");
};
/include/ "${name}.inc"
`;

beforeAll(() => {
  for (const name of Object.values(SPELLINGS)) {
    const put = (suffix: string, bytes: string): void =>
      writeFileSync(Buffer.concat([raw(`${folder}/${name}`), raw(suffix)]), raw(bytes));
    put('.dts', board(name));
    put('.dtsi', `#define INCLUDED "${name}"\n`);
    put('.inc', `/ { more = "${name}"; };\n`);
    put('.bin', name);
  }
});

describe.skipIf(!isLinux || !hasTools)('names and texts are the bytes that gcc and dtc write', () => {
  it.each(Object.entries(SPELLINGS))('with a define in %s', (spelling, value) => {
    const define = `-D 'TEXT="${value}"'`;
    const theirs = bash(`set -o pipefail -e; mkdir theirs-${spelling}
for board in *.dts; do
  cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp ${define} "$board" |
    dtc -q -I dts -O dtb -b 0 -o "theirs-${spelling}/\${board%.dts}.dtb"
done`);
    expect(theirs).toMatchObject({ status: 0 });
    expect(bash(`"$NODE" "$DTHEAPS" compile *.dts ${define} --out-dir ours-${spelling}`)).toMatchObject({ status: 0 });
    expect(bash(`diff -r ours-${spelling} theirs-${spelling}`)).toMatchObject({ status: 0 });
    expect(readdirSync(join(folder, `ours-${spelling}`), { encoding: 'buffer' })).toHaveLength(5);
    expect(bash('rm -r ours-* theirs-*')).toMatchObject({ status: 0 });
  });
});

describe.skipIf(!isLinux)('names that are no UTF-8', () => {
  it('are found in folders and by patterns, and written under', () => {
    mkdirSync(join(folder, 'out'));
    for (const where of ['.', "'./*.dts'"]) {
      const { status, out } = bash(`"$NODE" "$DTHEAPS" check ${where} -D 'TEXT="x"' --format json`);
      expect(status).toBe(0);
      expect(JSON.parse(out.toString('utf8'))).toMatchObject({ files: Object.keys(SPELLINGS).length });
    }
    expect(bash(`"$NODE" "$DTHEAPS" compile *.dts -D 'TEXT="x"' --out-dir out`).status).toBe(0);
    const names = readdirSync(join(folder, 'out'), { encoding: 'buffer' }).map((name) => name.toString('latin1'));
    expect(names.sort()).toEqual(
      Object.values(SPELLINGS)
        .map((name) => `${name}.dtb`)
        .sort(),
    );
  });

  it('are said by their bytes where they are wrong, and encoded in URIs', () => {
    writeFileSync(join(folder, 'asks.dts'), raw(`/dts-v1/;\n#include "${SPELLINGS.latin1}.h"\n/ { };\n`));
    expect(bash('"$NODE" "$DTHEAPS" boot asks.dts').error).toContain('größe.h: No such file');
    const bad = raw(`${folder}/bad\xfc.dts`);
    writeFileSync(bad, '/dts-v1/;\n/ { x = <&nobody>; };\n');
    expect(bash(`"$NODE" "$DTHEAPS" boot 'bad\xfc.dts'`).error).toMatch(/^dtheaps: bad\\xfc\.dts:2:\d+: /);
    const { out } = bash(`"$NODE" "$DTHEAPS" check 'bad\xfc.dts' --format sarif`);
    expect(out.toString('utf8')).toContain('"uri": "bad%FC.dts"');
    const json: unknown = JSON.parse(bash(`"$NODE" "$DTHEAPS" check 'bad\xfc.dts' --format json`).out.toString('utf8'));
    expect(json).toMatchObject({ diagnostics: [{ file: textOfBytes('bad\xfc.dts') }] });
    rmSync(bad);
  });
});

describe('a .dtheaps.json', () => {
  it('names macros and folders with the bytes that stand in it, UTF-8 or not', async () => {
    for (const bytes of [utf8('grün'), 'gr\xfcn', '\xff\xc0\xaf']) {
      const at = mkdtempSync(join(folder, 'configured-'));
      mkdirSync(Buffer.concat([raw(`${at}/`), raw(bytes)]));
      writeFileSync(Buffer.concat([raw(`${at}/`), raw(bytes), raw('/x.h')]), '#define X 7\n');
      writeFileSync(join(at, '.dtheaps.json'), raw(`{"includeRoots": ["${bytes}"], "defines": ["T=\\"${bytes}\\""]}`));
      const path = join(at, 'b.dts');
      writeFileSync(path, '/dts-v1/;\n#include <x.h>\n/ { t = T; x = <X>; };\n');
      expect((await dtheaps(['compile', path, '-o', join(at, 'b.dtb')])).error).toBe('');
      expect(readFileSync(join(at, 'b.dtb'), 'latin1')).toContain(`${bytes}\0`);
    }
  });
});

describe('messages', () => {
  it.each(['é', '日', '😀', '“1”', '\u00a0'])('quote %s whole, wherever it is wrong', async (character) => {
    const places = [
      'a = @;',
      'a = <1 @>;',
      '@ = <1>;',
      'a = <(1 @ 2)>;',
      'a = /bits/ @ <1>;',
      'a = &@;',
      `a = <${'x'.repeat(39)}@>;`,
    ];
    for (const place of places) {
      const text = `/dts-v1/;\n/ { ${place.replace('@', character)} };\n`;
      const { out } = await dtheaps(['check', '--format', 'json', '-'], utf8(text));
      const { diagnostics } = JSON.parse(out) as { diagnostics: { message: string }[] };
      expect(diagnostics.length).toBeGreaterThan(0);
      const foreign = diagnostics.flatMap(({ message }) => [...message.replace(/[\x20-\x7e]/g, '')]);
      expect(foreign.filter((each) => !text.includes(each))).toEqual([]);
    }
  });
});

describe('places', () => {
  it('count characters as editors do, and a byte that is none as one', async () => {
    const columnOf = async (bytes: string): Promise<number> => {
      const path = join(folder, 'place.dts');
      writeFileSync(path, raw(`/dts-v1/;\n/* ${bytes} */ / { x = <&nobody>; };\n`));
      const { out } = await dtheaps(['check', path, '--format', 'json']);
      return JSON.parse(out).diagnostics[0].range.start.character;
    };
    const plain = await columnOf('');
    expect(plain).toBeGreaterThan(5);
    for (const bytes of [utf8('ü日'), utf8('😀'), '\xfc\xf6', '\xe6\x97'])
      expect(await columnOf(bytes)).toBe(plain + 2);
  });
});

describe.runIf(isLinux)('a working folder', () => {
  it('may have bytes in its path that are no UTF-8: the project lies in it, and is read and written', () => {
    const name = `w${SPELLINGS.never}`;
    mkdirSync(Buffer.concat([raw(`${folder}/`), raw(name)]));
    const { status, out, error } = bash(`cd ${name} && printf '/dts-v1/;\\n/ { };\\n' > a.dts &&
"$NODE" "$DTHEAPS" check . '*.dts' a.dts &&
"$NODE" "$DTHEAPS" compile a.dts -o a.dtb &&
"$NODE" "$DTHEAPS" check a.dts --format sarif && ls`);
    expect([status, error]).toEqual([0, '']);
    expect(out.toString('latin1')).toContain('in 1 board.\n');
    expect(out.toString('latin1')).toContain(`/w%FF%C0y/"`);
    expect(out.toString('latin1')).toMatch(/\na\.dtb\na\.dts\n$/);
  });

  it('that was removed is an error in a sentence', () => {
    const { status, out, error } = bash(
      'mkdir gone && cd gone && rmdir ../gone && "$NODE" "$DTHEAPS" compile ../size.dts -o ../never.dtb',
    );
    expect([status, out.length]).toEqual([2, 0]);
    expect(error).toBe('dtheaps: the working folder is not there any more: call the program from another one\n');
  });
});

it.runIf(hasTools)(
  'a carriage return alone ends a line where gcc has read the text, and none where dtc alone has',
  async () => {
    const path = join(folder, 'returns.dts');
    writeFileSync(path, '/dts-v1/;\r/ {\r a = <1>\r};\n');
    const places = (text: string): string[] => text.match(/(?<=returns\.dts[:.])\d+[.:]\d+/g) ?? [];
    for (const [options, tools] of [
      [[], 'cpp -nostdinc -undef -x assembler-with-cpp returns.dts | dtc -o /dev/null -'],
      [['--no-preprocess'], 'dtc -o /dev/null returns.dts'],
    ] as const) {
      const [place = 'none'] = places(bash(tools).error);
      expect(places((await dtheaps(['check', path, ...options])).out)).toContain(place.replace('.', ':'));
    }
  },
);
