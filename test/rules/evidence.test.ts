import { beforeAll, describe, expect, it } from 'vitest';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { boardSource } from '../boardSource.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

function said(text: string): { rules: string[]; problems: string[]; notes: string[] } {
  const workspace = new Workspace(new MemoryFiles({ 'a.dts': text }), parser);
  const { findings, problems } = findingsOf(workspace.analyse(workspace.open('a.dts')));
  return {
    rules: findings.map(({ rule }) => rule),
    problems: problems.filter(({ severity }) => severity === 'error').map(({ id }) => id),
    notes: problems.filter(({ id }) => id === 'memory-not-judged').map(({ message }) => message),
  };
}

const board = (head: string, pool: string, rest = ''): string =>
  boardSource({
    head: [head],
    regions: [`cam: cam@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 ${pool}>; };`, rest],
  });

describe('what was not read is not judged', () => {
  it('of two nodes with one name nothing is said but that, nor of what is in them; of others all', () => {
    const twin = 'twin: cam@60000000 { no-map; reg = <0x68000000 0x100>; part { reg = <0 0>; }; };';
    const other = 'isp@70000000 { compatible = "shared-dma-pool"; reusable; reg = <0x70000000 0x100000>; };';
    expect(said(board('', '0x100000', `${twin} ${other}`))).toEqual({
      rules: ['cma-misaligned'],
      problems: ['duplicate-node-names'],
      notes: [],
    });
    expect(said(board('', '0x100000', twin.replace('cam@60000000', 'log@68000000'))).rules).toContain('cma-misaligned');
  });

  it('an include that is not there leaves all unsaid but that, and one line says how to give it', () => {
    const { rules, problems, notes } = said(board('#include <sizes.h>\n#include "more.dtsi"', '0x180000'));
    expect(rules).toEqual([]);
    expect(new Set(problems)).toEqual(new Set(['include-not-found']));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/sizes\.h and 1 more.*-I.*includeRoots.*devicetreeHeaps\.includePaths/s);
  });

  it('a condition that cannot be worked out may hide anything', () => {
    expect(said(board('#if 1 +\n#endif', '0x180000')).rules).toEqual([]);
  });

  it('a board that is read whole is judged, also where dtc refuses it for its names', () => {
    expect(said(board('', '0x180000')).rules).toContain('cma-misaligned');
    const doubled = 'two@61000000 { no-map; reg = <0x61000000 0x1000>; }; two@61000000 { };';
    const { rules, problems } = said(board('', '0x180000', doubled));
    expect(problems).toEqual(['duplicate-node-names']);
    expect(rules).toContain('cma-misaligned');
  });

  it.each([
    ['an unresolved reference', 'isp { memory-region = <&nowhere>; };'],
    ['a label that is not there', '}; }; &nowhere { status = "okay"; }; / { a { b { };'],
    ['a macro that is not defined', 'log@61000000 { reg = <0x61000000 LOG_SIZE>; };'],
    ['a broken value', 'log@61000000 { reg = <0x61000000 0x>; };'],
  ])('%s leaves what the other nodes say', (_, rest) => {
    const { rules, problems } = said(board('', '0x180000', rest));
    expect(problems.length).toBeGreaterThan(0);
    expect(rules).toContain('cma-misaligned');
    expect(rules).not.toContain('cells-count');
  });

  it('nothing is said of the node that is broken, nor of cells that are', () => {
    expect(said(board('', '0x180000 LOG_SIZE')).rules).toEqual([]);
    const broken = board('', '0x180000').replace('#size-cells = <1>;', '#size-cells = <CELLS>;');
    expect(said(broken).rules).toEqual([]);
  });

  it('nothing is said of nodes whose places are unknown: a brace too many, or none that indentation shows', () => {
    expect(said(board('', '0x180000', '};')).rules).toEqual([]);
    expect(said(board('', '0x180000', 'a {').replaceAll(/^\s+/gm, '')).rules).toEqual([]);
  });

  it('a comment that may silence what could not be said is not called unused', () => {
    const comment = '/* dtheaps-disable-next-line missing-reg-and-size */\n';
    expect(said(board('', '0x200000', comment)).rules).toContain('unused-suppression');
    expect(said(board('', '0x200000', `${comment}log { reg = <LOG>; };`)).rules).not.toContain('unused-suppression');
  });
});
