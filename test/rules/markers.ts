/** What a fixture's marker says: that a rule reports exactly these characters. */
export interface Marker {
  /** Zero-based, of the line that is marked. */
  readonly line: number;
  /** The first character's place in that line, zero-based, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/** Where tabulators end: every eighth column, as .editorconfig has it. */
const TAB = 8;

/** `//`, white space and carets below what is marked, and the ids of rules with commas between them. */
const MARKER = /^(\/\/\s*)(\^+) (.+)$/;

/**
 * The markers of a text. A marker is a comment that begins its line, below the line it marks: what stands above the
 * carets is the whole of what is reported. Tabulators before the carets make them line up whatever their width:
 *
 *     ⇥⇥reg = <0x50000000 0x100000>;
 *     //⇥⇥       ^^^^^^^^^^^^^^^^^^^ rule-id
 */
export function markersOf(text: string): Marker[] {
  const found: Marker[] = [];
  const lines = text.split('\n');
  let line = 0;
  for (const [index, content] of lines.entries()) {
    const [, before, carets, rules] = MARKER.exec(content) ?? [];
    if (before === undefined || carets === undefined || rules === undefined) {
      line = index;
      continue;
    }
    const columns = columnsOf(lines[line] ?? '');
    const column = columnsOf(before).at(-1) ?? 0;
    // A caret below no character, or within a tabulator, marks what is nowhere: -1.
    const [start, end] = [columns.indexOf(column), columns.indexOf(column + carets.length)];
    for (const rule of rules.split(',')) found.push({ line, start, end, rule: rule.trim() });
  }
  return found;
}

/** The column in which each character of a line begins, and last the one after the line's end. */
function columnsOf(line: string): number[] {
  const columns = [0];
  for (const character of line) {
    const column = columns.at(-1) ?? 0;
    columns.push(character === '\t' ? column + TAB - (column % TAB) : column + 1);
  }
  return columns;
}
