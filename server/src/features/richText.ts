import { textOfMessage } from '../text/bytesAndText.ts';
import { code, codeBlock, codeLine, escapeMarkdown, visible } from './markdown.ts';

/** A piece of a line: words, or a name or number that is shown as code. Either may quote a tree. */
export type Piece = string | { readonly code: string } | { readonly strong: string };

/** A line of pieces. */
export type Line = readonly Piece[];

/** What a fact is called, and its lines. */
export type NamedFact = readonly [name: string, ...lines: Line[]];

/** A part of a text that a client shows as Markdown or as it is. */
export type Block =
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'facts'; readonly facts: readonly NamedFact[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly Line[] }
  | { readonly kind: 'code'; readonly lines: readonly string[]; readonly language: 'text' | 'dts' | 'c' };

/** A text with little structure, made of blocks; what it quotes of a tree is escaped where it is shown. */
export type RichText = readonly Block[];

export const paragraph = (...line: Line): Block => ({ kind: 'paragraph', line });
export const asCode = (text: string): Piece => ({ code: text });
export const strong = (text: string): Piece => ({ strong: text });

/** The text as Markdown that also reads well where a client shows it as it is: few escapes, no HTML. */
export function markdownOf(text: RichText): string {
  return text.flatMap((block) => markdownBlock(block)).join('\n\n');
}

/** The text without markup, one line after the other. */
export function plainTextOf(text: RichText): string {
  return text.flatMap((block) => plainBlock(block)).join('\n\n');
}

function markdownBlock(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [markdownLine(block.line)];
    case 'facts': {
      const lines = block.facts.flatMap(markdownFact);
      return lines.length === 0 ? [] : [lines.join('\n')];
    }
    case 'table': {
      const rows = [block.head.map(escapeMarkdown), ...block.rows.map((row) => row.map(markdownCell))];
      const [head = '', ...others] = aligned(rows).map((cells) => `| ${cells.join(' | ')} |`);
      return [[head, head.replace(/[^|]/g, '-'), ...others].join('\n')];
    }
    case 'code':
      return block.lines.length === 0 ? [] : [codeBlock(block.lines.map(textOfMessage), block.language)];
  }
}

/** A fact as an item of a list; several lines are a list in it. */
function markdownFact([name, ...lines]: NamedFact): string[] {
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return [`- ${escapeMarkdown(name)}: ${markdownLine(only)}`];
  return lines.length === 0 ? [] : [`- ${escapeMarkdown(name)}:`, ...lines.map((line) => `  - ${markdownLine(line)}`)];
}

/** A cell of a table, in which a bar that is not escaped would begin the next one, in code too. */
function markdownCell(cell: Piece): string {
  return markdownLine([cell]).replace(/(?<!\\)\|/g, '\\|');
}

function markdownLine(line: Line): string {
  return line
    .map((piece) => {
      if (typeof piece === 'string') return escapeMarkdown(textOfMessage(piece));
      return 'code' in piece ? code(textOfMessage(piece.code)) : `**${escapeMarkdown(textOfMessage(piece.strong))}**`;
    })
    .join('');
}

function plainBlock(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [plainLine(block.line)];
    case 'facts': {
      const width = Math.max(0, ...block.facts.map(([name]) => name.length));
      const lines = block.facts.flatMap(([name, ...of]) =>
        of.map((line, index) => `${(index === 0 ? name : '').padEnd(width)}  ${plainLine(line)}`),
      );
      return lines.length === 0 ? [] : [lines.join('\n')];
    }
    case 'table': {
      const rows = [block.head, ...block.rows.map((row) => row.map((cell) => plainLine([cell])))];
      return [
        aligned(rows)
          .map((cells) => cells.join('  ').trimEnd())
          .join('\n'),
      ];
    }
    case 'code':
      return block.lines.length === 0 ? [] : [block.lines.map((line) => codeLine(textOfMessage(line))).join('\n')];
  }
}

function plainLine(line: Line): string {
  return line
    .map((piece) =>
      visible(textOfMessage(typeof piece === 'string' ? piece : 'code' in piece ? piece.code : piece.strong)),
    )
    .join('');
}

/** Rows of cells, the cells of a column made equally wide. */
function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 3, cell.length);
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
}
