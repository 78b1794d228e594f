import type { Analysis } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import { firstEndingAfter, lexicalParts, type Stretch } from '../devicetree/document/lexicalParts.ts';
import type { DocumentStatement } from '../devicetree/document/statements.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import { appendAll } from '../text/appendAll.ts';
import { inactiveStretches } from './inactiveText.ts';
import { macroNames } from './navigation/macros.ts';

/** What a stretch of a document is, beyond what its spelling shows. */
export interface SemanticToken extends Stretch {
  /** `inactive` is text that `#if` leaves out. */
  readonly kind: 'node' | 'region' | 'property' | 'label' | 'macro' | 'inactive';
  /** Whether it is put on something here, rather than referred to. */
  readonly isDeclaration: boolean;
}

/** A document with more is coloured up to there; each is sent. */
const MOST_SHOWN_TOKENS = 100_000;

/**
 * What the names of a document are, in the order of the text, none over the end of a line: nodes and regions,
 * properties, labels, paths that are referred to, macros that the boards define, and whole lines that no board reads. With `within` only what touches
 * that stretch.
 */
export function semanticTokens(
  analyses: readonly Analysis[],
  document: DocumentTree,
  within: Stretch = { start: 0, end: document.file.text.length },
): SemanticToken[] {
  const inactive = inactiveStretches(analyses, document);
  const named: SemanticToken[] = [];
  nameStatements(document.statements, within, regionTest(analyses), named);
  named.sort((one, other) => one.start - other.start);
  const tokens = [...named, ...wordTokens(analyses, document, within, named)].filter(
    (token) => touches(token, within) && !isInside(inactive, token),
  );
  for (const stretch of inactive) appendAll(tokens, linesOf(document.file.text, stretch, within));
  return tokens.sort((one, other) => one.start - other.start).slice(0, MOST_SHOWN_TOKENS);
}

const touches = (one: Stretch, other: Stretch): boolean => one.start < other.end && one.end > other.start;

function isInside(stretches: readonly Stretch[], { start }: Stretch): boolean {
  const next = stretches[firstEndingAfter(stretches, start)];
  return next !== undefined && next.start <= start;
}

/** Answers whether a name of a document opens, or refers to, a region of one of the boards. */
function regionTest(analyses: readonly Analysis[]): (statement: DocumentStatement) => boolean {
  const boards = analyses.map(({ board, memory }) => ({
    nodes: TreeNodes.of(board.tree),
    regions: new Set(memory.regions.map(({ node }) => node)),
  }));
  return (statement) =>
    statement.kind === 'node' &&
    boards.some(({ nodes, regions }) => {
      const node = nodes.openedBy(statement);
      return node !== undefined && regions.has(node);
    });
}

/** The labels and names in the headings of statements. */
function nameStatements(
  statements: readonly DocumentStatement[],
  within: Stretch,
  isRegion: (statement: DocumentStatement) => boolean,
  tokens: SemanticToken[],
): void {
  for (const statement of statements) {
    const { kind, labels, name, span } = statement;
    if (!touches(span, within) || tokens.length >= MOST_SHOWN_TOKENS) continue;
    for (const label of labels) {
      const { start } = label.span;
      tokens.push({ start, end: start + label.text.length, kind: 'label', isDeclaration: true });
    }
    if (name !== undefined && isName(name.text)) {
      const { start, end } = name.span;
      const isProperty = kind === 'property' || kind === 'delete-property';
      const isDeclaration = kind === 'node' || kind === 'property';
      const isNode = kind === 'node' || kind === 'delete-node';
      if (isProperty) tokens.push({ start, end, kind: 'property', isDeclaration });
      else if (isNode) tokens.push({ start, end, kind: isRegion(statement) ? 'region' : 'node', isDeclaration });
    }
    if (kind === 'node') nameStatements(statement.statements, within, isRegion, tokens);
  }
}

/** Whether a heading's name is written out: not the root, a reference or a macro's use. */
const isName = (text: string): boolean => /^[A-Za-z0-9,._+*#?@-]+$/.test(text);

/** The path of a reference `&{/soc/isp@1000}`, from its first slash on. */
const PATH = /\/[^\s{}"<>;]*(?=\})/y;

/** Labels and paths that are referred to, and the macros that the boards define, outside of headings. */
function wordTokens(
  analyses: readonly Analysis[],
  document: DocumentTree,
  within: Stretch,
  named: readonly SemanticToken[],
): SemanticToken[] {
  const { text } = document.file;
  const { starts, ends } = lexicalParts(document.file).words;
  const macros = analyses.map(macroNames).filter(({ size }) => size > 0);
  const tokens: SemanticToken[] = [];
  let after = 0;
  let index = firstAfter(ends, within.start);
  let name = firstEndingAfter(named, starts[index] ?? 0);
  for (; index < starts.length && tokens.length < MOST_SHOWN_TOKENS; index++) {
    const [start = 0, end = 0] = [starts[index], ends[index]];
    if (start >= within.end) break;
    while ((named[name]?.end ?? Number.POSITIVE_INFINITY) <= start) name++;
    // A word that a backslash carries into the next line is two to those who read a document as it stands.
    if (start < after || (named[name]?.start ?? Number.POSITIVE_INFINITY) < end) continue;
    // The preprocessor replaces a macro wherever it stands, after the operator & as well.
    if (macros.length > 0 && macros.some((names) => names.has(text.slice(start, end)))) {
      tokens.push({ start, end, kind: 'macro', isDeclaration: false });
    } else if (text.charAt(start - 1) === '&' && !text.slice(start, end).includes('\n')) {
      tokens.push({ start, end, kind: 'label', isDeclaration: false });
    } else if (text.startsWith('&{/', start - 3)) {
      PATH.lastIndex = start - 1;
      after = start - 1 + (PATH.exec(text)?.[0].length ?? 0);
      if (after > start) tokens.push({ start: start - 1, end: after, kind: 'label', isDeclaration: false });
    }
  }
  return tokens;
}

/** The index of the first of some numbers in order that is greater than another. */
function firstAfter(numbers: Int32Array, number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of text that is not read, without the white space around them. */
function* linesOf(text: string, stretch: Stretch, within: Stretch): Iterable<SemanticToken> {
  let at = stretch.start;
  for (const line of text.slice(stretch.start, stretch.end).split(/[\n\r]/)) {
    const start = at + line.search(/\S|$/);
    const end = at + line.trimEnd().length;
    at += line.length + 1;
    const token = { start, end, kind: 'inactive', isDeclaration: false } as const;
    if (end > start && touches(token, within)) yield token;
  }
}
