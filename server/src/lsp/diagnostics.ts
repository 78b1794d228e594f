import type { Diagnostic, DiagnosticRelatedInformation } from 'vscode-languageserver';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { rulePage } from '../rules/documentation.ts';
import type { Finding, Severity } from '../rules/finding.ts';
import type { Problem, ProblemSeverity, RelatedPlace } from '../text/problem.ts';
import type { EditedBoard } from './editedBoards.ts';
import { findingsOfBoards } from './findings.ts';
import { locationOfSpan, rangeOfSpan } from './positions.ts';

/** More than this in one file is of no use to anyone. */
const MAXIMUM_PER_FILE = 1000;

const SEVERITIES: Readonly<Record<Severity | ProblemSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  note: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What is wrong with some boards, by the path of the file that a person would change. */
export function diagnosticsByFile(boards: readonly EditedBoard[]): Map<string, Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  const seen = new Set<string>();
  const add = (path: string, diagnostic: Diagnostic): void => {
    // Boards that share an include share what is wrong in it.
    const { range, code, message } = diagnostic;
    const key = JSON.stringify([path, range, code, message]);
    if (seen.has(key)) return;
    seen.add(key);
    const of = byFile.get(path);
    if (of === undefined) byFile.set(path, [diagnostic]);
    else if (of.length < MAXIMUM_PER_FILE) of.push(diagnostic);
  };
  for (const { board, problems, findings } of findingsOfBoards(boards)) {
    for (const problem of [...problems, ...board.opened.configuration.problems, ...board.settingsFileProblems]) {
      const place = problem.span ?? startOf(board);
      if (place !== undefined) add(place.file.path, ofProblem(problem, rangeOfSpan(place)));
    }
    for (const finding of findings) add(finding.span.file.path, ofFinding(finding, board));
  }
  return byFile;
}

function startOf(board: EditedBoard) {
  const [file] = board.analysis.board.files;
  return file === undefined ? undefined : { file, start: 0, end: 0 };
}

function ofProblem(problem: Problem, range: Diagnostic['range']): Diagnostic {
  return {
    range,
    severity: SEVERITIES[problem.severity],
    source: 'dtheaps',
    code: problem.id,
    message: problem.message,
    relatedInformation: problem.related.map(related),
  };
}

function ofFinding(finding: Finding, board: EditedBoard): Diagnostic {
  const log = finding.kernelLog === undefined ? '' : `\nThe kernel prints: ${finding.kernelLog}`;
  return {
    range: rangeOfSpan(finding.span),
    severity: SEVERITIES[finding.severity],
    source: 'dtheaps',
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    message: `${finding.message}${log}`,
    relatedInformation: finding.related.map(related),
    data: { board: board.path, nodePath: finding.nodePath },
  };
}

function related(place: RelatedPlace): DiagnosticRelatedInformation {
  return { location: locationOfSpan(place.span), message: place.message };
}
