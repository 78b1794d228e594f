import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../../test/parser.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DevicetreeParser } from '../devicetree/syntax/parser.ts';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import { symbolsInPieces, type WrittenSymbol, writtenSymbols } from './writtenSymbols.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const SAMPLES = fileURLToPath(new URL('../../../samples', import.meta.url));

const shown = ({ labels, name, kind, container, span: { file, start, end } }: WrittenSymbol): string =>
  `${kind} ${labels.join(' ')} ${container} ${name} = ${start} ${file.text.slice(start, end)}`;

const inPieces = (file: SourceFile, pieceLength: number): string[] =>
  [...symbolsInPieces(file, parser, pieceLength)].flat().map(shown);

const atOnce = (file: SourceFile): string[] => writtenSymbols(DocumentTree.read(file, parser)).map(shown);

/** A board as `dtc -O dts` writes one: everything within one root. */
const decompiled = (devices: number): string => {
  const device = (at: number): string =>
    `\t\tdevice@${at} {\n\t\t\tname = "};";\n\t\t\tport {\n\t\t\t\tep${at}: endpoint {\n\t\t\t\t\treg = <0x${at}>;\n\t\t\t\t};\n\t\t\t};\n\t\t};\n`;
  const region = (at: number): string => `\t\tr${at}: region@${at} {\n\t\t\tno-map;\n\t\t};\n`;
  const many = (make: (at: number) => string): string => Array.from({ length: devices }, (_, at) => make(at)).join('');
  return `/dts-v1/;\n\n/ {\n\tsoc {\n${many(device)}\t};\n\treserved-memory {\n${many(region)}\t};\n};\n`;
};

describe('the symbols of a text that is read in pieces', () => {
  it('are those of the whole text, with their places and containers', () => {
    const file = new SourceFile('a.dts', decompiled(40));
    const whole = atOnce(file);
    expect(whole).toHaveLength(2 + 40 * 4);
    for (const length of [150, 333, 1000, 4000]) expect(inPieces(file, length)).toEqual(whole);
  });

  it('are those of the whole of each sample', () => {
    // The comment at the beginning is no longer than two pieces.
    for (const name of readdirSync(SAMPLES).filter((each) => /\.dts[io]?$/.test(each))) {
      const file = new SourceFile(name, byteString(readFileSync(join(SAMPLES, name))));
      for (const length of [400, 700]) expect(inPieces(file, length), name).toEqual(atOnce(file));
    }
  });

  it('come one piece after the other', () => {
    const file = new SourceFile('a.dts', decompiled(40));
    expect([...symbolsInPieces(file, parser, 1000)].length).toBeGreaterThan(5);
  });

  it('end where names alone fill a piece', () => {
    const file = new SourceFile('a.dts', `${'a'.repeat(300)} {\n`.repeat(50));
    expect(inPieces(file, 100).length).toBeLessThan(50);
  });
});
