/**
 * `npm run test:findings -- [FOLDER] (--write FILE | --against FILE)`: what every rule finds on the upstream boards with
 * reserved memory, a line a finding, into a file; or what came and went since a file was written, counted by rule. A
 * change of rules is judged by it: each difference must have a reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import { check } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { ARCHITECTURES, boardFiles, kernelTree } from './kernelSource.ts';

/** The kernels whose boots are checked. */
const KERNELS = ['6.12', '7.3'];

/** At most this many places of each rule are printed on either side. */
const PLACES_PRINTED = 12;

/** A finding as a line: rule, severity, kernel, board, place in the file it stands in, relative to the tree. */
async function findingLines(root: string): Promise<string[]> {
  const files = new DiskFileSystem();
  files.trusting = true;
  const workspace = new Workspace(files, await loadParser(await readGrammarModules()));
  const lines: string[] = [];
  let reserving = 0;
  for (const board of boardFiles(root, ARCHITECTURES).filter((path) => path.endsWith('.dts'))) {
    for (const kernel of KERNELS) {
      const opened = workspace.open(`${root}/${board}`, [{ origin: { layer: 'call' }, values: { kernel } }]);
      const analysis = workspace.analyse(opened);
      if (analysis.memory.reservedMemory === undefined) break;
      if (kernel === KERNELS[0]) reserving++;
      for (const { rule, severity, span, nodePath } of check(analysis)) {
        const { line } = span.file.lines.lineColumn(span.start);
        const place = `${span.file.path.replace(`${root}/`, '')}:${line}`;
        lines.push([rule, severity, kernel, board, place, nodePath].join('\t'));
      }
    }
  }
  console.error(`${reserving} boards with reserved memory, ${lines.length} findings`);
  return lines.sort();
}

/** The lines of one list that another one lacks, as often as it lacks them. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}

const kindOf = (line: string): string => line.split('\t').slice(0, 3).join(' ');
const placeOf = (line: string): string => line.split('\t').slice(3).join(' ');

function counted(lines: readonly string[]): Map<string, string[]> {
  return Map.groupBy(lines, kindOf);
}

function printDifferences(before: readonly string[], after: readonly string[]): void {
  const gone = counted(without(before, after));
  const come = counted(without(after, before));
  const [all, now] = [counted(before), counted(after)];
  const kinds = [...new Set([...all.keys(), ...now.keys()])].sort();
  const number = (lines: readonly string[] | undefined) => String(lines?.length ?? 0).padStart(6);
  console.log(`${'rule severity kernel'.padEnd(48)}before after   gone   new`);
  for (const kind of kinds) {
    if (gone.has(kind) || come.has(kind))
      console.log(
        `${kind.padEnd(48)}${number(all.get(kind))}${number(now.get(kind))} ${number(gone.get(kind))}${number(come.get(kind))}`,
      );
  }
  for (const [sign, lists] of [
    ['-', gone],
    ['+', come],
  ] as const) {
    for (const [kind, lines] of lists) {
      for (const line of lines.slice(0, PLACES_PRINTED)) console.log(`${sign} ${kind}: ${placeOf(line)}`);
      if (lines.length > PLACES_PRINTED) console.log(`${sign} ${kind}: … ${lines.length - PLACES_PRINTED} more`);
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'string' }, against: { type: 'string' } },
});
const lines = await findingLines(kernelTree(positionals[0]));
if (values.write !== undefined) writeFileSync(values.write, `${lines.join('\n')}\n`);
if (values.against !== undefined) {
  printDifferences(readFileSync(values.against, 'utf8').trimEnd().split('\n'), lines);
}
process.exitCode = values.write === undefined && values.against === undefined ? 2 : 0;
