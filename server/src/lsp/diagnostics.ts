import type { Diagnostic } from 'vscode-languageserver';
import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { visibleLines } from '../features/markdown.ts';
import { rulePage } from '../rules/documentation.ts';
import type { Finding, Severity } from '../rules/finding.ts';
import type { BoardFindings } from '../rules/findings.ts';
import { RULES } from '../rules/registry.ts';
import type { FindingTag } from '../rules/rule.ts';
import { fileNameOf } from '../text/fileName.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import type { Problem, ProblemSeverity, RelatedPlace } from '../text/problem.ts';
import { normalizePath } from '../workspace/path.ts';
import type { ClientAbilities } from './clientAbilities.ts';
import type { EditedBoard } from './editedBoards.ts';
import { findingsOfBoards } from './findings.ts';
import { locationOfSpan, rangeOfSpan } from './positions.ts';
import { shortFirstLine } from './shortFirstLine.ts';

/** What the server's diagnostics name as their source. */
export const SOURCE = 'dtheaps';

const SEVERITIES: Readonly<Record<Severity | ProblemSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  note: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS: Readonly<Record<FindingTag, DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** Diagnostics by the path of the file that a person would change, as a client can show them; each once. */
export class DiagnosticsByFile {
  readonly byFile = new Map<string, Diagnostic[]>();
  readonly #client: ClientAbilities;
  readonly #seen = new Set<string>();

  constructor(client: ClientAbilities) {
    this.#client = client;
  }

  /** Adds what was found on a board; of its settings too. */
  addBoard(board: EditedBoard, { problems, findings }: Pick<BoardFindings, 'problems' | 'findings'>): void {
    for (const problem of [...problems, ...board.opened.configuration.problems, ...board.settingsFileProblems]) {
      const place = problem.span ?? startOf(board);
      if (place !== undefined) this.#add(place.file.path, ofProblem(problem, rangeOfSpan(place), this.#client));
    }
    for (const finding of findings) this.#add(finding.span.file.path, ofFinding(finding, board, this.#client));
  }

  /** Adds a problem of a file that could not be read as a board. */
  addProblem(path: string, problem: Problem): void {
    for (const diagnostic of diagnosticsOfProblems([problem], this.#client)) this.#add(path, diagnostic);
  }

  #add(written: string, diagnostic: Diagnostic): void {
    // Boards of two folders reach the same include by other paths.
    const path = normalizePath(written);
    // Boards that share an include share what is wrong in it.
    const { range, code, message } = diagnostic;
    const key = JSON.stringify([path, range, code, message]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const of = this.byFile.get(path);
    if (of === undefined) this.byFile.set(path, [diagnostic]);
    else if (of.length < INPUT_LIMITS.diagnosticsOfAFile) of.push(diagnostic);
  }
}

/** What is wrong with some boards, by the path of the file that a person would change, as a client can show it. */
export function diagnosticsByFile(boards: readonly EditedBoard[], client: ClientAbilities): Map<string, Diagnostic[]> {
  const all = new DiagnosticsByFile(client);
  for (const { board, ...found } of findingsOfBoards(boards)) all.addBoard(board, found);
  return all.byFile;
}

/** Problems of one file, those without a place at its beginning. */
export function diagnosticsOfProblems(problems: readonly Problem[], client: ClientAbilities): Diagnostic[] {
  const start = { line: 0, character: 0 };
  return problems
    .slice(0, INPUT_LIMITS.diagnosticsOfAFile)
    .map((problem) =>
      ofProblem(problem, problem.span === undefined ? { start, end: start } : rangeOfSpan(problem.span), client),
    );
}

function startOf(board: EditedBoard) {
  const [file] = board.analysis.board.files;
  return file === undefined ? undefined : { file, start: 0, end: 0 };
}

function ofProblem(problem: Problem, range: Diagnostic['range'], client: ClientAbilities): Diagnostic {
  return {
    range,
    severity: SEVERITIES[problem.severity],
    source: SOURCE,
    code: problem.id,
    ...withRelated(problem.message, problem.related, client),
  };
}

function ofFinding(finding: Finding, board: EditedBoard, client: ClientAbilities): Diagnostic {
  const log = finding.kernelLog === undefined ? '' : `\nThe kernel prints: ${finding.kernelLog}`;
  const tags = tagsOf(finding.rule).filter((tag) => client.diagnosticTags.has(tag));
  return {
    range: rangeOfSpan(finding.span),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    ...(client.takesCodeDescription ? { codeDescription: { href: rulePage(finding.rule) } } : {}),
    ...withRelated(`${finding.message}${log}`, finding.related, client),
    ...(tags.length === 0 ? {} : { tags }),
    ...(client.takesDiagnosticData ? { data: { board: board.path, nodePath: finding.nodePath } } : {}),
  };
}

function tagsOf(rule: string): DiagnosticTag[] {
  const tag = RULES.find(({ id }) => id === rule)?.tag;
  return tag === undefined ? [] : [TAGS[tag]];
}

/**
 * A message with the other places that it is about, with a mark for each character that could not be seen or turns the
 * direction of text; the places are lines of the message where the client has no room for them.
 */
function withRelated(
  text: string,
  places: readonly RelatedPlace[],
  { takesRelatedInformation }: ClientAbilities,
): Pick<Diagnostic, 'message' | 'relatedInformation'> {
  const message = visibleLines(shortFirstLine(text));
  if (takesRelatedInformation) {
    const related = places.map(({ span, message: about }) => ({
      location: locationOfSpan(span),
      message: visibleLines(about),
    }));
    return { message, relatedInformation: related };
  }
  return { message: [message, ...places.map((place) => visibleLines(placeText(place)))].join('\n') };
}

/** Another place in a line of text, as compilers print it: `camera-soc.dtsi:12:3: modem is here`. */
function placeText({ span, message }: RelatedPlace): string {
  const { line, column } = span.file.lines.lineColumn(span.start);
  return `${fileNameOf(span.file.path)}:${line}:${column}: ${message}`;
}
