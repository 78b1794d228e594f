import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { boardSource } from '../boardSource.ts';
import { testParser } from '../parser.ts';
import { ProvenBoards, textsAfter } from './provenBoards.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const BOARD = (regions: string, rest = ''): string => boardSource({ cells: 2, regions: [regions], rest: [rest] });

/** The fixes of a rule on a board that are proven, with the regions as each leaves them. */
function fixed(text: string, rule: string): Record<string, string> {
  const boards = new ProvenBoards({ 'a.dts': text }, parser);
  const finding = boards.findings('a.dts').find((each) => each.rule === rule);
  expect(finding, rule).toBeDefined();
  if (finding === undefined) return {};
  return Object.fromEntries(
    boards
      .prover()
      .proven(finding, finding.fixes)
      .map((fix) => {
        const after = textsAfter({ 'a.dts': text }, [fix])['a.dts'] ?? '';
        return [
          fix.title,
          [...after.matchAll(/\w+@\w+ \{[^}]*reg = (<[^>]*>)/g)]
            .slice(1)
            .map((match) => match[0])
            .join('\n'),
        ];
      }),
  );
}

const pool = (address: string, size: string): string =>
  `camera@${address} { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x${address} 0x0 ${size}>; };`;
const carveOut = (address: string, size: string): string =>
  `dsp@${address} { no-map; reg = <0x0 0x${address} 0x0 ${size}>; };`;

describe('regions over each other', () => {
  it('a pool ends before a carve-out, or goes above it; the carve-out stays', () => {
    const fixes = fixed(
      BOARD(`${pool('60000000', '0x2000000')}\n${carveOut('61000000', '0x1000000')}`),
      'region-overlap',
    );
    expect(Object.keys(fixes)).toEqual([
      'Shrink "camera@60000000" to 16 MiB, up to the start of "dsp@61000000"',
      'Move "camera@60000000" to 0x62000000, which is free, and rename it',
    ]);
    const [shrunk, moved] = Object.values(fixes);
    expect(shrunk).toContain('reg = <0x0 0x60000000 0x0 0x1000000>');
    expect(moved).toContain(
      'camera@62000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x62000000 0x0 0x2000000>',
    );
    expect(moved).toContain('dsp@61000000 { no-map; reg = <0x0 0x61000000 0x0 0x1000000>');
  });

  it('a carve-out goes to the next whole MiB', () => {
    const regions = `${carveOut('60000000', '0x2080000')}\n${carveOut('61000000', '0x100000').replace('dsp', 'log')}`;
    expect(Object.keys(fixed(BOARD(regions), 'region-overlap'))).toContain(
      'Move "log@61000000" to 0x62100000, which is free, and rename it',
    );
  });

  it('a name that something else spells stays as it is', () => {
    const regions = `${pool('60000000', '0x2000000')}\n${carveOut('61000000', '0x1000000')}`;
    const fixes = fixed(BOARD(regions, 'aliases { cam = "/reserved-memory/camera@60000000"; };'), 'region-overlap');
    expect(Object.keys(fixes)).toContain('Move "camera@60000000" to 0x62000000, which is free; its name stays');
  });
});

describe('a region that a macro makes whole', () => {
  const macro = '#define CARVEOUT(label, name, base, size) label: name@base { no-map; reg = <0x0 0x##base 0x0 size>; }';
  const board = (uses: string, rest = ''): string => BOARD(uses, rest).replace('/dts-v1/;', `/dts-v1/;\n${macro}`);
  const uses = 'CARVEOUT(a, log, 60000000, 0x400000);\n\t\tCARVEOUT(b, trace, 60200000, 0x400000);';
  const titles = (text: string): string[] => Object.keys(fixed(text, 'region-overlap'));

  it('moves with its name by the one argument that is its place', () => {
    const title = 'Move "trace@60200000" to 0x60400000, which is free, in the arguments of its macro';
    expect(titles(board(uses))).toContain(title);
    const boards = new ProvenBoards({ 'a.dts': board(uses) }, parser);
    const finding = boards.findings('a.dts').find(({ rule }) => rule === 'region-overlap');
    const fix = finding?.fixes.find((each) => each.title === title);
    expect(textsAfter({}, fix === undefined ? [] : [fix])['a.dts']).toContain(
      'CARVEOUT(b, trace, 60400000, 0x400000);',
    );
  });

  it('stays where something else names it by its path, or the place is not told from the rest', () => {
    const alias = 'aliases { trace = &{/reserved-memory/trace@60200000}; };';
    expect(titles(board(uses, alias)).filter((title) => title.includes('"trace'))).toEqual([]);
    const twice = uses.replace('60200000, 0x400000', '60200000, (0x60200000 - 0x5fe00000)');
    expect(titles(board(twice)).filter((title) => title.includes('"trace'))).toEqual([]);
  });
});

describe('a region whose place an override by reference says', () => {
  const soc = `/ { reserved-memory { ranges; camera: ${pool('60000000', '0x2000000')} }; };\n`;
  const board = BOARD(carveOut('61000000', '0x1000000')).replace('/dts-v1/;', '/dts-v1/;\n#include "soc.dtsi"');
  const texts = {
    'a.dts': `${board}&camera { reg = <0x0 0x60800000 0x0 0x2000000>; };\n`,
    'soc.dtsi': soc.replaceAll('60000000', '60800000'),
  };
  const titles = (files: Readonly<Record<string, string>>): string[] => {
    const boards = new ProvenBoards(files, parser);
    const finding = boards.findings('a.dts').find(({ rule }) => rule === 'region-overlap');
    if (finding === undefined) return [];
    return boards
      .prover()
      .proven(finding, finding.fixes)
      .map(({ title }) => title);
  };
  const moved = 'Move "camera@60800000" to 0x62000000, which is free';

  it('moves with its name where the node is defined, if no other board reads that', () => {
    expect(titles(texts)).toContain(`${moved}, and rename it in soc.dtsi`);
    const boards = new ProvenBoards(texts, parser);
    const finding = boards.findings('a.dts').find(({ rule }) => rule === 'region-overlap');
    const fix = finding?.fixes.find(({ sole }) => sole === 'soc.dtsi');
    const after = textsAfter(texts, fix === undefined ? [] : [fix]);
    expect(after['soc.dtsi']).toBe(texts['soc.dtsi'].replace('camera@60800000', 'camera@62000000'));
    expect(after['a.dts']).toContain('&camera { reg = <0x0 0x62000000 0x0 0x2000000>; };');
    const now = new ProvenBoards(after, parser).findings('a.dts').map(({ rule }) => rule);
    expect(now).not.toContain('region-overlap');
    expect(now).not.toContain('unit-address-mismatch');
  });

  it('keeps its name where another board reads its definition', () => {
    const both = { ...texts, 'b.dts': BOARD('').replace('/dts-v1/;', '/dts-v1/;\n#include "soc.dtsi"') };
    expect(titles(both)).toContain(`${moved}; its name stays`);
    expect(titles(both).filter((title) => title.includes('rename'))).toEqual([]);
  });
});

describe('misplaced regions', () => {
  it('over the end of RAM: up to it, or below', () => {
    const fixes = fixed(BOARD(pool('7f000000', '0x2000000')), 'straddles-memory-end');
    expect(Object.keys(fixes)[0]).toBe('Shrink "camera@7f000000" to 16 MiB, up to the end of RAM');
    expect(Object.values(fixes)[1]).toMatch(/camera@(7[0-9a-e][0-9a-f]{6}) .* reg = <0x0 0x\1 0x0 0x2000000>/);
  });

  it('at an address that is no multiple of a pageblock: the next one, of a whole size', () => {
    expect(fixed(BOARD(pool('60100000', '0x180000')), 'cma-misaligned')).toEqual({
      'Move "camera@60100000" to 0x60200000, which is free, and rename it':
        'camera@60200000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x60200000 0x0 0x200000>',
    });
  });

  it('out of reach of its device: into it', () => {
    const bus =
      'soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x0 0x40000000 0x20000000>; isp@0 { reg = <0 0>; memory-region = <&cam>; }; };';
    const fixes = fixed(BOARD(`cam: ${pool('70000000', '0x1000000')}`, bus), 'beyond-dma-limit');
    expect(Object.keys(fixes)).toHaveLength(1);
    expect(Object.keys(fixes)[0]).toMatch(
      /^Move "camera@70000000" to 0x[45][0-9a-f]{7}, which is free, and rename it$/,
    );
  });

  it('none where RAM is left to firmware', () => {
    const text = BOARD(`${pool('60000000', '0x2000000')}\n${carveOut('61000000', '0x1000000')}`);
    const unstated = text.replace('0x0 0x40000000 0x0 0x40000000', '0x0 0x40000000 0x0 0x0');
    expect(Object.keys(fixed(unstated, 'region-overlap'))).toEqual([
      'Shrink "camera@60000000" to 16 MiB, up to the start of "dsp@61000000"',
    ]);
  });
});

describe('cells', () => {
  it.each([
    ['<0x60000000 0x100000>', '<0x0 0x60000000 0x0 0x100000>'],
    ['<0x0 0x60000000 0x100000>', '<0x0 0x60000000 0x0 0x100000>'],
    ['<0x60000000 0x0 0x100000>', '<0x0 0x60000000 0x0 0x100000>'],
    ['<0x0 0x60000000 0x0 0x100000 0x70000000 0x100000>', undefined],
  ])('%s is %s', (written, meant) => {
    const text = BOARD(`dsp@60000000 { no-map; reg = ${written}; };`);
    const boards = new ProvenBoards({ 'a.dts': text }, parser);
    const finding = boards.findings('a.dts').find(({ rule }) => rule === 'cells-count');
    expect(finding?.fixes.map(({ title }) => title)).toEqual(meant === undefined ? [] : [`Change it to ${meant}`]);
  });
});

it('a region that is switched off is switched on', () => {
  const region = carveOut('60000000', '0x100000').replace('no-map;', 'no-map; status = "disabled";');
  const text = BOARD(`dsp: ${region}`, 'remoteproc { memory-region = <&dsp>; };');
  const boards = new ProvenBoards({ 'a.dts': text }, parser);
  const finding = boards.findings('a.dts').find(({ rule }) => rule === 'memory-region-broken');
  const [fix] = finding === undefined ? [] : boards.prover().proven(finding, finding.fixes);
  expect(fix?.title).toBe('Switch "dsp@60000000" on');
  expect(textsAfter({ 'a.dts': text }, fix === undefined ? [] : [fix])['a.dts']).toContain('no-map; status = "okay";');
});
