/**
 * `node test/benchmarks/edit.ts KERNEL-TREE [EDITS]`: edits of files of an open board, each to the board's new merged
 * tree. Prints the times by the file edited, and how many files were expanded and parsed for an edit.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { BoardReader, type BoardRequest } from '../../server/src/devicetree/board.ts';
import type { FileReader } from '../../server/src/text/fileReader.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { testParser } from '../parser.ts';

const BOARD = 'arch/arm64/boot/dts/qcom/sdm845-db845c.dts';
const EDITED = [BOARD, 'arch/arm64/boot/dts/qcom/sdm845.dtsi', 'arch/arm64/boot/dts/qcom/pm8998.dtsi'];

/** The files of a folder, with those that are being edited. */
class EditedFiles implements FileReader {
  readonly #files = new Map<string, SourceFile | undefined>();

  read(path: string): SourceFile | undefined {
    if (!this.#files.has(path)) {
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
      this.#files.set(path, isFile ? new SourceFile(path, byteString(readFileSync(path))) : undefined);
    }
    return this.#files.get(path);
  }

  edit(path: string, text: string): void {
    this.#files.set(path, new SourceFile(path, text));
  }
}

const [tree = '', edits = '300'] = process.argv.slice(2);
if (!statSync(join(tree, BOARD), { throwIfNoEntry: false })?.isFile()) {
  console.error(`usage: node test/benchmarks/edit.ts KERNEL-TREE [EDITS]; there is no ${BOARD} in "${tree}"`);
  process.exit(2);
}
const files = new EditedFiles();
const reader = new BoardReader(files, await testParser());
const roots = [join(tree, 'scripts/dtc/include-prefixes')];
const request: BoardRequest = {
  path: join(tree, BOARD),
  includeRoots: roots,
  dtcIncludeRoots: roots,
  defines: [{ name: '__DTS__', value: '1' }],
  preprocess: true,
  overlays: [],
  symbols: false,
};
const first = performance.now();
const board = reader.read(request);
console.log(`${BOARD}: ${board.files.length} files, first read ${(performance.now() - first).toFixed(1)} ms`);
for (const name of EDITED) {
  const path = join(tree, name);
  const original = files.read(path)?.text ?? '';
  // The numbers of the file's cells, one changed after another, as a person types over them.
  const numbers = [...original.matchAll(/(?<=[< ]0x)[0-9a-f](?=[0-9a-f]*[ >])/g)].map((match) => match.index);
  const times: number[] = [];
  let parsed = 0;
  let expanded = 0;
  for (let round = 0; round < Number(edits); round++) {
    const at = numbers[(round * 7919) % numbers.length] ?? 0;
    const text = files.read(path)?.text ?? '';
    files.edit(path, `${text.slice(0, at)}${'123456789abcdef'[round % 15]}${text.slice(at + 1)}`);
    const begin = performance.now();
    const { statistics, refused } = reader.read(request);
    times.push(performance.now() - begin);
    parsed += statistics.unitsParsed;
    expanded += statistics.filesExpanded;
    if (refused) throw new Error(`${name} is refused after edit ${round}`);
  }
  files.edit(path, original);
  reader.read(request);
  times.sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(2);
  const size = `${(original.length / 1024).toFixed(0)} KiB`;
  const work = `${(expanded / times.length).toFixed(2)} files expanded and ${(parsed / times.length).toFixed(2)} parsed`;
  console.log(`${name} (${size}): median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms; ${work} an edit`);
}
