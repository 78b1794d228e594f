import type { Command } from 'commander';
import { parseJson } from '../../text/json/jsonDocument.ts';
import type { CommandContext } from '../command.ts';
import { addFailOptions, type FailOptions, statusOf } from '../failLevel.ts';
import { UnusableError } from '../failure.ts';
import { readJsonFile, readNamedFile, requireNone } from '../input/jsonFile.ts';
import { NamedFiles } from '../input/namedFiles.ts';
import { projectOf } from '../input/project.ts';
import type { ShardResult } from '../output/shardResult.ts';
import { sayFault } from '../terminal.ts';
import { type JsonResult, jsonResultSchema, mergedJson } from './jsonResults.ts';
import type { MergedResult } from './mergedEntries.ts';
import { mergedSarif, type SarifResult, sarifResultSchema } from './sarifResults.ts';

/** A result that a call names, of one part of the boards or of all that its run was given. */
interface NamedResult<Result> {
  readonly path: string;
  readonly shard: ShardResult | undefined;
  readonly result: Result;
}

/** `dtheaps merge RESULT…`: what the parts of `check --shard` have found, as if it had been one run. */
export function mountMerge(program: Command, { terminal, finish }: CommandContext): void {
  const command = program
    .command('merge <result...>')
    .description('results of check --shard, all JSON or all SARIF, as that of one run');
  addFailOptions(command).action((paths: readonly string[], options: FailOptions) => {
    const files = new NamedFiles(projectOf({ include: [], overlay: [] }, paths));
    const { text, found, unusable } = mergedFiles(files, paths);
    terminal.out(text);
    for (const line of unusable) sayFault(terminal, line);
    finish(statusOf(found, unusable, options));
  });
}

interface Merged extends MergedResult {
  readonly unusable: readonly string[];
}

function mergedFiles(files: NamedFiles, paths: readonly string[]): Merged {
  const values = paths.map((path) => ({ path, value: valueIn(files, path) }));
  const sarif = values.find(({ value }) => isSarif(value));
  if (sarif === undefined) {
    const named = values.map(({ path, value }): NamedResult<JsonResult> => {
      const { shard } = readJsonFile(files, path, jsonResultSchema());
      return { path, shard, result: value as JsonResult };
    });
    const { results, unusable } = inOrder(named, files);
    return { ...mergedJson(results), unusable };
  }
  const other = values.find(({ value }) => !isSarif(value));
  if (other !== undefined) {
    throw new UnusableError(`merge: ${sarif.path} is SARIF and ${other.path} is not: name results of one format`);
  }
  const named = values.map(({ path, value }): NamedResult<SarifResult> => {
    const { runs } = readJsonFile(files, path, sarifResultSchema());
    return { path, shard: runs[0]?.properties?.shard, result: value as SarifResult };
  });
  const { results, unusable } = inOrder(named, files);
  return { ...mergedSarif(results), unusable };
}

/** What a file says, with its members in their order, which reading by a schema does not keep. */
function valueIn(files: NamedFiles, path: string): unknown {
  const document = parseJson(readNamedFile(files, path));
  if ('message' in document) requireNone([document], path);
  return 'value' in document ? document.value : undefined;
}

const isSarif = (value: unknown): boolean => typeof value === 'object' && value !== null && 'runs' in value;

/**
 * Results in the order of their parts, and what was unusable in them. Unusable where a part is missing or there twice,
 * since what is put together would look like the whole.
 */
function inOrder<Result>(
  named: readonly NamedResult<Result>[],
  files: NamedFiles,
): { readonly results: readonly Result[]; readonly unusable: readonly string[] } {
  const byRealPath = new Map<string, string>();
  for (const { path } of named) {
    const real = files.realPath(path) ?? path;
    const earlier = byRealPath.get(real);
    if (earlier !== undefined) throw new UnusableError(`merge: ${earlier} and ${path} are the same file`);
    byRealPath.set(real, path);
  }
  const sharded = named.flatMap(({ path, shard }) => (shard === undefined ? [] : [{ path, ...shard }]));
  const [first] = sharded;
  if (first !== undefined) requireAllParts(sharded, first.parts);
  // Results without a part come first, in the order of the call.
  const results = named.toSorted((a, b) => (a.shard?.part ?? 0) - (b.shard?.part ?? 0));
  return {
    results: results.map(({ result }) => result),
    unusable: results.flatMap(({ shard }) => shard?.unusable ?? []),
  };
}

function requireAllParts(sharded: readonly (ShardResult & { readonly path: string })[], parts: number): void {
  const paths = new Map<number, string>();
  for (const { path, part, parts: of } of sharded) {
    const earlier = paths.get(part);
    if (of !== parts) {
      throw new UnusableError(`merge: ${sharded[0]?.path} is one of ${parts} parts, ${path} is one of ${of}`);
    }
    if (earlier !== undefined) throw new UnusableError(`merge: ${earlier} and ${path} are both part ${part}/${parts}`);
    paths.set(part, path);
  }
  const missing = Array.from({ length: parts }, (_, index) => index + 1).filter((part) => !paths.has(part));
  if (missing.length > 0) {
    const named = missing.map((part) => `${part}/${parts}`).join(', ');
    throw new UnusableError(`merge: part ${named} is missing: name the results of all ${parts} parts`);
  }
}
