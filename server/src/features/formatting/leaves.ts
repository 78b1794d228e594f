import type { Stretch } from '../../devicetree/document/lexicalParts.ts';
import type { SyntaxCursor, SyntaxTree } from '../../devicetree/syntax/parser.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';

/** A piece of a document that white space stands around, and how it stands among the others. */
export interface Leaf extends Stretch {
  /** What the grammar calls it, and what it is directly in. */
  readonly type: string;
  readonly within: string;
  /** How many bodies of nodes it is in; the braces of a node count as outside of its own. */
  readonly depth: number;
  /**
   * What a line becomes that it begins: `statement`, `heading` (of a node, after its first word), `closing` (a node's
   * brace) and `comment` (between statements) are indented by depth, the `continuation` of a statement is aligned to what
   * goes before, and a `directive` of the preprocessor, or an `/include/`, stays where it is.
   */
  readonly role: 'statement' | 'heading' | 'closing' | 'comment' | 'continuation' | 'directive';
  /** Whether it is in a statement that goes over several lines, which may be the rows of a table. */
  readonly isInRows: boolean;
}

/** The leaves of a document in order, and what of it is not understood well enough to be formatted. */
export interface Leaves {
  readonly leaves: readonly Leaf[];
  /**
   * The statement around an error; where a brace may be missing or be one too many, all that is in doubt then: the whole
   * outermost statement, or the rest of the document.
   */
  readonly broken: readonly Stretch[];
}

/** What takes the leaves of a document one after the other, so that nobody has to keep them all. */
export interface LeafTaker {
  leaf(leaf: Leaf): void;
  /** A statement or comment that is passed over as a whole: it ends before the stretch that is read begins. */
  passed(statement: Leaf): void;
}

/** Pieces that the grammar does not look into, or whose parts must stay together. */
const WHOLE = new Set(['macro_arguments', 'byte_string', 'node_name', 'label_reference']);

const STATEMENTS = new Set([
  'node',
  'property',
  'delete_node',
  'delete_property',
  'omit_node',
  'incomplete_statement',
  'macro_call',
  'memory_reservation',
  'version_directive',
  'plugin_directive',
]);

/** Reads the leaves of a document; what the parser was given after the text is left out. */
export function readLeaves(tree: SyntaxTree, text: string): Leaves {
  const leaves: Leaf[] = [];
  const broken = takeLeaves(tree, text, { leaf: (leaf) => leaves.push(leaf), passed: () => {} });
  return { leaves, broken };
}

/**
 * Gives the leaves of a document to `taker`, and answers what is broken of it. With `within`, of a text in which nothing
 * is, the statements that end before it are passed over, and reading ends at the first leaf that begins after it.
 */
export function takeLeaves(tree: SyntaxTree, text: string, taker: LeafTaker, within?: Stretch): readonly Stretch[] {
  const cursor = tree.walk();
  const reader = new LeafReader(cursor, text, taker, within, hasErrors(tree, text));
  reader.readAll();
  cursor.delete();
  return reader.broken;
}

/** Whether a document has an error, or goes on after its text to have none. */
export const hasErrors = ({ rootNode }: SyntaxTree, text: string): boolean =>
  rootNode.hasError || rootNode.endIndex > text.length;

/** Whether anything in a document may be broken. */
export const mayBeBroken = (tree: SyntaxTree, text: string): boolean =>
  hasErrors(tree, text) || tree.rootNode.descendantsOfType(BROKEN_BRACES).length > 0;

/** What the grammar takes for a brace that is missing or one too many. */
const BROKEN_BRACES = ['missing_brace', 'unmatched_brace'];

class LeafReader {
  readonly broken: Stretch[] = [];
  readonly #taker: LeafTaker;
  readonly #cursor: SyntaxCursor;
  readonly #text: string;
  readonly #within: Stretch;
  readonly #hasErrors: boolean;
  /** Whether a leaf has been read that begins after the stretch. */
  #isDone = false;
  /** What the next leaf is if it begins a line. */
  #next: Leaf['role'] = 'continuation';
  /** The outermost statement that is read, the one before it, and the innermost that has no body. */
  #outermost: Stretch = { start: 0, end: 0 };
  #before: Stretch = { start: 0, end: 0 };
  #statement: Stretch | undefined;
  #hasRows = false;

  constructor(
    cursor: SyntaxCursor,
    text: string,
    taker: LeafTaker,
    within: Stretch = { start: 0, end: text.length },
    hasErrors: boolean,
  ) {
    this.#cursor = cursor;
    this.#text = text;
    this.#taker = taker;
    this.#within = within;
    this.#hasErrors = hasErrors;
  }

  readAll(): void {
    this.#eachChild((type) => {
      if (type !== 'comment' && !type.startsWith('preproc_')) {
        this.#before = this.#outermost;
        this.#outermost = this.#here();
      }
      this.#readInBody(type, 'source_file', 0, 1);
    });
  }

  /** A statement, a comment, or what else stands between statements. */
  #readInBody(type: string, within: string, depth: number, level: number): void {
    if (this.#within.start > 0 && this.#cursor.endIndex <= this.#within.start) {
      const role = isDirective(type) ? 'directive' : 'statement';
      this.#taker.passed({ ...this.#here(), type, within, depth, role, isInRows: false });
      return;
    }
    const isStatement = STATEMENTS.has(type);
    if (isStatement) this.#next = 'statement';
    if (type === 'comment') this.#next = 'comment';
    if (isStatement && type !== 'node') {
      this.#statement = this.#here();
      this.#hasRows = this.#text.slice(this.#statement.start, this.#statement.end).includes('\n');
    }
    if (type === 'node' && level < INPUT_LIMITS.formattedDepth) this.#readNode(depth, level);
    else this.#read(type, within, depth, level);
    this.#statement = undefined;
    this.#hasRows = false;
    this.#next = 'continuation';
  }

  #readNode(depth: number, level: number): void {
    let isOpen = false;
    this.#eachChild((type) => {
      if (type === '}') {
        // Only what the parser was given after the text closes it.
        if (this.#cursor.startIndex >= this.#text.length) this.broken.push(this.#outermost);
        this.#next = 'closing';
        this.#add(type, 'node', depth);
      } else if (isOpen && type !== ';') this.#readInBody(type, 'node', depth + 1, level + 1);
      else this.#read(type, 'node', depth, level + 1);
      if (type === '{') isOpen = true;
      if (this.#next !== 'statement') this.#next = isOpen ? 'continuation' : 'heading';
    });
  }

  #read(type: string, within: string, depth: number, level: number): void {
    const cursor = this.#cursor;
    // A token of one character has nothing in it.
    const isToken = type.length === 1;
    if ((this.#hasErrors || !isToken) && this.#isBroken(type)) this.#noteBroken(type, level);
    if (isToken || WHOLE.has(type) || level >= INPUT_LIMITS.formattedDepth || !cursor.gotoFirstChild()) {
      this.#add(type, within, depth);
      return;
    }
    do this.#read(cursor.nodeType, type, depth, level + 1);
    while (!this.#isDone && cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  #isBroken(type: string): boolean {
    if (type === 'missing_brace' || type === 'unmatched_brace') return true;
    return this.#hasErrors && (type === 'ERROR' || this.#cursor.nodeIsMissing);
  }

  #noteBroken(type: string, level: number): void {
    const here = this.#here();
    if (type === 'unmatched_brace' && here.start >= this.#text.length) return;
    const hasBrace = /[{}]/.test(this.#text.slice(here.start, here.end));
    const isOutermost = level <= 1;
    if (type === 'unmatched_brace' || (hasBrace && isOutermost)) {
      // Which statement the brace belongs to nobody knows.
      this.broken.push({ start: this.#before.start, end: this.#text.length });
    } else if (type === 'missing_brace' || hasBrace) this.broken.push(this.#outermost);
    else {
      const { start, end } = this.#statement ?? here;
      this.broken.push({ start: Math.min(start, here.start), end: Math.max(end, here.end) });
    }
  }

  /** Gives away the leaf at the cursor; one that has no text, as the parser only supposes it, is none. */
  #add(type: string, within: string, depth: number): void {
    const { start, end } = this.#here();
    if (end === start) return;
    const isLine = isDirective(type);
    const role = isLine ? 'directive' : this.#next;
    this.#taker.leaf({ start, end, type, within, depth, role, isInRows: this.#hasRows });
    if (!isLine && type !== 'comment') this.#next = 'continuation';
    if (start >= this.#within.end) this.#isDone = true;
  }

  #here(): Stretch {
    const { length } = this.#text;
    const { startIndex, endIndex } = this.#cursor;
    return { start: Math.min(startIndex, length), end: Math.min(endIndex, length) };
  }

  #eachChild(visit: (type: string) => void): void {
    const cursor = this.#cursor;
    if (!cursor.gotoFirstChild()) return;
    do visit(cursor.nodeType);
    while (!this.#isDone && cursor.gotoNextSibling());
    cursor.gotoParent();
  }
}

const isDirective = (type: string): boolean => type.startsWith('preproc_') || type === 'include_directive';
