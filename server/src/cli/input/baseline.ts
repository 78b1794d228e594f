import { writeFileSync } from 'node:fs';
import { UnusableError } from '../failure.ts';
import { type Diagnostic, fileOf } from '../output/diagnostic.ts';
import { fingerprints } from '../output/fingerprint.ts';
import { readJsonFile } from './jsonFile.ts';
import type { NamedFiles } from './namedFiles.ts';

/** Findings that a project lives with. */
export interface Baseline {
  /** Those that do not stand in it. */
  remaining(diagnostics: readonly Diagnostic[]): Diagnostic[];
}

/** Reads what `--write-baseline` wrote; unusable input if the file is something else. */
export function readBaseline(files: NamedFiles, path: string): Baseline {
  const value = readJsonFile(files, path);
  const entries = typeof value === 'object' && value !== null && 'findings' in value ? value.findings : undefined;
  if (!Array.isArray(entries)) throw new UnusableError(`${path}: this is no baseline: write one with --write-baseline`);
  const known = new Set(entries.map((entry: unknown) => (isEntry(entry) ? entry.fingerprint : '')));
  return {
    remaining(diagnostics) {
      const prints = fingerprints(diagnostics);
      return diagnostics.filter((_, at) => !known.has(prints[at] ?? ''));
    },
  };
}

function isEntry(value: unknown): value is { fingerprint: string } {
  return typeof value === 'object' && value !== null && 'fingerprint' in value && typeof value.fingerprint === 'string';
}

/** Writes the findings of now, a line each, sorted as they are, so that a review sees what came and went. */
export function writeBaseline(path: string, diagnostics: readonly Diagnostic[]): void {
  const prints = fingerprints(diagnostics);
  const findings = diagnostics.map((diagnostic, at) => ({
    fingerprint: prints[at],
    rule: diagnostic.rule,
    file: fileOf(diagnostic),
    message: diagnostic.message,
  }));
  const lines = findings.map((finding) => `    ${JSON.stringify(finding)}`);
  const text = `{\n  "schemaVersion": 1,\n  "findings": [\n${lines.join(',\n')}\n  ]\n}\n`;
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UnusableError(`${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
