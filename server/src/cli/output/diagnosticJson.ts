import { jsonListOf } from '../../text/json/jsonList.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { UnreadBoards } from '../unreadBoards.ts';
import { type Diagnostic, fileOf } from './diagnostic.ts';
import { jsonPieces } from './jsonText.ts';
import { printable } from './printable.ts';
import type { ShardResult } from './shardResult.ts';

const START = { line: 0, character: 0 };

/** A span as the Language Server Protocol's range: zero-based, UTF-16. */
export function rangeOf(span: Span | undefined): { start: typeof START; end: typeof START } {
  if (span === undefined) return { start: START, end: START };
  const { lines } = span.file;
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

/** One entry of `check --format json`. */
export function diagnosticJson(diagnostic: Diagnostic): object {
  return {
    rule: diagnostic.rule,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: fileOf(diagnostic),
    range: rangeOf(diagnostic.span),
    board: diagnostic.board,
    kernel: diagnostic.kernels[0] ?? null,
    kernels: diagnostic.kernels,
    kernelLog: diagnostic.kernelLog ?? null,
    related: diagnostic.related.map(({ span, message }) => ({ file: span.file.path, range: rangeOf(span), message })),
    fixes: diagnostic.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, newText }) => ({ file: span.file.path, range: rangeOf(span), newText })),
    })),
  };
}

/** The whole of `check --format json`, in pieces; `shard` is the part of the boards that it is about, if it is not about all. */
export function diagnosticsJson(
  diagnostics: readonly Diagnostic[],
  files: number,
  unread: UnreadBoards,
  shard?: ShardResult,
): Iterable<string> {
  const listed = jsonListOf(diagnostics, diagnosticJson);
  return jsonPieces({ schemaVersion: 1, files, diagnostics: listed, unread, shard }, 2);
}

const GITHUB_LEVEL = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

function escapeGithub(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeGithubProperty(text: string): string {
  return escapeGithub(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** `check --format github`: a workflow command a line, which GitHub Actions shows beside the changed lines. */
export function githubText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((diagnostic) => {
      const { span, severity, rule, message, kernelLog } = diagnostic;
      const place = span?.file.lines.lineColumn(span.start);
      const end = span?.file.lines.lineColumn(span.end);
      const properties = [`file=${escapeGithubProperty(fileOf(diagnostic))}`];
      if (place !== undefined) properties.push(`line=${place.line}`, `col=${place.column}`);
      if (end !== undefined && place?.line === end.line) properties.push(`endColumn=${end.column}`);
      properties.push(`title=${escapeGithubProperty(`dtheaps: ${rule}`)}`);
      const text = kernelLog === undefined ? message : `${message}\nkernel log: ${kernelLog}`;
      return `::${GITHUB_LEVEL[severity]} ${properties.join(',')}::${escapeGithub(printable(text))}`;
    })
    .join('\n');
}
