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
    return createHash('sha256').update(`${key}\n${occurrence}`).digest('hex').slice(0, 32);
  });
}

function lineText({ file, start }: Span): string {
  const line = file.lines.lineOf(start);
  return printableBytes(file.text.slice(file.lines.startOf(line), file.lines.startOf(line + 1)));
}
