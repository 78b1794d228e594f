import { bySeverity, byText, type Diagnostic, identityAt } from '../output/diagnostic.ts';
import { jsonText } from '../output/jsonText.ts';

/** What several results come to: the whole as text in pieces, and what is found. */
export interface MergedResult {
  readonly pieces: Iterable<string>;
  readonly found: readonly Pick<Diagnostic, 'rule' | 'severity'>[];
}

/** What results say of a diagnostic, in whatever format. */
export interface SeenEntry extends Pick<Diagnostic, 'rule' | 'severity' | 'message' | 'kernels'> {
  readonly file: string;
  /** Line and column of its start and its end, from 0; all 0 where it has no place in the file. */
  readonly place: readonly [number, number, number, number];
}

/**
 * The diagnostics of several results, in the order of the results, as those of one (`mergeDiagnostics`): once for what
 * several say, sorted by file, place and severity. `seen` reads one, `joined` is the first of two equal ones with what the
 * other adds.
 */
export function mergedEntries<Entry>(
  entries: readonly Entry[],
  seen: (entry: Entry) => SeenEntry,
  joined: (first: Entry, other: Entry) => Entry,
): Entry[] {
  const merged = new Map<string, { entry: Entry; readonly seen: SeenEntry }>();
  for (const entry of entries) {
    const said = seen(entry);
    const key = identityAt(said, [said.file, ...said.place].join('\0'));
    const earlier = merged.get(key);
    if (earlier === undefined) merged.set(key, { entry, seen: said });
    else earlier.entry = joined(earlier.entry, entry);
  }
  return [...merged.values()]
    .sort(
      ({ seen: a }, { seen: b }) =>
        byText(a.file, b.file) || a.place[0] - b.place[0] || a.place[1] - b.place[1] || bySeverity(a, b),
    )
    .map(({ entry }) => entry);
}

/** The values of both lists, each once. */
export const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];

/** Those fixes that both have: what another part of the boards does not bear is no fix. */
export function commonFixes<Fix>(one: readonly Fix[], other: readonly Fix[]): Fix[] {
  const known = new Set(other.map((fix) => jsonText(fix)));
  return one.filter((fix) => known.has(jsonText(fix)));
}
