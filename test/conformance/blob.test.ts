import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBlob } from '../../server/src/devicetree/blob/readBlob.ts';
import { writeBlob } from '../../server/src/devicetree/blob/writeBlob.ts';
import { printTree } from '../../server/src/devicetree/tree/printTree.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';
import { recordings } from '../recorded/recordings.ts';
import { caseNames, type RecordedBytes, recordedBytes, report, sourceFile } from './recorded.ts';

interface BlobCase {
  readonly oracle_reliable: boolean;
  readonly runs: {
    readonly to_dts: { readonly exit: number; readonly output: RecordedBytes };
    readonly to_dtb: { readonly exit: number; readonly dtb: RecordedBytes };
  };
}

/** What differs from the recorded runs of dtc; `undefined` where nothing does. */
function difference(folder: string, name: string): string | undefined {
  const { runs, oracle_reliable }: BlobCase = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const { tree, refused, problems } = readBlob(sourceFile(folder, `${name}.dtb`));
  if (refused && !problems.some((problem) => problem.severity === 'error')) return 'refused without a reason';
  // Where dtc crashes, only a clean refusal is asked.
  if (!oracle_reliable) return refused ? undefined : 'not refused';
  if (refused !== (runs.to_dtb.exit !== 0)) return refused ? 'refused, dtc accepts it' : 'accepted, dtc refuses it';
  const blob = recordedBytes(runs.to_dtb.dtb);
  if (blob !== undefined && (tree === undefined || !blob.equals(writeBlob(tree)))) return 'another blob';
  const source = recordedBytes(runs.to_dts.output);
  if (source !== undefined && (tree === undefined || source.toString('latin1') !== printTree(tree))) {
    return 'another source';
  }
  return undefined;
}

describe('blobs, as dtc reads, writes and prints them', () => {
  test('the conformance cases', () => {
    const folder = join(recordings('conformance'), 'conformance', 'dtb');
    const names = caseNames(folder);
    const differences = names.flatMap((name) => {
      const found = difference(folder, name);
      return found === undefined ? [] : [`${name}: ${found}`];
    });
    report('Blobs', names.length, differences);
    expect(names.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });

  test('the boards', (context) => {
    const boards = kernelBoards();
    if (boards === undefined) return context.skip(MISSING_BOARDS);
    const golden = join(boards, 'golden');
    const names = caseNames(golden).filter((name) => !name.endsWith('.labels'));
    const differences: string[] = [];
    for (const name of names) {
      const bytes = gunzipSync(readFileSync(join(golden, `${name}.dtb.gz`)));
      const { tree, refused } = readBlob(new SourceFile(name, byteString(bytes)));
      if (refused || tree === undefined) differences.push(`${name}: refused`);
      else if (!bytes.equals(writeBlob(tree))) differences.push(`${name}: another blob`);
      else if (gunzipSync(readFileSync(join(golden, `${name}.dts.gz`))).toString('latin1') !== printTree(tree)) {
        differences.push(`${name}: another source`);
      }
    }
    report('Boards, read and written again', names.length, differences);
    expect(names.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
