import { createHash } from 'node:crypto';
import type { Span } from '../../text/sourceFile.ts';
import { artifact } from './artifact.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';
import { printableBytes } from './printable.ts';

/**
 * For each diagnostic, what stays the same while the file around a finding changes: rule, file, the line's own text, and which of the equal
 * ones it is.
 */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const { span, rule } = diagnostic;
    const line = span === undefined ? '' : lineText(span);
    const key = [rule, artifact(fileOf(diagnostic)).uri, line.replaceAll(/\s+/g, ' ').trim()].join('\n');
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return fingerprintOf(`${key}\n${occurrence}`);
  });
}

const fingerprintOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The fingerprint for another occurrence of what has one, in results that were made apart; itself for the first, 0. */
export const derivedFingerprint = (fingerprint: string, occurrence: number): string =>
  occurrence === 0 ? fingerprint : fingerprintOf(`${fingerprint}\n${occurrence}`);

function lineText({ file, start }: Span): string {
  const line = file.lines.lineOf(start);
  return printableBytes(file.text.slice(file.lines.startOf(line), file.lines.startOf(line + 1)));
}
