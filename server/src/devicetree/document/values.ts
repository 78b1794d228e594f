import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { appendUnescaped } from '../syntax/literals.ts';
import type { SyntaxNode, SyntaxTree } from '../syntax/parser.ts';

/** One of the values that a property is given, or one cell in a list of cells. */
export interface DocumentValue {
  /** `cells` is a list of them, where the place is between its cells. */
  readonly kind: 'cell' | 'cells' | 'string' | 'bytes' | 'reference' | 'incbin' | 'macro' | 'missing';
  readonly span: Span;
  /** Which of the values between the property's commas, counted from 0. */
  readonly index: number;
  /** Which cell of its list a cell is; for `cells` how many stand before the place. Absent for other values. */
  readonly cell: number | undefined;
  /** Where in the property's bytes it begins; `undefined` after what only the preprocessor or dtc can measure. */
  readonly offset: number | undefined;
}

/** The values that are no list of cells. */
const KINDS: Readonly<Record<string, DocumentValue['kind']>> = {
  string_literal: 'string',
  unterminated_string: 'string',
  byte_string: 'bytes',
  label_reference: 'reference',
  path_reference: 'reference',
  incomplete_reference: 'reference',
  incbin: 'incbin',
  macro_identifier: 'macro',
  macro_call: 'macro',
  missing_value: 'missing',
};

/** What stands for one cell in a list; a macro may stand for any number of them. */
const CELLS = new Set([
  'integer_literal',
  'character_literal',
  'parenthesized_expression',
  'label_reference',
  'path_reference',
  'incomplete_reference',
  'macro_identifier',
  'macro_call',
]);

/** A list of cells, whole or broken off. */
interface CellList {
  readonly start: number;
  /** After its `>`; `undefined` where that is missing. */
  readonly end: number | undefined;
  readonly cells: readonly SyntaxNode[];
  /** Bytes per cell; `undefined` where `/bits/` has no width that can be read here. */
  readonly width: number | undefined;
}

/**
 * The value of a property at an offset of the document, the end of a value included; `undefined` where the place is in
 * no value. `statement` is the property's; a value that breaks off goes on to the end of it and of the place.
 */
export function readValue(
  file: SourceFile,
  tree: SyntaxTree,
  statement: Span,
  offset: number,
): DocumentValue | undefined {
  const parts = partsOf(tree, statement);
  let bytes: number | undefined = 0;
  let index = 0;
  let found: DocumentValue | undefined;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part === undefined || part.startIndex > offset) break;
    if (part.type === ',') index++;
    const list = listAt(parts, at);
    const kind = KINDS[part.type];
    if (list !== undefined) {
      if (offset <= (list.end ?? offset)) found = cellOfList(file, list, index, bytes, offset);
      bytes = sum(bytes, list.cells.some(isMacro) ? undefined : product(list.width, list.cells.length));
      // The cells of a list that is no syntax node stand among the parts.
      if (part.type === '<') at += list.cells.length;
    } else if (kind !== undefined) {
      const reaches = offset <= part.endIndex || kind === 'missing';
      if (reaches) found = { kind, span: spanOf(file, part), index, cell: undefined, offset: bytes };
      bytes = sum(bytes, bytesOfValue(part));
    }
  }
  return found;
}

const sum = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other;

const product = (one: number | undefined, other: number): number | undefined =>
  one === undefined ? undefined : one * other;

/** The syntax nodes after the `=` of a property; where it is broken, its pieces stand among them. */
function partsOf(tree: SyntaxTree, { start, end }: Span): SyntaxNode[] {
  let node = tree.rootNode.descendantForIndex(start, Math.min(start + 1, end));
  while (node !== null && node.type !== 'property' && node.type !== 'ERROR') node = node.parent;
  const parts = node === null ? [] : pieces(node).filter((part) => part.startIndex >= start && part.startIndex <= end);
  const equals = parts.findIndex(({ type }) => type === '=');
  if (equals < 0) return [];
  const after = parts.slice(equals + 1);
  const next = after.findIndex(({ type }) => /^[;{}]$/.test(type));
  return next < 0 ? after : after.slice(0, next);
}

/** The children of a syntax node, with those of a piece that the parser could not use instead of the piece. */
function pieces(node: SyntaxNode): SyntaxNode[] {
  return node.children.flatMap((child) => (child === null ? [] : child.type === 'ERROR' ? pieces(child) : [child]));
}

/** The list of cells that begins at a part. */
function listAt(parts: readonly SyntaxNode[], at: number): CellList | undefined {
  const part = parts[at];
  if (part?.type === 'cell_list') {
    const inside = pieces(part);
    const list = listAt(
      inside,
      inside.findIndex(({ type }) => type === '<'),
    );
    return list && { ...list, start: part.startIndex };
  }
  if (part?.type !== '<') return undefined;
  const after = parts.slice(at + 1);
  const last = after.findIndex(({ type }) => !CELLS.has(type));
  const closing = last < 0 ? undefined : after[last];
  const cells = last < 0 ? after : after.slice(0, last);
  const bits = parts[at - 2]?.type === '/bits/' ? Number(parts[at - 1]?.text) : 32;
  return {
    start: part.startIndex,
    end: closing?.type === '>' ? closing.endIndex : undefined,
    cells,
    width: [8, 16, 32, 64].includes(bits) ? bits / 8 : undefined,
  };
}

function cellOfList(
  file: SourceFile,
  list: CellList,
  index: number,
  bytes: number | undefined,
  offset: number,
): DocumentValue {
  const { cells, width } = list;
  const at = cells.findLastIndex((each) => each.startIndex <= offset);
  const cell = cells[at];
  const offsetOf = (count: number): number | undefined =>
    cells.slice(0, count).some(isMacro) ? undefined : sum(bytes, product(width, count));
  if (cell !== undefined && offset <= cell.endIndex)
    return { kind: 'cell', span: spanOf(file, cell), index, cell: at, offset: offsetOf(at) };
  const end = list.end ?? cells.at(-1)?.endIndex ?? list.start + 1;
  return { kind: 'cells', span: { file, start: list.start, end }, index, cell: at + 1, offset: offsetOf(at + 1) };
}

const isMacro = ({ type }: SyntaxNode): boolean => type === 'macro_identifier' || type === 'macro_call';

/** The stretch of a syntax node; what the parser was given after the text is no part of it. */
function spanOf(file: SourceFile, { startIndex, endIndex }: SyntaxNode): Span {
  return { file, start: Math.min(startIndex, file.text.length), end: Math.min(endIndex, file.text.length) };
}

/** How many bytes a value that is no list of cells comes to, as far as the document alone says. */
function bytesOfValue(value: SyntaxNode): number | undefined {
  if (value.type === 'byte_string') return value.text.slice(1, -1).replace(NOT_BYTES, '').length / 2;
  if (value.type !== 'string_literal') return undefined;
  let length = 1;
  appendUnescaped(value.text, 1, value.text.length - 1, () => length++);
  return length;
}

/** What stands between the bytes of a byte string: spaces, comments, labels. */
const NOT_BYTES = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|[a-zA-Z_][a-zA-Z0-9_]*:|\s/g;
