import { createHash, type Hash } from 'node:crypto';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { artifact } from './artifact.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';
import { printableBytes } from './printable.ts';

/** The fingerprint of equal diagnostics, but for which of them it is. */
interface BegunFingerprint {
  readonly hash: Hash;
  occurrences: number;
}

/**
 * For each diagnostic, what stays the same while the file around a finding changes: rule, file, the line's own text, and
 * which of the equal ones it is. A line is read once, however many findings stand in it.
 */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const begun = new Map<string, Map<string, BegunFingerprint>>();
  const lines = new Map<SourceFile, Map<number, string>>();
  return diagnostics.map((diagnostic) => {
    const { span, rule } = diagnostic;
    const place = [rule, artifact(fileOf(diagnostic)).uri, ''].join('\n');
    const line = span === undefined ? '' : lineText(span, inner(lines, span.file));
    const ofPlace = inner(begun, place);
    const same = ofPlace.get(line) ?? { hash: createHash('sha256').update(place + line), occurrences: 0 };
    ofPlace.set(line, same);
    return hex(same.hash.copy().update(`\n${same.occurrences++}`));
  });
}

/** The map that a map has for a key, made where there is none. */
function inner<Key, InnerKey, Value>(map: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  const known = map.get(key) ?? new Map<InnerKey, Value>();
  map.set(key, known);
  return known;
}

const hex = (hash: Hash): string => hash.digest('hex').slice(0, 32);

const fingerprintOf = (text: string): string => hex(createHash('sha256').update(text));

/** The fingerprint for another occurrence of what has one, in results that were made apart; itself for the first, 0. */
export const derivedFingerprint = (fingerprint: string, occurrence: number): string =>
  occurrence === 0 ? fingerprint : fingerprintOf(`${fingerprint}\n${occurrence}`);

function lineText({ file, start }: Span, known: Map<number, string>): string {
  const line = file.lines.lineOf(start);
  let text = known.get(line);
  if (text === undefined) {
    text = printableBytes(file.text.slice(file.lines.startOf(line), file.lines.startOf(line + 1)));
    text = text.replaceAll(/\s+/g, ' ').trim();
    known.set(line, text);
  }
  return text;
}
