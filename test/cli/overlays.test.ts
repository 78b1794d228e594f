import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-overlays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const put = (name: string, content: string | object): string => {
  const path = at(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const CELLS = '#address-cells = <2>;\n#size-cells = <2>;\n';
const PLUGIN = '/dts-v1/;\n/plugin/;\n';

/** A board with RAM of 1 GiB at 1 GiB, and a region at 0x60000000. */
const BOARD = `/dts-v1/;
/ {
${CELLS}
memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };
rmem: reserved-memory {
${CELLS}
ranges;
logs@60000000 { no-map; reg = <0x0 0x60000000 0x0 0x1000000>; };
};
soc: soc { isp: isp { }; };
};
`;

const pool = (name: string, base: string, size: string, more = ''): string =>
  `${name}: ${name}@${base} {\ncompatible = "shared-dma-pool";\nreusable;\nreg = <0x0 0x${base} 0x0 ${size}>;\n${more}};\n`;

const SOUND = pool('camera', '50000000', '0x1000000');
const ODD = pool('camera', '50000000', '0x180000');

/** The ways in which an overlay can say where its content goes. */
const FORMS: Readonly<Record<string, (content: string) => string>> = {
  label: (content) => `${PLUGIN}&rmem {\n${CELLS}${content}};\n`,
  path: (content) => `${PLUGIN}&{/reserved-memory} {\n${CELLS}${content}};\n`,
  root: (content) => `${PLUGIN}&{/} {\nreserved-memory {\n${CELLS}ranges;\n${content}};\n};\n`,
  target: (content) => `${PLUGIN}/ { fragment@0 { target = <&rmem>;\n__overlay__ {\n${CELLS}${content}};\n};\n};\n`,
  'target-path': (content) =>
    `${PLUGIN}/ { fragment@0 { target-path = "/reserved-memory";\n__overlay__ {\n${CELLS}${content}};\n};\n};\n`,
  'target-path without /plugin/': (content) =>
    `/dts-v1/;\n/ { fragment@0 { target-path = "/reserved-memory";\n__overlay__ {\n${CELLS}${content}};\n};\n};\n`,
  'several fragments': (content) =>
    `${PLUGIN}&soc { nothing; };\n&{/reserved-memory} {\n${CELLS}${content}};\n&isp { other; };\n`,
  'without cells': (content) => `${PLUGIN}&{/reserved-memory} {\n${content}};\n`,
};

interface Found {
  readonly related: readonly { readonly file: string; readonly message: string }[];
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly fixes: readonly unknown[];
}

async function check(...args: string[]): Promise<Found[]> {
  const { out, error } = await dtheaps(['check', ...args, '--format', 'json']);
  if (out === '') throw new Error(error);
  return (JSON.parse(out) as { diagnostics: Found[] }).diagnostics;
}

/** What stands beside a finding that only one of several bases has. */
const ON_ONE = 'it is so on this board';

const rulesOf = (found: readonly Found[]): string[] =>
  found.filter(({ severity }) => severity === 'warning' || severity === 'error').map(({ rule }) => rule);

const base = put('forms/board.dts', BOARD);

describe.each(Object.entries(FORMS))('an overlay by %s', (name, form) => {
  const file = `forms/${name.replaceAll(/[ /]/g, '-')}`;
  const sound = put(`${file}.dtso`, form(SOUND));
  const text = form(ODD);
  const odd = put(`${file}-odd.dtso`, text);
  const line = text.split('\n').findIndex((each) => each.startsWith('reg ='));

  it('is judged alone by what holds on any base', async () => {
    expect(rulesOf(await check(sound))).toEqual([]);
    const found = (await check(odd)).filter(({ severity }) => severity === 'error');
    expect(found.map(({ rule, file, range, fixes }) => [rule, file, range.start.line, fixes])).toEqual([
      ['cma-misaligned', odd, line, []],
    ]);
  });

  it('is judged on the base that the call names, in its own lines', async () => {
    expect(rulesOf(await check(sound, '--base', base))).toEqual([]);
    const found = (await check(odd, '--base', base)).filter(({ severity }) => severity === 'error');
    expect(found.map(({ rule, file, range, fixes }) => [rule, file, range.start.line, fixes.length])).toEqual([
      ['cma-misaligned', odd, line, 1],
    ]);
    expect((await dtheaps(['heaps', sound, '--base', base])).out).toContain('/dev/dma_heap/camera');
  });

  it('is the same as a blob', async () => {
    const blob = at(`${file}.dtbo`);
    expect((await dtheaps(['compile', odd, '-@', '-o', blob])).status).toBe(0);
    expect(rulesOf(await check(blob))).toEqual(['cma-misaligned']);
    expect(rulesOf(await check(blob, '--base', base))).toEqual(['cma-misaligned']);
  });

  it('is the same from standard input', async () => {
    const args = ['check', '-', '--stdin-filename', at(`${file}-typed.dtso`), '--format', 'json'];
    const { out } = await dtheaps(args, text);
    expect(rulesOf((JSON.parse(out) as { diagnostics: Found[] }).diagnostics)).toEqual(['cma-misaligned']);
    const onBase = await dtheaps([...args, '--base', base], text);
    expect(rulesOf((JSON.parse(onBase.out) as { diagnostics: Found[] }).diagnostics)).toEqual(['cma-misaligned']);
  });
});

describe('an overlay alone', () => {
  it('is not told of cells that its base states', async () => {
    const device = 'panel: panel@0 {\nreg = <0>;\nranges = <0 1 2>;\nport@1 { reg = <1>; };\n};\n';
    const texts = {
      'cells/plain.overlay': `&spi1 {\n${device}};\n`,
      'cells/plugin.dtso': `${PLUGIN}&spi1 {\n${device}};\n`,
      'cells/fragment.dtso': `/dts-v1/;\n/ { fragment@0 { target-path = "/spi";\n__overlay__ {\n${device}};\n};\n};\n`,
    };
    for (const [name, text] of Object.entries(texts)) {
      expect(rulesOf(await check(put(name, text))), name).toEqual([]);
    }
  });

  it.each([
    [
      'a pool that stands where no base has its reserved memory',
      `${PLUGIN}&{/soc} { ${SOUND} };\n`,
      'node-not-under-reserved-memory',
    ],
    [
      'a pool one level too deep',
      `${PLUGIN}&{/reserved-memory} { group { ${SOUND} }; };\n`,
      'node-not-under-reserved-memory',
    ],
    [
      'two pools over one another',
      `${PLUGIN}&rmem { ${SOUND} ${pool('video', '50800000', '0x1000000')} };\n`,
      'region-overlap',
    ],
    [
      'a contradiction in one node',
      `${PLUGIN}&rmem { ${pool('camera', '50000000', '0x1000000', 'no-map;\n')} };\n`,
      'reusable-no-map-conflict',
    ],
    [
      'a reg that is no whole number of the stated cells',
      `${PLUGIN}&rmem { ${CELLS} camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x50000000 0x1000000>; }; };\n`,
      'cells-count',
    ],
  ])('has %s', async (name, text, rule) => {
    const found = await check(put(`alone/${name}.dtso`, text));
    expect(rulesOf(found).filter((each) => each !== 'reg-format')).toEqual([rule]);
  });

  it.each([
    ['a node of the base that is changed', `${PLUGIN}&linux_cma { size = <0x0 0x180000>; };\n`],
    ['a pool in a node whose place only the base knows', `${PLUGIN}&somewhere { inner { ${SOUND} }; };\n`],
    [
      'numbers whose cells only the base knows',
      `${PLUGIN}&rmem { camera@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x50000000 0x180000>; }; };\n`,
    ],
    [
      'a place outside of what any board is known to have',
      `${PLUGIN}&rmem { ${pool('camera', 'f0000000', '0x1000000')} };\n`,
    ],
    [
      'lengths that fit a base with two cells for an address and one for a size',
      `${PLUGIN}&rmem { firmware { no-map; size = <0xa00000>; alignment = <0x0 0x1000>; alloc-ranges = <0x0 0x0 0x20000000>; }; };\n`,
    ],
    ['a device that refers to a region of the base', `${PLUGIN}&isp { memory-region = <&logs>; };\n`],
    [
      'a comment on what only the base shows',
      `${PLUGIN}&rmem {\n// dtheaps-disable-next-line outside-memory\n${SOUND}};\n`,
    ],
    ['nothing', `${PLUGIN}/ { };\n`],
  ])('is not judged for %s', async (name, text) => {
    expect(rulesOf(await check(put(`alone/${name}.dtso`, text)))).toEqual([]);
  });

  it('says in one line for all how a base is given, and fails nothing by it', async () => {
    const overlays = ['one', 'two', 'three', 'four'].map((name) =>
      put(`notes/${name}.dtso`, `${PLUGIN}&rmem { ${SOUND} };\n`),
    );
    const { status, out, error } = await dtheaps(['check', ...overlays, '--fail-level', 'hint']);
    expect([status, out.trim()]).toEqual([0, 'Nothing found in 4 boards.']);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(error).toMatch(/one\.dtso.*and 1 more: .*--base BOARD/);
  });

  it('boots nothing', async () => {
    const { status, error } = await dtheaps(['heaps', put('alone/heaps.dtso', `${PLUGIN}&rmem { ${SOUND} };\n`)]);
    expect(status).toBe(2);
    expect(error).toMatch(/this is an overlay: name its board with --base BOARD/);
  });

  it('is shown and compiled as it is', async () => {
    const overlay = put('shown/add.dtso', `${PLUGIN}&rmem { add; };\n`);
    put('shown/board.dts', BOARD);
    put('shown/Makefile', 'both-dtbs := board.dtb add.dtbo\n');
    expect((await dtheaps(['tree', overlay])).out).toContain('__overlay__');
    expect((await dtheaps(['tree', overlay, '--base', at('shown/board.dts')])).out).toContain('memory@40000000');
    expect((await dtheaps(['compile', overlay, '-o', at('shown/add.dtbo')])).status).toBe(0);
    expect((await dtheaps(['tree', at('shown/add.dtbo')])).out).toContain('__overlay__');
  });
});

describe('an overlay on a base', () => {
  const OVER = pool('camera', '60800000', '0x1000000');

  it('has what is wrong between the two, and nothing that the base has without it', async () => {
    const broken = put(
      'own/board.dts',
      BOARD.replace(
        'logs@60000000 {',
        'odd@58000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x58000000 0 0x180000>; };\nlogs@60000000 {',
      ),
    );
    const overlay = put('own/over.dtso', `${PLUGIN}&rmem { ${OVER} };\n`);
    expect(rulesOf(await check(broken))).toEqual(['cma-misaligned']);
    expect(rulesOf(await check(overlay, '--base', broken))).toEqual(['region-overlap']);
    expect(rulesOf(await check(broken, '--overlay', overlay)).sort()).toEqual(['cma-misaligned', 'region-overlap']);
  });

  it('is judged on each of several bases', async () => {
    const free = put('several/free.dts', BOARD.replace(/logs@.*\n/, ''));
    const taken = put('several/taken.dts', BOARD);
    const overlay = put('several/over.dtso', `${PLUGIN}&rmem { ${OVER} };\n`);
    expect(rulesOf(await check(overlay, '--base', free))).toEqual([]);
    const found = await check(overlay, '--base', free, '--base', taken);
    expect(rulesOf(found)).toEqual(['region-overlap']);
    const overlap = found.find(({ rule }) => rule === 'region-overlap');
    expect(overlap?.related.at(-1)).toMatchObject({ file: taken, message: ON_ONE });
    const onBoth = found.find(({ rule }) => rule === 'heap-name-unstable');
    expect(onBoth?.related.map(({ message }) => message)).not.toContain(ON_ONE);
    const { status, error } = await dtheaps(['heaps', overlay, '--base', free, '--base', taken]);
    expect(status).toBe(2);
    expect(error).toContain('goes on several boards');
  });

  it('comes after the overlays that the call names before it', async () => {
    const first = put('order/first.dtso', `${PLUGIN}&rmem { place: place { ${''} }; };\n`);
    const second = put('order/second.dtso', `${PLUGIN}&place { after; };\n`);
    const args = [second, '--base', base];
    expect(rulesOf(await check(...args))).toEqual(['overlay-missing-label']);
    expect(rulesOf(await check(...args, '--overlay', first))).not.toContain('overlay-missing-label');
    expect((await dtheaps(['tree', ...args, '--overlay', first, '--overlay', second])).out).toContain('after;');
  });

  it('finds the labels of earlier overlays, also of a fragment itself', async () => {
    const first = put(
      'labels/first.dtso',
      `${PLUGIN}/ { fragment@0 { target-path = "/soc/isp"; camera: __overlay__ { a; }; }; };\n`,
    );
    const second = put('labels/second.dtso', `${PLUGIN}&camera { b; };\n`);
    const { status, out } = await dtheaps(['tree', base, '--overlay', first, '--overlay', second]);
    expect([status, / isp \{[^}]*a;[^}]*\}/s.test(out), out.includes('b;')]).toEqual([0, true, true]);
  });

  it('finds its includes around itself, and is booted as the files around it say where none do around its board', async () => {
    const overlay = put(
      'apart/project/overlays/add.dts',
      `${PLUGIN}#include <dt-bindings/sizes.h>\n&rmem {\n${pool('camera', '50000000', 'SIZE')}};\n`,
    );
    put('apart/project/include/dt-bindings/sizes.h', '#define SIZE 0x180000\n');
    put('apart/project/.dtheaps.json', {
      profile: { kernel: '6.12' },
      bases: [{ board: '../boards/board.dts' }],
      severities: { 'cma-misaligned': 'warning' },
    });
    put('apart/boards/board.dts', BOARD);
    const root = ['--root', at('apart')];
    expect(await check(overlay, ...root)).toMatchObject([
      { rule: 'cma-misaligned', severity: 'warning', file: overlay },
    ]);
    expect((await dtheaps(['heaps', overlay, ...root])).out).toContain('Linux 6.12');
  });

  it('is refused as a base, and where there is none', async () => {
    const overlay = put('refused/over.dtso', `${PLUGIN}&rmem { };\n`);
    expect((await dtheaps(['check', overlay, '--base', at('refused/none.dts')])).status).toBe(2);
    expect((await dtheaps(['check', overlay, '--base', put('refused/other.dtso', PLUGIN)])).status).toBe(2);
  });

  it('is on the boards of the Makefile, after the overlays that stand before it in the list', async () => {
    put('make/board.dts', BOARD);
    put('make/first.dtso', `${PLUGIN}&rmem { place: place { }; };\n`);
    const second = put('make/second.dtso', `${PLUGIN}&place { after; };\n&rmem { ${OVER} };\n`);
    put('make/Makefile', 'dtb-$(CONFIG_SOC) += board.dtb\nboth-dtbs := \\\n\tboard.dtb first.dtbo second.dtbo\n');
    expect(rulesOf(await check(second))).toContain('region-overlap');
  });

  it('is on the boards of .dtheaps.json, each overlay after those before it', async () => {
    put('configured/boards/board.dts', BOARD);
    put('configured/overlays/first.dtso', `${PLUGIN}&rmem { place: place { }; };\n`);
    const second = put('configured/overlays/second.dtso', `${PLUGIN}&place { after; };\n&rmem { ${OVER} };\n`);
    const other = put('configured/overlays/other.dtso', `${PLUGIN}&rmem { ${SOUND} };\n`);
    put('configured/.dtheaps.json', {
      bases: [{ board: 'boards/board.dts', overlays: ['overlays/first.dtso', 'overlays/second.dtso'] }],
    });
    expect(rulesOf(await check(second))).toContain('region-overlap');
    expect((await check(other)).map(({ rule }) => rule)).toEqual(['overlay-base-unknown']);
  });

  it('is not applied to itself, nor checked alone beside a board that has it', async () => {
    put('together/board.dts', BOARD);
    put('together/add.dtso', `${PLUGIN}&rmem { ${OVER} };\n`);
    put('together/.dtheaps.json', { overlays: ['add.dtso'] });
    expect(rulesOf(await check(at('together')))).toEqual(['region-overlap']);
    expect(await check(at('together/add.dtso'))).toMatchObject([{ rule: 'overlay-base-unknown' }]);
    expect((await dtheaps(['tree', at('together/add.dtso')])).status).toBe(0);
  });
});

describe('a text that is appended to a board', () => {
  const overlay = put(
    'zephyr/app.overlay',
    '&isp {\nstatus = "okay";\n};\n/ { chosen { isp = &isp; }; };\n/delete-node/ &soc;\n',
  );

  it('is read after the board’s own', async () => {
    const kept = put('zephyr/kept.overlay', '&isp {\nstatus = "okay";\n};\n/ { chosen { isp = &isp; }; };\n');
    const { status, out } = await dtheaps(['tree', base, '--overlay', kept]);
    expect([status, out.includes('isp = "/soc/isp";'), out.includes('status = "okay";')]).toEqual([0, true, true]);
    expect((await dtheaps(['tree', base, '--overlay', overlay])).out).not.toContain('soc');
    expect(rulesOf(await check(kept, '--base', base))).toEqual([]);
  });

  it('has what is wrong in its own lines', async () => {
    const odd = put('zephyr/odd.overlay', `/ {\nreserved-memory {\n${CELLS}${ODD}};\n};\n`);
    for (const args of [[odd], [odd, '--base', base], [base, '--overlay', odd]]) {
      const found = (await check(...args)).filter(({ severity }) => severity === 'error');
      expect(found.map(({ rule, file, range }) => [rule, file, range.start.line])).toEqual([
        ['cma-misaligned', odd, 7],
      ]);
    }
  });

  it('needs no label of its own, but a syntax that dtc takes', async () => {
    expect(rulesOf(await check(overlay))).toEqual([]);
    expect(rulesOf(await check(put('zephyr/broken.overlay', '&isp {\nstatus = ;\n};\n')))).toEqual(['syntax-error']);
    // The board may define macros and labels.
    const text = '/ { chosen { a = &isp; }; };\n&isp {\nb = <PIN(3, 4) LOW>;\nc = &isp;\n};\n';
    expect(rulesOf(await check(put('zephyr/macros.overlay', text)))).toEqual([]);
  });

  it('cannot be appended to a blob', async () => {
    const blob = at('zephyr/board.dtb');
    await dtheaps(['compile', base, '-o', blob]);
    expect(rulesOf(await check(blob, '--overlay', overlay))).toEqual(['overlay-not-appended']);
  });
});
