import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import { type DirectiveLine, lexicalParts, type Stretch } from '../devicetree/document/lexicalParts.ts';
import type { DocumentStatement } from '../devicetree/document/statements.ts';
import { isConditional } from '../devicetree/expansion/tokens/directiveNames.ts';
import type { LineIndex } from '../text/lineIndex.ts';

/** Lines that can be folded into the first of them; counted from 0, both included. */
export interface FoldedLines {
  readonly first: number;
  readonly last: number;
  readonly kind: 'code' | 'comment' | 'imports' | 'branch';
}

/** More of them in one document serve nobody; a hostile text can have any number. */
const MAXIMUM_FOLDS = 50_000;

/** How a comment marks the beginning or the end of something (`grammars/language-configuration.json`). */
const MARK = /^\/[/*]\s*#?(region|endregion)\b/;
const LONGEST_MARK = 40;

/**
 * What can be folded in a document, by its first line: the bodies of nodes, values over several lines, comments, runs of
 * includes, the branches of `#if`, and what stands between comments with `#region` and `#endregion`. The line that closes a body or a branch stays visible.
 */
export function foldingRanges(document: DocumentTree): FoldedLines[] {
  const { lines, text } = document.file;
  const folds = new FoldedLineList();
  foldStatements(document.statements, lines, folds);
  const { comments, directives } = lexicalParts(document.file);
  foldComments(comments, text, lines, folds);
  foldMarked(comments, text, lines, folds);
  foldBranches(directives, lines, folds);
  foldIncludes(directives, lines, folds);
  return folds.inOrder();
}

class FoldedLineList {
  readonly #folds: FoldedLines[] = [];

  add(first: number, last: number, kind: FoldedLines['kind']): void {
    if (last > first && this.#folds.length < MAXIMUM_FOLDS) this.#folds.push({ first, last, kind });
  }

  inOrder(): FoldedLines[] {
    return this.#folds.sort((one, other) => one.first - other.first || other.last - one.last);
  }
}

function foldStatements(statements: readonly DocumentStatement[], lines: LineIndex, folds: FoldedLineList): void {
  for (const statement of statements) {
    const first = lines.lineOf(statement.span.start);
    if (statement.kind === 'node') {
      const { body, closed } = statement;
      const opening = lines.lineOf(Math.max(0, body.start - 1));
      folds.add(opening, lines.lineOf(body.end) - (closed ? 1 : 0), 'code');
      foldStatements(statement.statements, lines, folds);
    } else {
      folds.add(first, lines.lineOf(Math.max(statement.span.start, statement.span.end - 1)), 'code');
    }
  }
}

/** Block comments, and line comments that follow each other without anything between them. */
function foldComments(comments: readonly Stretch[], text: string, lines: LineIndex, folds: FoldedLineList): void {
  let run: { first: number; last: number } | undefined;
  const end = (): void => {
    if (run !== undefined) folds.add(run.first, run.last, 'comment');
    run = undefined;
  };
  for (const { start, end: stop } of comments) {
    const first = lines.lineOf(start);
    if (text.startsWith('/*', start)) {
      end();
      folds.add(first, lines.lineOf(stop - 1), 'comment');
      continue;
    }
    const isAlone = /^[ \t]*$/.test(text.slice(lines.startOf(first), start));
    if (run !== undefined && isAlone && first === run.last + 1) run.last = first;
    else {
      end();
      if (isAlone) run = { first, last: first };
    }
  }
  end();
}

/** What comments mark, as VS Code knows it of other languages; one mark is in another. */
function foldMarked(comments: readonly Stretch[], text: string, lines: LineIndex, folds: FoldedLineList): void {
  const open: number[] = [];
  for (const { start, end } of comments) {
    const mark = MARK.exec(text.slice(start, Math.min(end, start + LONGEST_MARK)))?.[1];
    if (mark === 'region') open.push(lines.lineOf(start));
    const begun = mark === 'endregion' ? open.pop() : undefined;
    if (begun !== undefined) folds.add(begun, lines.lineOf(start), 'branch');
  }
}

function foldBranches(directives: readonly DirectiveLine[], lines: LineIndex, folds: FoldedLineList): void {
  const open: number[] = [];
  for (const { name, start } of directives) {
    if (!isConditional(name)) continue;
    const line = lines.lineOf(start);
    const isFirst = name === 'if' || name === 'ifdef' || name === 'ifndef';
    const begun = isFirst ? undefined : open.pop();
    if (begun !== undefined) folds.add(begun, line - 1, 'branch');
    if (name !== 'endif') open.push(line);
  }
}

function foldIncludes(directives: readonly DirectiveLine[], lines: LineIndex, folds: FoldedLineList): void {
  let first = -1;
  let last = -1;
  for (const { name, start } of directives) {
    if (name !== 'include') continue;
    const line = lines.lineOf(start);
    if (line !== last + 1 || first < 0) {
      folds.add(first, last, 'imports');
      first = line;
    }
    last = line;
  }
  folds.add(first, last, 'imports');
}
