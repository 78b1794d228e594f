import type { Command } from 'commander';
import type * as z from 'zod/mini';
import { type JsonDocument, parseJson } from '../../text/json/jsonDocument.ts';
import { readDocument } from '../../text/json/readJson.ts';
import type { CommandContext } from '../command.ts';
import { addFailOptions, type FailOptions, statusOf } from '../failLevel.ts';
import { UnusableError } from '../failure.ts';
import { readNamedFile, requireNone, unusableFor } from '../input/jsonFile.ts';
import { NamedFiles } from '../input/namedFiles.ts';
import { projectOf } from '../input/project.ts';
import type { ShardResult } from '../output/shardResult.ts';
import { sayFault } from '../terminal.ts';
import { jsonResultSchema, mergedJson } from './jsonResults.ts';
import type { MergedResult } from './mergedEntries.ts';
import { mergedSarif, sarifResultSchema } from './sarifResults.ts';

/** A file that a call names. */
interface ParsedFile {
  readonly path: string;
  readonly document: JsonDocument;
}

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
    const { pieces, found, unusable } = mergedFiles(files, paths);
    terminal.outPieces(pieces);
    for (const line of unusable) sayFault(terminal, line);
    finish(statusOf(found, unusable, options));
  });
}

interface Merged extends MergedResult {
  readonly unusable: readonly string[];
}

function mergedFiles(files: NamedFiles, paths: readonly string[]): Merged {
  requireOnce(files, paths);
  const parsed = paths.map((path): ParsedFile => ({ path, document: documentIn(files, path) }));
  const sarif = parsed.find(isSarif);
  if (sarif === undefined) return mergedAs(parsed, jsonResultSchema(), ({ shard }) => shard, mergedJson);
  const other = parsed.find((file) => !isSarif(file));
  if (other !== undefined) {
    throw new UnusableError(`merge: ${sarif.path} is SARIF and ${other.path} is not: name results of one format`);
  }
  return mergedAs(parsed, sarifResultSchema(), ({ runs }) => runs[0]?.properties?.shard, mergedSarif);
}

/** Files as results of one format; unusable where one is no such result. */
function mergedAs<Result>(
  parsed: readonly ParsedFile[],
  schema: z.core.$ZodType<Result>,
  shardOf: (result: Result) => ShardResult | undefined,
  merge: (results: readonly Result[]) => MergedResult,
): Merged {
  const named = parsed.map(({ path, document }): NamedResult<Result> => {
    requireNone(readDocument(document, schema, true).complaints, path);
    // With its members in their order, which reading by a schema does not keep.
    const result = document.value as Result;
    return { path, shard: shardOf(result), result };
  });
  const { results, unusable } = inOrder(named);
  return { ...merge(results), unusable };
}

/** Unusable where one file is named twice: what it says would count twice. */
function requireOnce(files: NamedFiles, paths: readonly string[]): void {
  const byRealPath = new Map<string, string>();
  for (const path of paths) {
    const real = files.realPath(path) ?? path;
    const earlier = byRealPath.get(real);
    if (earlier !== undefined) throw new UnusableError(`merge: ${earlier} and ${path} are the same file`);
    byRealPath.set(real, path);
  }
}

function documentIn(files: NamedFiles, path: string): JsonDocument {
  const document = parseJson(readNamedFile(files, path));
  if (!('message' in document)) return document;
  throw unusableFor([document], path);
}

const isSarif = ({ document: { value } }: ParsedFile): boolean =>
  typeof value === 'object' && value !== null && 'runs' in value;

/**
 * Results in the order of their parts, and what was unusable in them. Unusable where a part is missing or there twice,
 * since what is put together would look like the whole.
 */
function inOrder<Result>(named: readonly NamedResult<Result>[]): {
  readonly results: readonly Result[];
  readonly unusable: readonly string[];
} {
  const sharded = named.flatMap(({ path, shard }) => (shard === undefined ? [] : [{ path, ...shard }]));
  const [first] = sharded;
  if (first !== undefined) requireAllParts(sharded, first.parts);
  // Results without a part come first, in the order of the call.
  const results = named.toSorted((a, b) => (a.shard?.part ?? 0) - (b.shard?.part ?? 0));
  return {
    results: results.map(({ result }) => result),
    unusable: [...new Set(results.flatMap(({ shard }) => shard?.unusable ?? []))],
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
