import * as z from 'zod/mini';
import { JsonList } from '../../text/json/jsonList.ts';
import { listOf } from '../../text/json/listOf.ts';
import { lazily } from '../../text/lazily.ts';
import { jsonPieces } from '../output/jsonText.ts';
import { MOST_INCLUDES, type UnreadBoards } from '../unreadBoards.ts';
import { countSchema, severitySchema, shardSchema } from './commonSchemas.ts';
import { commonFixes, type MergedResult, mergedEntries, union } from './mergedEntries.ts';

const position = lazily(() => z.looseObject({ line: countSchema(), character: countSchema() }));

const diagnostic = lazily(() =>
  z.looseObject({
    rule: z.string(),
    severity: severitySchema(),
    message: z.string(),
    file: z.string(),
    range: z.looseObject({ start: position(), end: position() }),
    kernels: z.array(z.string()),
    fixes: z.array(z.unknown()),
  }),
);

const unread = lazily(() =>
  z.looseObject({
    boards: countSchema(),
    includes: listOf(z.looseObject({ name: z.string(), boards: countSchema(), foundIn: z.exactOptional(z.string()) })),
    otherIncludes: countSchema(),
    refused: listOf(z.looseObject({ rule: z.string(), boards: countSchema() })),
  }),
);

/** What `dtheaps check --format json` prints, as far as merging reads it. */
export const jsonResultSchema = lazily(() =>
  z.looseObject({
    schemaVersion: z.literal(1, 'is not 1, the version of the results that are known here'),
    files: countSchema(),
    diagnostics: listOf(diagnostic()),
    unread: unread(),
    shard: z.exactOptional(shardSchema()),
  }),
);

type JsonResult = z.output<ReturnType<typeof jsonResultSchema>>;

/** Results of `dtheaps check --format json` as that of one run. */
export function mergedJson(results: readonly JsonResult[]): MergedResult {
  const found = mergedEntries(
    results.flatMap(({ diagnostics }) => diagnostics),
    ({ rule, severity, message, kernels, file, range: { start, end } }) => ({
      ...{ rule, severity, message, kernels, file },
      place: [start.line, start.character, end.line, end.character],
    }),
    (first, other) => ({
      ...first,
      kernels: union(first.kernels, other.kernels),
      fixes: commonFixes(first.fixes, other.fixes),
    }),
  );
  const files = results.reduce((sum, result) => sum + result.files, 0);
  const diagnostics = new JsonList(() => found.values());
  return { pieces: jsonPieces({ schemaVersion: 1, files, diagnostics, unread: mergedUnread(results) }, 2), found };
}

/** Why boards could not be read, of all results; exact where each names all its includes. */
function mergedUnread(results: readonly JsonResult[]): UnreadBoards {
  const causes = results.map((result) => result.unread);
  const wanted = new Map<string, { name: string; boards: number; foundIn: string | undefined }>();
  for (const { name, boards, foundIn } of causes.flatMap(({ includes }) => includes)) {
    const known = wanted.get(name);
    wanted.set(name, { name, boards: (known?.boards ?? 0) + boards, foundIn: known?.foundIn ?? foundIn });
  }
  const refused = new Map<string, number>();
  for (const { rule, boards } of causes.flatMap((each) => each.refused)) {
    refused.set(rule, (refused.get(rule) ?? 0) + boards);
  }
  const named = [...wanted.values()].sort((a, b) => b.boards - a.boards);
  const others = causes.reduce((sum, { otherIncludes }) => sum + otherIncludes, 0);
  return {
    boards: causes.reduce((sum, { boards }) => sum + boards, 0),
    includes: named.slice(0, MOST_INCLUDES),
    otherIncludes: others + Math.max(0, named.length - MOST_INCLUDES),
    refused: [...refused].map(([rule, boards]) => ({ rule, boards })).sort((a, b) => b.boards - a.boards),
  };
}
