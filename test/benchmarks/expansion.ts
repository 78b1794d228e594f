/**
 * How long the preprocessor takes for the boards of a kernel tree, and for an edit.
 *
 *     node test/benchmarks/expansion.ts KERNEL [ARCHITECTURE [EDITED-BOARD]]
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Expander, type ExpansionRequest } from '../../server/src/devicetree/expansion/expander.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';

const [kernel = '', architecture = 'arm64', edited = 'qcom/sdm845-db845c.dts'] = process.argv.slice(2);
const boardsFolder = `arch/${architecture}/boot/dts`;

/** Files of the tree, read once; `replace` gives one another content, as an editor does. */
class TreeReader {
  readonly #files = new Map<string, SourceFile | undefined>();
  /** CPU time that went into reading files. */
  readSeconds = 0;

  read(path: string): SourceFile | undefined {
    if (this.#files.has(path)) return this.#files.get(path);
    const begin = process.cpuUsage();
    let file: SourceFile | undefined;
    try {
      file = new SourceFile(path, readFileSync(join(kernel, path), 'latin1'));
    } catch {
      file = undefined;
    }
    this.#files.set(path, file);
    this.readSeconds += cpuSeconds(begin);
    return file;
  }

  replace(path: string, text: string): void {
    this.#files.set(path, new SourceFile(path, text));
  }
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const used = process.cpuUsage(since);
  return (used.user + used.system) / 1e6;
}

function boardsBelow(folder: string): string[] {
  return readdirSync(join(kernel, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dts') && statSync(join(kernel, folder, name)).isFile())
    .map((name) => join(folder, name))
    .sort();
}

function request(path: string): ExpansionRequest {
  return {
    path,
    includeRoots: ['scripts/dtc/include-prefixes'],
    defines: [],
    preprocess: true,
    dtcIncludeRoots: ['scripts/dtc/include-prefixes'],
  };
}

function milliseconds(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}

const reader = new TreeReader();
const expander = new Expander(reader);
const boards = boardsBelow(boardsFolder);
for (const pass of ['cold', 'warm']) {
  reader.readSeconds = 0;
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const times: number[] = [];
  let files = 0;
  let expanded = 0;
  let failed = 0;
  for (const board of boards) {
    const start = performance.now();
    const expansion = expander.expand(request(board));
    times.push(performance.now() - start);
    files += expansion.counts.reused + expansion.counts.expanded;
    expanded += expansion.counts.expanded;
    if (expansion.failed) failed++;
  }
  const used = cpuSeconds(cpu) - reader.readSeconds;
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `${pass}: ${boards.length} boards in ${seconds.toFixed(2)} s (CPU ${used.toFixed(2)} s, ${((1000 * used) / boards.length).toFixed(2)} ms a board, and ${reader.readSeconds.toFixed(2)} s for reading), ` +
      `${files} includes, ${expanded} expanded, ${failed} failed, ${milliseconds(times)}`,
  );
}
console.log(`memory: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);

const board = join(boardsFolder, edited);
const first = expander.expand(request(board));
const bySize = [...first.files].sort((one, other) => other.text.length - one.text.length);
for (const file of [...first.files.slice(0, 2), ...bySize.slice(0, 1)]) editedFile(file);

/** Adds a blank line to a file again and again. */
function editedFile(file: SourceFile): void {
  const times: number[] = [];
  let expanded = 0;
  const rounds = 200;
  for (let round = 0; round < rounds; round++) {
    const text = `${file.text}\n${' '.repeat(round % 7)}`;
    reader.replace(file.path, text);
    const start = performance.now();
    expanded += expander.expand(request(board)).counts.expanded;
    times.push(performance.now() - start);
  }
  reader.replace(file.path, file.text);
  console.log(
    `edit of ${file.path} (${file.text.length} bytes, ${first.files.length} files in the board): ${milliseconds(times)}, ${(expanded / rounds).toFixed(1)} expanded`,
  );
}
