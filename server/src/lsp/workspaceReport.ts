import type { Diagnostic } from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { BoardDocumentAnswer } from './documentProtocol.ts';
import type { FindingCounts } from './protocol.ts';

const WORDS: Readonly<Record<DiagnosticSeverity, string>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

/** More findings stand in the Problems panel. */
const MAXIMUM_LINES = 20_000;

/** How many findings some diagnostics are, by what they count. */
export function countFindings(diagnostics: Iterable<Diagnostic>): FindingCounts {
  const counts = { errors: 0, warnings: 0, notes: 0 };
  for (const { severity } of diagnostics) {
    if (severity === DiagnosticSeverity.Error) counts.errors++;
    else if (severity === DiagnosticSeverity.Warning) counts.warnings++;
    else counts.notes++;
  }
  return counts;
}

/** A file with what was found in it. */
export interface ReportedFile {
  readonly uri: string;
  /** The path as people know it, from the folder of the workspace. */
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What was found in a workspace as a text: a section for each file, its lines linked to the places. */
export function workspaceReport(head: string, files: readonly ReportedFile[]): BoardDocumentAnswer {
  const lines = [`# ${head}`];
  const links: BoardDocumentAnswer['links'][number][] = [];
  const places: BoardDocumentAnswer['places'][number][] = [];
  const folds: BoardDocumentAnswer['folds'][number][] = [];
  for (const [index, { name, diagnostics }] of files.entries()) {
    if (lines.length >= MAXIMUM_LINES) {
      lines.push('', `# and ${files.length - index} more files`);
      break;
    }
    lines.push('');
    const start = lines.length;
    lines.push(`# ${name}`);
    for (const { range, severity = DiagnosticSeverity.Error, code, message } of diagnostics) {
      const [first = '', ...rest] = (typeof message === 'string' ? message : message.value).split('\n');
      const place = `${range.start.line + 1}:${range.start.character + 1}`;
      const target = [index, range.start.line, range.start.character] as const;
      links.push([lines.length, 0, place.length, ...target]);
      places.push([lines.length, ...target]);
      lines.push(`${place}: ${WORDS[severity]}: ${first} [${code}]`, ...rest.map((line) => `    ${line}`));
    }
    folds.push([start, lines.length - 1]);
  }
  if (files.length === 0) lines.push('', 'Nothing was found.');
  return { text: `${lines.join('\n')}\n`, files: files.map(({ uri }) => uri), links, places, folds };
}
