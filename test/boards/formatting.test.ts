import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeBlob } from '../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import { boardRequest } from '../boardRequest.ts';
import { FolderReader } from '../folderReader.ts';
import { ChangingReader, formatted } from '../formattedText.ts';
import { testParser } from '../parser.ts';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';

interface Manifest {
  readonly boards: readonly { readonly board: string; readonly golden: string }[];
}

const inked = (text: string): string => text.replaceAll(/[ \t\r\n]/g, '');

describe('real boards whose files were formatted', () => {
  const folder = kernelBoards();
  if (folder === undefined) {
    test('the recorded boards', (context) => context.skip(MISSING_BOARDS));
    return;
  }

  test('are the blobs that dtc makes of them as they stand, byte for byte', async () => {
    const { boards }: Manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const parser = await testParser();
    let changed = 0;
    const files = new ChangingReader(new FolderReader(join(folder, 'tree')), (text) => {
      const once = formatted(text, parser);
      expect(inked(once)).toBe(inked(text));
      expect(formatted(once, parser)).toBe(once);
      if (once !== text) changed++;
      return once;
    });
    const reader = new BoardReader(files, parser);
    const roots = ['scripts/dtc/include-prefixes', 'include'];
    const others = boards.filter(({ board, golden }) => {
      const defines = [{ name: '__DTS__', value: '1' }];
      const request = { ...boardRequest(board), includeRoots: roots, dtcIncludeRoots: roots, defines };
      const blob = gunzipSync(readFileSync(join(folder, 'golden', `${golden}.dtb.gz`)));
      return !blob.equals(writeBlob(reader.read(request).tree));
    });
    expect(others).toEqual([]);
    // The boards' own files are near the style, not in it.
    expect(changed).toBeGreaterThan(0);
  });
});

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
const hasTools = [
  ['gcc', '--version'],
  ['dtc', '--version'],
].every(([tool = '', asked = '']) => {
  return spawnSync(tool, [asked]).status === 0;
});

if (hasTools)
  describe('samples whose files lost their layout and were formatted', () => {
    test('are the same blobs to gcc and dtc', async () => {
      const parser = await testParser();
      const folder = mkdtempSync(join(tmpdir(), 'dtheaps-format-'));
      cpSync(SAMPLES, folder, { recursive: true });
      const names = readdirSync(folder).filter((name) => /\.dts[io]?$/.test(name));
      for (const name of names) {
        const text = readFileSync(join(folder, name), 'latin1');
        const flat = text.replaceAll(/^[ \t]+/gm, '').replaceAll(/ = </g, '=<');
        const restored = formatted(flat, parser);
        expect(restored).not.toBe(flat);
        writeFileSync(join(folder, name), restored, 'latin1');
      }
      const compiled = (cwd: string, board: string): Buffer => {
        const gcc = spawnSync('gcc', ['-E', '-nostdinc', '-undef', '-x', 'assembler-with-cpp', board], { cwd });
        return spawnSync('dtc', ['-I', 'dts', '-O', 'dtb', '-'], { input: gcc.stdout }).stdout;
      };
      const boards = names.filter((name) => name.endsWith('.dts'));
      for (const board of boards) expect(compiled(folder, board).equals(compiled(SAMPLES, board)), board).toBe(true);
      expect(boards.length).toBeGreaterThan(1);
      rmSync(folder, { recursive: true });
    });
  });
