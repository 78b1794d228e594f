import { type Style, withoutStyle } from './style.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** One row: a cell a column; below it, indented, notes that are wrapped and lines that are kept as they are. */
export interface Row {
  readonly cells: readonly string[];
  readonly notes?: readonly string[];
  readonly lines?: readonly string[];
}

/** The characters of a text that a terminal shows. */
function visibleLength(text: string): number {
  return [...withoutStyle(text)].length;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - visibleLength(text)));
  return align === 'right' ? space + text : text + space;
}

/** Text broken at spaces into lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const word of text.split(' ')) {
    const added = visibleLength(word);
    if (line !== '' && length + 1 + added > width) {
      lines.push(line);
      line = '';
    }
    length = line === '' ? added : length + 1 + added;
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const INDENT = '  ';
const GAP = '  ';

/** A table with aligned columns and a dimmed header, indented by two; notes wrap at `columns`. */
export function renderTable(head: readonly Column[], rows: readonly Row[], style: Style, columns: number): string {
  const widths = head.map(({ title }, at) =>
    Math.max(visibleLength(title), ...rows.map(({ cells }) => visibleLength(cells[at] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    INDENT +
    head
      .map(({ align }, at) => pad(cells[at] ?? '', widths[at] ?? 0, align ?? 'left'))
      .join(GAP)
      .trimEnd();
  const lines = [style.dim(line(head.map(({ title }) => title)))];
  for (const { cells, notes, lines: kept } of rows) {
    lines.push(line(cells));
    for (const note of notes ?? []) {
      const [first = '', ...rest] = wrap(note, Math.max(40, columns - 6));
      lines.push(style.dim(`${INDENT}  ↳ ${first}`), ...rest.map((more) => style.dim(`${INDENT}    ${more}`)));
    }
    for (const text of kept ?? []) lines.push(`${INDENT}    ${text}`);
  }
  return lines.join('\n');
}
