import * as z from 'zod/mini';
import type { Severity } from '../../rules/finding.ts';
import { ruleOf } from '../../rules/registry.ts';
import { JsonList } from '../../text/json/jsonList.ts';
import { listOf } from '../../text/json/listOf.ts';
import { lazily } from '../../text/lazily.ts';
import { byText } from '../output/diagnostic.ts';
import { derivedFingerprint } from '../output/fingerprint.ts';
import { MAXIMUM_RESULTS, sarifOf } from '../output/sarif.ts';
import { countSchema, severitySchema, shardSchema } from './commonSchemas.ts';
import { commonFixes, type MergedResult, mergedEntries, type SeenEntry, union } from './mergedEntries.ts';

/** Where a service's levels say less than a severity, the least that they can stand for. */
const SEVERITY = { error: 'error', warning: 'warning', note: 'hint', none: 'hint' } as const;

const location = lazily(() =>
  z.looseObject({
    physicalLocation: z.looseObject({
      artifactLocation: z.looseObject({ uri: z.string() }),
      region: z.exactOptional(
        z.looseObject({
          startLine: countSchema(),
          startColumn: countSchema(),
          endLine: countSchema(),
          endColumn: countSchema(),
        }),
      ),
    }),
  }),
);

const result = lazily(() =>
  z.looseObject({
    ruleId: z.string(),
    level: z.enum(['error', 'warning', 'note', 'none']),
    message: z.looseObject({ text: z.string() }),
    locations: listOf(location()),
    partialFingerprints: z.looseObject({ 'dtheaps/v1': z.string() }),
    fixes: z.array(z.unknown()),
    properties: z.looseObject({
      kernels: z.array(z.string()),
      severity: z.exactOptional(severitySchema()),
    }),
  }),
);

/** What `dtheaps check --format sarif` prints, as far as merging reads it: one run of this program. */
export const sarifResultSchema = lazily(() =>
  z.looseObject({
    version: z.literal('2.1.0', 'is not 2.1.0, the version of SARIF that is known here'),
    runs: z
      .array(
        z.looseObject({
          tool: z.looseObject({
            driver: z.looseObject({
              name: z.literal('dtheaps', 'is another program'),
              rules: listOf(z.looseObject({ id: z.string() })),
            }),
          }),
          results: listOf(result()),
          properties: z.exactOptional(z.looseObject({ shard: z.exactOptional(shardSchema()) })),
        }),
      )
      .check(z.length(1, 'is not one run')),
  }),
);

type SarifResult = z.output<ReturnType<typeof sarifResultSchema>>;

type Run = SarifResult['runs'][number];

/** Results of `dtheaps check --format sarif` as that of one run. */
export function mergedSarif(results: readonly SarifResult[]): MergedResult {
  const runs = results.flatMap((each) => each.runs);
  const merged = mergedEntries(
    runs.flatMap((run) => run.results),
    seenResult,
    (first, other) => ({
      ...first,
      fixes: commonFixes(first.fixes, other.fixes),
      properties: { ...first.properties, kernels: union(first.properties.kernels, other.properties.kernels) },
    }),
  );
  const rules = mergedRules(runs);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const occurrences = new Map<string, number>();
  const kept = merged.slice(0, MAXIMUM_RESULTS).map((each) => {
    const { ruleId, partialFingerprints: prints } = each;
    const print = prints['dtheaps/v1'];
    const occurrence = occurrences.get(print) ?? 0;
    occurrences.set(print, occurrence + 1);
    return {
      ...each,
      ruleIndex: indexOf.get(ruleId) ?? -1,
      partialFingerprints: { ...prints, 'dtheaps/v1': derivedFingerprint(print, occurrence) },
    };
  });
  const [first] = runs;
  const tool = { ...first?.tool, driver: { ...first?.tool.driver, rules } };
  const { properties, ...run } = { ...first, tool, results: new JsonList(() => kept.values()) };
  const { shard, ...others } = properties ?? {};
  const found = merged.map((each) => ({ rule: each.ruleId, severity: severityOf(each) }));
  return { pieces: sarifOf(Object.keys(others).length === 0 ? run : { ...run, properties: others }), found };
}

function severityOf({ level, properties }: Run['results'][number]): Severity {
  return properties.severity ?? SEVERITY[level];
}

function seenResult(entry: Run['results'][number]): SeenEntry {
  const { ruleId: rule, message, locations, properties } = entry;
  const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
  return {
    rule,
    severity: severityOf(entry),
    message: message.text,
    kernels: properties.kernels,
    file: artifactLocation?.uri ?? '',
    place:
      region === undefined ? [0, 0, 0, 0] : [region.startLine, region.startColumn, region.endLine, region.endColumn],
  };
}

/** The rules that runs describe, as one run does: those of the registry, then the others by their ids. */
function mergedRules(runs: readonly Run[]): Run['tool']['driver']['rules'] {
  const byId = new Map(runs.flatMap(({ tool }) => tool.driver.rules.map((rule) => [rule.id, rule] as const)));
  const rules = [...byId.values()];
  const others = rules.filter(({ id }) => ruleOf(id) === undefined);
  return [...rules.filter(({ id }) => ruleOf(id) !== undefined), ...others.sort((a, b) => byText(a.id, b.id))];
}
