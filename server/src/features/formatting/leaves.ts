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
  const cursor = tree.walk();
  const reader = new LeafReader(cursor, text);
  reader.readAll();
  cursor.delete();
  return reader;
}

class LeafReader implements Leaves {
  readonly leaves: Leaf[] = [];
  readonly broken: Stretch[] = [];
  readonly #cursor: SyntaxCursor;
  readonly #text: string;
  /** What the next leaf is if it begins a line. */
  #next: Leaf['role'] = 'continuation';
  /** The outermost statement that is read, the one before it, and the innermost that has no body. */
  #outermost: Stretch = { start: 0, end: 0 };
  #before: Stretch = { start: 0, end: 0 };
  #statement: Stretch | undefined;
  #hasRows = false;

  constructor(cursor: SyntaxCursor, text: string) {
    this.#cursor = cursor;
    this.#text = text;
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
    if (type === 'ERROR' || cursor.nodeIsMissing || type === 'missing_brace' || type === 'unmatched_brace') {
      this.#noteBroken(type, level);
    }
    if (WHOLE.has(type) || level >= INPUT_LIMITS.formattedDepth || !cursor.gotoFirstChild()) {
      this.#add(type, within, depth);
      return;
    }
    cursor.gotoParent();
    this.#eachChild((child) => this.#read(child, type, depth, level + 1));
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

  /** Adds the leaf at the cursor; one that has no text, as the parser only supposes it, is none. */
  #add(type: string, within: string, depth: number): void {
    const { start, end } = this.#here();
    if (end === start) return;
    const isDirective = type.startsWith('preproc_') || type === 'include_directive';
    const isInRows = this.#hasRows;
    this.leaves.push({ start, end, type, within, depth, role: isDirective ? 'directive' : this.#next, isInRows });
    if (!isDirective && type !== 'comment') this.#next = 'continuation';
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
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
}
