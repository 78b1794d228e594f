import { absolutePath } from '../../disk/nativePath.ts';
import { PROJECT_URL, rulePage } from '../../rules/documentation.ts';
import type { Severity } from '../../rules/finding.ts';
import type { Rule } from '../../rules/rule.ts';
import { jsonListOf } from '../../text/json/jsonList.ts';
import type { Span } from '../../text/sourceFile.ts';
import { artifact, fileUri } from './artifact.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';
import { fingerprints } from './fingerprint.ts';
import { jsonPieces } from './jsonText.ts';
import type { ShardResult } from './shardResult.ts';

const LEVEL: Readonly<Record<Severity | 'off', 'error' | 'warning' | 'note' | 'none'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
  off: 'none',
};

/** What a code-scanning service takes of one run; GitHub drops the rest without a word. */
export const MAXIMUM_RESULTS = 25_000;

/** SARIF counts lines and columns from 1, columns in UTF-16 code units. */
function region(span: Span): object {
  const { lines } = span.file;
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function location(path: string, span: Span | undefined, message?: string): object {
  return {
    physicalLocation: {
      artifactLocation: artifact(path),
      ...(span === undefined ? {} : { region: region(span) }),
    },
    ...(message === undefined ? {} : { message: { text: message } }),
  };
}

/**
 * `check --format sarif`, in pieces: SARIF 2.1.0, one run, every rule described. `shard` is the part of the boards that it is about,
 * if it is not about all.
 */
export function sarifPieces(
  diagnostics: readonly Diagnostic[],
  rules: readonly Rule[],
  version: string,
  shard?: ShardResult,
): Iterable<string> {
  const kept = diagnostics.slice(0, MAXIMUM_RESULTS);
  const known = new Set(rules.map(({ id }) => id));
  const others = [...new Set(kept.map(({ rule }) => rule))].filter((rule) => !known.has(rule)).sort();
  const descriptions = [
    ...rules.map(({ id, title, why, severity }) => ({
      id,
      shortDescription: { text: title },
      fullDescription: { text: why },
      helpUri: rulePage(id),
      defaultConfiguration: { level: LEVEL[severity] },
    })),
    ...others.map((id) => ({ id, shortDescription: { text: id.replaceAll('-', ' ') } })),
  ];
  const indexOf = new Map(descriptions.map(({ id }, at) => [id, at]));
  const prints = fingerprints(kept);
  const results = jsonListOf([...kept.entries()], ([at, diagnostic]) => ({
    ruleId: diagnostic.rule,
    ruleIndex: indexOf.get(diagnostic.rule) ?? -1,
    level: LEVEL[diagnostic.severity],
    message: {
      text:
        diagnostic.kernelLog === undefined
          ? diagnostic.message
          : `${diagnostic.message}\nKernel log: ${diagnostic.kernelLog}`,
    },
    locations: [location(fileOf(diagnostic), diagnostic.span)],
    relatedLocations: diagnostic.related.map(({ span, message }, id) => ({
      id,
      ...location(span.file.path, span, message),
    })),
    partialFingerprints: { 'dtheaps/v1': prints[at] },
    fixes: diagnostic.fixes
      .filter(({ edits }) => edits.length > 0)
      .map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: [...new Set(edits.map(({ span }) => span.file.path))].map((path) => ({
          artifactLocation: artifact(path),
          replacements: edits
            .filter(({ span }) => span.file.path === path)
            .map(({ span, newText }) => ({ deletedRegion: region(span), insertedContent: { text: newText } })),
        })),
      })),
    properties: { board: diagnostic.board, kernels: diagnostic.kernels, severity: diagnostic.severity },
  }));
  const run = {
    tool: {
      driver: { name: 'dtheaps', semanticVersion: version, informationUri: PROJECT_URL, rules: descriptions },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { uri: `${fileUri(absolutePath())}/` } },
    results,
    ...(shard === undefined ? {} : { properties: { shard } }),
  };
  return sarifOf(run);
}

/** The SARIF of one run, in pieces. */
export function sarifOf(run: object): Iterable<string> {
  const runs = jsonListOf([run], (only) => only);
  return jsonPieces({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs }, 2);
}
