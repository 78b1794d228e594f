import { INPUT_LIMITS } from '../../text/limits.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import type { SyntaxCursor, SyntaxTree } from '../syntax/parser.ts';

/** A name or a label as it is written in the document; a label comes without its colon. */
export interface DocumentName {
  readonly text: string;
  readonly span: Span;
}

interface Statement {
  /** From its first label or word to its semicolon, or to where it breaks off. */
  readonly span: Span;
  readonly labels: readonly DocumentName[];
  /** The node in whose braces it stands; absent outside of all. */
  readonly parent: DocumentNode | undefined;
}

/** A node that the document opens. */
export interface DocumentNode extends Statement {
  readonly kind: 'node';
  /** As written: `/`, `video@60000000`, `&isp`, `&{/soc}`, or the macro call that makes the name. */
  readonly name: DocumentName;
  /** What stands between its braces, up to the end of the node where the closing one is missing. */
  readonly body: Span;
  /** Whether its closing brace is there. */
  readonly closed: boolean;
  /** In the order of the text. */
  readonly statements: readonly DocumentStatement[];
}

/** A property that the document sets. */
export interface DocumentProperty extends Statement {
  readonly kind: 'property';
  readonly name: DocumentName;
}

/** Any other statement; its name is what it deletes, leaves out or calls, as far as that is written. */
export interface OtherStatement extends Statement {
  readonly kind:
    | 'delete-node'
    | 'delete-property'
    | 'omit-node'
    | 'macro'
    | 'include'
    | 'memory-reservation'
    | 'incomplete';
  readonly name: DocumentName | undefined;
}

export type DocumentStatement = DocumentNode | DocumentProperty | OtherStatement;

/** A node while what stands in it is read. */
type OpenNode = Omit<DocumentNode, 'body' | 'closed' | 'statements'> & {
  body: Span;
  closed: boolean;
  readonly statements: DocumentStatement[];
};

/** The syntax nodes that are statements without a body, and what they are called here. */
const OTHERS: Readonly<Record<string, OtherStatement['kind']>> = {
  delete_node: 'delete-node',
  delete_property: 'delete-property',
  omit_node: 'omit-node',
  macro_call: 'macro',
  include_directive: 'include',
  preproc_include: 'include',
  memory_reservation: 'memory-reservation',
  incomplete_statement: 'incomplete',
};

/** The fields of the grammar that name a statement. */
const NAMES = new Set<string | null>(['name', 'reference', 'target']);

/** The kinds that the parser gives to the name of a property in a piece that it does not understand. */
const MAY_NAME = new Set(['node_name', 'property_name', 'macro_identifier']);

/** What ends a value that breaks off. */
const ENDS_BROKEN = new Set([';', '{', '}', 'node', 'property', 'label']);

/**
 * The outermost statements of a document, with what stands in them, in the order of the text. Includes, macros and
 * values are not looked into. What the parser can make nothing of is left out, the statements in it that it does
 * understand are there.
 */
export function readStatements(file: SourceFile, tree: SyntaxTree): readonly DocumentStatement[] {
  const cursor = tree.walk();
  const statements: DocumentStatement[] = [];
  new StatementReader(file, cursor).readAll(undefined, statements, 0);
  cursor.delete();
  return statements;
}

const NO_LABELS: readonly DocumentName[] = [];

/** Reads statements where its cursor stands, and leaves the cursor there. */
class StatementReader {
  private readonly _file: SourceFile;
  private readonly _cursor: SyntaxCursor;
  /** How many more statements are read. */
  private _left: number = INPUT_LIMITS.documentStatements;

  constructor(file: SourceFile, cursor: SyntaxCursor) {
    this._file = file;
    this._cursor = cursor;
  }

  /** Adds the statements directly below the cursor. */
  readAll(parent: DocumentNode | undefined, statements: DocumentStatement[], depth: number): void {
    this._eachChild((kind) => this._readOne(kind, parent, statements, depth));
  }

  /** Adds the statement at the cursor, if what stands there, of the parser's kind `kind`, is one. */
  private _readOne(
    kind: string,
    parent: DocumentNode | undefined,
    statements: DocumentStatement[],
    depth: number,
  ): void {
    if (depth > INPUT_LIMITS.documentDepth || this._left <= 0) return;
    const isStatement = kind === 'node' || kind === 'property' || OTHERS[kind] !== undefined;
    if (isStatement) this._left--;
    if (kind === 'node') this._readNode(parent, statements, depth);
    else if (kind === 'property') this._readProperty(parent, statements);
    else if (kind === 'ERROR') this._readBroken(parent, statements, depth + 1);
    else if (OTHERS[kind] !== undefined) statements.push(this._readOther(OTHERS[kind], parent));
  }

  /**
   * Adds what can be recognised in a piece that the parser did not understand: whole statements, and a property whose
   * value breaks off, recognised by its name and `=`.
   */
  private _readBroken(parent: DocumentNode | undefined, statements: DocumentStatement[], depth: number): void {
    let name: DocumentName | undefined;
    let property: (DocumentProperty & { span: Span }) | undefined;
    this._eachChild((kind) => {
      if (kind === '=' && name !== undefined) {
        property = { kind: 'property', span: name.span, labels: [], parent, name };
        statements.push(property);
      }
      if (ENDS_BROKEN.has(kind)) property = undefined;
      if (property !== undefined) property.span = { ...property.span, end: this._spanHere().end };
      else this._readOne(kind, parent, statements, depth);
      name = property === undefined && MAY_NAME.has(kind) ? this._nameHere() : undefined;
    });
  }

  private _readNode(parent: DocumentNode | undefined, statements: DocumentStatement[], depth: number): void {
    const span = this._spanHere();
    const labels: DocumentName[] = [];
    let name: DocumentName | undefined;
    let node: OpenNode | undefined;
    let isOpen = false;
    this._eachChild((kind) => {
      if (isOpen) {
        if (kind !== '}') this._readOne(kind, node ?? parent, node?.statements ?? statements, depth + 1);
        else if (node !== undefined) this._close(node);
        return;
      }
      const field = this._cursor.currentFieldName;
      if (field === 'label') labels.push(this._labelHere());
      else if (NAMES.has(field)) name = this._nameHere();
      else if (kind === '{') {
        isOpen = true;
        const body = { file: this._file, start: this._spanHere().end, end: span.end };
        // What stands in the braces of nothing belongs to the node around them.
        if (name !== undefined && name.text !== '')
          node = { kind: 'node', span, labels, parent, name, body, closed: false, statements: [] };
      }
    });
    if (node !== undefined) statements.push(node);
  }

  private _close(node: OpenNode): void {
    // A brace that the parser only supposes has no length, and one that it was given after the text is not there.
    const { start, end } = this._spanHere();
    if (end === start) return;
    node.body = { ...node.body, end: start };
    node.closed = true;
  }

  private _readProperty(parent: DocumentNode | undefined, statements: DocumentStatement[]): void {
    const span = this._spanHere();
    const { labels, name } = this._heading();
    if (name !== undefined) statements.push({ kind: 'property', span, labels, parent, name });
  }

  private _readOther(kind: OtherStatement['kind'], parent: DocumentNode | undefined): OtherStatement {
    return { kind, span: this._spanHere(), parent, ...this._heading() };
  }

  /** The labels and the name of the statement at the cursor. */
  private _heading(): { labels: readonly DocumentName[]; name: DocumentName | undefined } {
    const cursor = this._cursor;
    let labels: DocumentName[] | undefined;
    let name: DocumentName | undefined;
    if (!cursor.gotoFirstChild()) return { labels: NO_LABELS, name };
    // What comes after the name may be very long.
    do {
      const field = cursor.currentFieldName;
      if (field === 'label') {
        labels ??= [];
        labels.push(this._labelHere());
      } else if (NAMES.has(field)) name = this._nameHere();
    } while (name === undefined && cursor.gotoNextSibling());
    cursor.gotoParent();
    return { labels: labels ?? NO_LABELS, name };
  }

  /** Goes through the children of what stands at the cursor. Each further question to the cursor is a call into WebAssembly. */
  private _eachChild(visit: (kind: string) => void): void {
    const cursor = this._cursor;
    if (!cursor.gotoFirstChild()) return;
    do visit(cursor.nodeType);
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  /** The stretch of the cursor; what the parser was given after the text is no part of it. */
  private _spanHere(): Span {
    const { length } = this._file.text;
    const { startIndex, endIndex } = this._cursor;
    return { file: this._file, start: Math.min(startIndex, length), end: Math.min(endIndex, length) };
  }

  private _nameHere(): DocumentName {
    const span = this._spanHere();
    return { text: this._file.text.slice(span.start, span.end), span };
  }

  private _labelHere(): DocumentName {
    const { text, span } = this._nameHere();
    return { text: text.replace(/\s*:$/, ''), span };
  }
}
