import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeBlob } from '../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { FolderReader } from '../folderReader.ts';
import { testParser } from '../parser.ts';
import { recordings } from '../recorded/recordings.ts';
import { dtcPlace } from './dtcPlace.ts';
import { caseNames, type RecordedBytes, recordedBytes, report } from './recorded.ts';

interface Run {
  readonly command: readonly string[];
  readonly exit: number;
  readonly dtb: RecordedBytes;
  readonly first_error: { readonly file: string | null; readonly line: number | null; readonly message: string } | null;
}

interface TreeCase {
  readonly main: string;
  readonly runs: { readonly plain: Run; readonly symbols: Run };
}

/** Cases in which we do something else than dtc, each with the reason. */
const EXCEPTIONS = new Map([
  ['chk-force-prop', 'dtc -f, which writes a blob in spite of errors, is no option of ours'],
  ['chk-force-ref', 'dtc -f is no option of ours'],
  ['chk-wno-error', 'dtc -E no-…, which makes an error of its table none, is no option of ours'],
  ['opt-sort', 'dtc -s is no option of ours'],
  ['sym-auto-alias', 'dtc -A is no option of ours'],
  ['sym-local-fixups-opt', 'dtc -L is no option of ours: fixups are made for overlays'],
  ['mark-duplicate-label', 'positions are those of the file that was read, line markers in it notwithstanding'],
  ['mark-escapes', 'positions are those of the file that was read, line markers in it notwithstanding'],
]);

/** The folders of `-i` among a command's arguments. */
function includeFolders(command: readonly string[]): string[] {
  return command.filter((_, index) => command[index - 1] === '-i');
}

/** What differs from a recorded run of dtc; `undefined` where nothing does. */
function difference(
  folder: string,
  name: string,
  run: 'plain' | 'symbols',
  reliable: boolean,
  parser: DevicetreeParser,
): string | undefined {
  const recorded: TreeCase = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const { command, exit, dtb, first_error: firstError } = recorded.runs[run];
  const main = new Map([[recorded.main, join(folder, `${name}.dts`)]]);
  const board = new BoardReader(new FolderReader(join(folder, `${name}.files`), main, 'dtc'), parser).read({
    path: recorded.main,
    includeRoots: [],
    dtcIncludeRoots: includeFolders(command),
    defines: [],
    preprocess: false,
    overlays: [],
    symbols: run === 'symbols',
  });
  const error = board.problems.find((problem) => problem.severity === 'error');
  if (board.refused && error === undefined) return 'refused without a reason';
  // Where dtc crashes, coming back is all that is asked.
  if (!reliable) return undefined;
  if (board.refused !== (exit !== 0)) return board.refused ? `refused: ${error?.message}` : 'accepted, dtc refuses it';
  if (!board.refused) {
    return recordedBytes(dtb)?.equals(writeBlob(board.tree)) === true ? undefined : 'another blob';
  }
  if (firstError === null || firstError.line === null) return undefined;
  const span = error === undefined ? undefined : dtcPlace(error);
  const line = span?.file.lines.lineColumn(span.start).line;
  const file = span?.file.path;
  if (line === firstError.line && file === firstError.file) return undefined;
  return `${file}:${line}: ${error?.message}; dtc: ${firstError.file}:${firstError.line}: ${firstError.message}`;
}

describe('trees, as dtc makes them of sources', () => {
  test('the conformance cases, plain and with symbols', async () => {
    const parser = await testParser();
    const cases = join(recordings('conformance'), 'conformance');
    const folder = join(cases, 'dts');
    const index: { cases: { name: string; category: string; oracle_reliable: boolean }[] } = JSON.parse(
      readFileSync(join(cases, 'index.json'), 'utf8'),
    );
    const unreliable = new Set(
      index.cases.filter((one) => one.category === 'dts' && !one.oracle_reliable).map((one) => one.name),
    );
    const names = caseNames(folder);
    const differing = new Set<string>();
    const differences: string[] = [];
    for (const name of names) {
      for (const run of ['plain', 'symbols'] as const) {
        const found = difference(folder, name, run, !unreliable.has(name), parser);
        if (found === undefined) continue;
        if (!differing.has(name)) differences.push(`${name} (${run}): ${EXCEPTIONS.get(name) ?? found}`);
        differing.add(name);
      }
    }
    report('Trees', names.length, differences);
    expect(names.length).toBeGreaterThan(0);
    expect([...differing].filter((name) => !EXCEPTIONS.has(name))).toEqual([]);
  });
});
