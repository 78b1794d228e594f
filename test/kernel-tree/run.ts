/**
 * `npm run test:kernel-tree [-- FOLDER] [--only PART]`: every upstream device tree, plain and with `-@`, and every
 * composite of the Makefiles, compiled by the tree's own dtc and by this project, compared byte for byte. Then every rule
 * runs over the boards with reserved memory: the faults that upstream has are found, and nothing else is an error. The
 * table of pixel formats is held against the tree's headers.
 *
 * The oracle's results are kept in a cache outside the project, so that only the first run takes minutes.
 */
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import { blobDifference, boardDifferences, boardRequest, compileWithUs } from './compare.ts';
import { findComposites } from './composites.ts';
import { checkUpstream } from './findings.ts';
import { ARCHITECTURES, boardFiles, cacheFolder, kernelTree } from './kernelSource.ts';
import { buildOracle, compileWithOracle, overlayWithOracle } from './oracle.ts';
import { missingFromTree } from './pixelFormats.ts';
import { inParallel } from './pool.ts';

/** At most this many differences are printed in full. */
const PRINTED_DIFFERENCES = 200;

async function main(args: readonly string[]): Promise<number> {
  const onlyAt = args.indexOf('--only');
  const only = onlyAt < 0 ? '' : (args[onlyAt + 1] ?? '');
  const named = args.find((arg, index) => !arg.startsWith('--') && (onlyAt < 0 || index !== onlyAt + 1));
  const root = kernelTree(named);
  const oracle = buildOracle(root, cacheFolder());
  const boards = boardFiles(root, ARCHITECTURES).filter((board) => board.includes(only));
  const composites = findComposites(root, ARCHITECTURES).filter(({ base, name }) => `${base} ${name}`.includes(only));
  console.log(`${root}: ${boards.length} files, ${composites.length} composites`);

  let done = 0;
  const results = await inParallel(boards, availableParallelism(), async (board) => {
    if (++done % 500 === 0) console.error(`  oracle: ${done} of ${boards.length}`);
    return compileWithOracle(oracle, root, board);
  });
  const refusedByOracle = results.filter(({ refusal }) => refusal !== undefined).length;

  const files = new DiskFileSystem();
  files.trusting = true;
  const parser = await loadParser(readGrammarModules());
  const reader = new BoardReader(files, parser);
  const differences: string[] = [];
  const begin = performance.now();
  for (const [index, board] of boards.entries()) {
    const result = results[index];
    if (result !== undefined) differences.push(...boardDifferences(reader, root, board, result));
    if ((index + 1) % 500 === 0) console.error(`  compared: ${index + 1} of ${boards.length}`);
  }
  const seconds = (performance.now() - begin) / 1000;
  const boardTotal = differences.length;

  for (const { name, base, overlays } of composites) {
    const theirs = await overlayWithOracle(oracle, name, base, overlays);
    const ours = compileWithUs(reader, boardRequest(root, base, false, overlays));
    const found = blobDifference(ours, typeof theirs === 'string' ? undefined : theirs);
    if (found !== undefined) differences.push(`${name} (${base} and ${overlays.length} overlays): ${found}`);
  }

  for (const difference of differences.slice(0, PRINTED_DIFFERENCES)) console.log(`  ${difference}`);
  if (differences.length > PRINTED_DIFFERENCES) console.log(`  … and ${differences.length - PRINTED_DIFFERENCES} more`);
  const compared = boards.length * 2;
  console.log(
    `Blobs: ${compared - boardTotal} of ${compared} as dtc has them (${refusedByOracle} files it refuses), in ${seconds.toFixed(1)} s`,
  );
  const composed = composites.length - (differences.length - boardTotal);
  console.log(`Composites: ${composed} of ${composites.length} as fdtoverlay has them`);
  const wrong = checkUpstream(parser, root, boards);
  for (const line of wrong) console.log(`  ${line}`);
  console.log(`Rules: ${wrong.length} false alarms or missed faults`);
  const missing = missingFromTree(root);
  for (const line of missing) console.log(`  ${line}`);
  console.log(`Pixel formats: ${missing.length} of the headers missing`);
  return differences.length + wrong.length + missing.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
