import { beforeAll, describe, expect, it } from 'vitest';
import { boardSource } from '../../../../test/boardSource.ts';
import { EditedBoardFiles } from '../../../../test/editedBoard.ts';
import { type Analysis, withKernel } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { type DevicetreeParser, loadParser } from '../../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../disk/grammarModules.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import type { Remark } from '../remarks.ts';
import { plainTextOf } from '../richText.ts';
import { hover } from './hover.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await loadParser(readGrammarModules());
});

const regions = (body: string, rest = '') =>
  boardSource({ head: ['#define POOL(at) pool@##at { reg = <at 0x1000>; }'], regions: [body], rest: [rest] });

interface Booted {
  readonly analysis: Analysis;
  readonly document: DocumentTree;
}

function booted(text: string, kernel = '7.3'): Booted {
  const files = new EditedBoardFiles(parser, { 'board.dts': text });
  return { analysis: withKernel(files.analysis, kernel), document: files.document('board.dts') };
}

/** What the hover says at the first occurrence of a text, as plain text; empty where it says nothing. */
function said(text: string, at: string, kernels: readonly string[] = ['6.12', '7.3'], kernel = '7.3'): string {
  return saidOn(booted(text, kernel), at, kernels);
}

function saidOn(
  { analysis, document }: Booted,
  at: string,
  kernels: readonly string[],
  remarks: Remark[] = [],
): string {
  const offset = document.file.text.indexOf(at);
  expect(offset).toBeGreaterThanOrEqual(0);
  return plainTextOf(hover(analysis, document, offset, kernels, remarks)?.text ?? []);
}

const POOL = 'pool: pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; };';
const USER = 'camera@1000 { memory-region = <&pool>; memory-region-names = "frames"; };';

describe('the card of a region', () => {
  it('tells size, range, fate, heap by kernel, consumers and the log', () => {
    expect(said(regions(POOL, USER), 'pool@50000000')).toBe(`pool@50000000 — 16 MiB (0x1000000) at 0x50000000-0x50ffffff

Linux 7.3: CMA area: ordinary movable memory until a device or a heap takes it

Heap on 6.12  none
Heap on 7.3   /dev/dma_heap/pool@50000000
Used by       /camera@1000 as frames

Reserved memory: created CMA memory pool at 0x0000000050000000, size 16 MiB
OF: reserved mem: initialized node pool@50000000, compatible id shared-dma-pool
OF: reserved mem: 0x0000000050000000..0x0000000050ffffff (16384 KiB) map reusable pool@50000000`);
  });

  it('names the property of a reference that drivers do not attach by', () => {
    const user = 'camera@1000 { memory-region = <&pool>; firmware = <&pool>; };';
    expect(said(regions(POOL, user), 'pool@50000000')).toMatch(
      /^Used by +\/camera@1000\n +\/camera@1000 by its firmware$/m,
    );
  });

  it('names kernels that agree in one fact', () => {
    expect(said(regions(POOL), 'pool@50000000', ['6.6', '6.12'])).toContain('Heap on 6.6, 6.12  none');
  });

  it('is that of the label, of references and of the names that devices give it', () => {
    const board = `${regions(POOL, USER)}&pool { alignment = <0x1000>; };\n`;
    const text = said(board, 'pool@50000000');
    expect(text).not.toBe('');
    for (const at of ['pool: pool', '&pool>', '&pool {', 'frames']) expect(said(board, at), at).toBe(text);
  });

  it('stands before the macro that makes a region', () => {
    const text = said(regions('POOL(0x50000000);'), 'POOL(0x5');
    expect(text).toMatch(/^pool@0x50000000 — 4 KiB .*#define POOL\(at\) pool@##at/s);
  });

  it('tells why a region is not what its author asked for', () => {
    const text = said(regions(POOL.replace('0x1000000>', '0x1100000>')), 'pool@50000000');
    expect(text).toContain('its size 17 MiB is no multiple');
    expect(text).toContain('compatible matching fail');
    expect(text).toContain('Heap on 6.12, 7.3  none');
    expect(text).toContain('Used by            no device of the tree');
  });

  it('says where the kernel placed a dynamic region', () => {
    const dynamic = '		pool { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };';
    expect(said(regions(dynamic), 'pool {')).toContain('placed by the kernel');
  });

  it('names the rules that speak about the region elsewhere, and what the kernel prints', () => {
    const board = booted(regions(POOL.replace('0x1000000>', '0x1100000>')));
    const { file } = board.document;
    const at = file.text.indexOf('0x50000000 ');
    const remark: Remark = {
      rule: 'some-rule',
      severity: 'error',
      span: { file, start: at, end: at + 10 },
      nodePath: '/reserved-memory/pool@50000000',
      kernelLog: 'a line that no boot printed',
    };
    const others = [
      { ...remark, nodePath: '/elsewhere', rule: 'elsewhere' },
      { ...remark, severity: 'hint', rule: 'a-hint' },
    ];
    const text = saidOn(board, 'pool@50000000', [], [remark, ...others]);
    expect(text).toContain('Reported     some-rule, for its reg');
    expect(text).toMatch(/compatible matching fail[\s\S]*a line that no boot printed/);
    expect(text).not.toMatch(/elsewhere|hint/);
    const printed = logOf(board.analysis.boot, remark.nodePath, 'node-refused')?.line ?? '';
    expect(saidOn(board, 'pool@50000000', [], [{ ...remark, kernelLog: printed }]).split(printed)).toHaveLength(2);
  });

  it('does not repeat a finding that the editor shows above it, nor its line of the log', () => {
    const board = booted(regions(POOL.replace('0x1000000>', '0x1100000>')));
    const { file } = board.document;
    const start = file.text.indexOf('pool@50000000');
    const nodePath = '/reserved-memory/pool@50000000';
    const kernelLog = logOf(board.analysis.boot, nodePath, 'node-refused')?.line ?? '';
    const span = { file, start, end: start + 13 };
    const remark: Remark = { rule: 'some-rule', severity: 'error', span, nodePath, kernelLog };
    const text = saidOn(board, 'pool@50000000', [], [remark]);
    expect(kernelLog).not.toBe('');
    expect(text).toMatch(/^pool@50000000 — 17 MiB .*\n\nLinux 7\.3: given back to the system\n/);
    expect(text).not.toMatch(/some-rule|Reported/);
    expect(text).not.toContain(kernelLog);
  });

  it('says so where the size of RAM is a guess', () => {
    const board = regions(POOL).replace('reg = <0x40000000 0x40000000>', 'reg = <0x40000000 0>');
    const note = 'The tree leaves the size of RAM to firmware; 2 GiB from 0x40000000 are assumed.';
    for (const at of ['pool@50000000', 'reserved-memory', 'memory@40000000']) expect(said(board, at)).toContain(note);
    expect(said(regions(POOL), 'pool@50000000')).not.toContain('assumed');
  });

  it('says that a kernel does not boot', () => {
    expect(said(regions(POOL), 'pool@50000000', [], 'soon')).toMatch(/Linux soon: does not boot: ./);
    expect(said(regions(POOL), 'reserved-memory', [], 'soon')).toContain('Does not boot: ');
  });
});
