import * as z from 'zod/mini';
import { listOf } from '../../text/json/listOf.ts';
import { lazily } from '../../text/lazily.ts';
import { type Diagnostic, fileOf } from '../output/diagnostic.ts';
import { fingerprints } from '../output/fingerprint.ts';
import { jsonText } from '../output/jsonText.ts';
import { writeOutput } from '../output/writeOutput.ts';
import { readJsonFile } from './jsonFile.ts';
import type { NamedFiles } from './namedFiles.ts';

/** Findings that a project lives with. */
export interface Baseline {
  /** Those that do not stand in it. */
  remaining(diagnostics: readonly Diagnostic[]): Diagnostic[];
}

/** A file that `--write-baseline` wrote; what else stands in it is for people. */
const baselineSchema = lazily(() =>
  z.looseObject(
    { findings: listOf(z.looseObject({ fingerprint: z.string() })) },
    'is no baseline: write one with --write-baseline',
  ),
);

/** Reads what `--write-baseline` wrote; unusable input if the file is something else. */
export function readBaseline(files: NamedFiles, path: string): Baseline {
  const { findings } = readJsonFile(files, path, baselineSchema());
  const known = new Set(findings.map(({ fingerprint }) => fingerprint));
  return {
    remaining(diagnostics) {
      const prints = fingerprints(diagnostics);
      return diagnostics.filter((_, at) => !known.has(prints[at] ?? ''));
    },
  };
}

function isBaseline(text: string): boolean {
  try {
    return z.safeParse(baselineSchema(), JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/**
 * Writes the findings of now, a line each, sorted as they are, so that a review sees what came and went. Unusable where
 * a file that is no baseline would be overwritten. Answers what a person should know of it.
 */
export function writeBaseline(files: NamedFiles, path: string, diagnostics: readonly Diagnostic[]): string | undefined {
  const prints = fingerprints(diagnostics);
  const findings = diagnostics.map((diagnostic, at) => ({
    fingerprint: prints[at],
    rule: diagnostic.rule,
    file: fileOf(diagnostic),
    message: diagnostic.message,
  }));
  const lines = findings.map((finding) => `    ${jsonText(finding)}`);
  const text = `{\n  "schemaVersion": 1,\n  "findings": [\n${lines.join(',\n')}\n  ]\n}\n`;
  return writeOutput(files, path, new TextEncoder().encode(text), { whyKept: whyNoBaseline });
}

function whyNoBaseline(present: Buffer): string | undefined {
  return present.length === 0 || isBaseline(present.toString('utf8')) ? undefined : 'what stands there is no baseline';
}
