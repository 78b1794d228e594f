import { LIMITS } from '../../text/limits.ts';
import type { ExpandedUnit, UnitInclude } from '../expansion/units/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import { assembleStatement } from './assembleStatement.ts';
import { bracesLeftOpen, openBraces } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';
import { exhaustedExpression } from './exhaustedExpression.ts';
import { ExpressionEvaluator } from './expression.ts';
import { type GoodHead, withBlankHead } from './goodBeginning.ts';
import type { HeadStatements } from './headStatements.ts';
import { indentationAt } from './indentation.ts';
import { endOfTypedCharacter } from './literals.ts';
import { mendCommas } from './mendedCommas.ts';
import { closingsOf, isShapeKnown, mendShape } from './mendedShape.ts';
import { parsable } from './parsable.ts';
import { childrenOf, type DevicetreeParser, type SyntaxNode, type SyntaxTree } from './parser.ts';
import { isBrokenThroughout, type ReadableText, type ReadHead, readableText, release } from './readableText.ts';
import { AcceptedStatements } from './shortcuts/acceptedStatements.ts';
import { HEADINGS, READ_KINDS, REFUSED, STATEMENTS } from './syntaxKinds.ts';
import { descendantsOf } from './treeSearch.ts';
import { UnitFaults } from './unitFaults.ts';
import { isAfterInclude, type Parsing, type UnitReading } from './unitReading.ts';

/** Reads the items off a unit's syntax tree, of a broken text as many as there are. */
export class UnitReader {
  private readonly _parser: DevicetreeParser;
  /** Absent where the parser is to see all of every text. */
  private readonly _accepted: AcceptedStatements | undefined;
  private readonly _assembler: ItemAssembler;
  private _text = '';
  /** Whether the unit's text goes on after what is read of it. */
  private _isCut = false;
  private _isShapeUnknown = false;
  private _faults: UnitFaults;
  /** The beginning of the text that is read by itself, and is blank in what was parsed. */
  private _head: ReadHead | undefined;

  constructor(parser: DevicetreeParser, parsing: Parsing = 'abridged') {
    this._parser = parser;
    this._assembler = new ItemAssembler(new ExpressionEvaluator(parser));
    this._faults = new UnitFaults(this._assembler, '', false);
    this._accepted = parsing === 'abridged' ? new AcceptedStatements(parser, this._assembler) : undefined;
  }

  /** Reads a unit. */
  readWhole(unit: ExpandedUnit): UnitReading {
    const reading = this.readAccepted(unit);
    if (reading !== undefined) return reading;
    const readable = this.parse(unit);
    const whole = this.read(unit, readable);
    release(readable);
    return whole;
  }

  /** Reads a unit off an abridged text; `undefined` if the parser finds anything wrong with it, or is to see all of it. */
  readAccepted(unit: ExpandedUnit): UnitReading | undefined {
    if (this._accepted === undefined || parsable(unit.text) !== unit.text) return undefined;
    this._begin(unit, unit.includes);
    const isRead = this._accepted.read(unit.text, this._take);
    return isRead ? this._finish(unit) : undefined;
  }

  /** Reads a whole unit off its syntax tree, which stays the caller's. */
  read(unit: ExpandedUnit, { text, tree, head }: ReadableText): UnitReading {
    this._begin(unit, unit.includes, text.length);
    this._head = head;
    if (!tree.rootNode.hasError) return this._readTree(unit, { text, tree });
    const exhausted = this._isCut ? exhaustedExpression(parsable(unit.text), text.length) : undefined;
    const isMendable = !this._isCut && !isBrokenThroughout(this._parser, text, tree);
    const { errors, ...mended } = mendCommas(this._parser, text, tree);
    this._faults.find({ errors, exhausted, isMendable });
    const reading = this._readTree(unit, mended);
    mended.tree.delete();
    return reading;
  }

  /** Reads a unit off the syntax tree of its text, or of a text of the same length that has what is missing in it. */
  private _readTree(unit: ExpandedUnit, { text, tree }: ReadableText): UnitReading {
    const open = tree.rootNode.hasError ? bracesLeftOpen(text) : openBraces(text);
    const isKnown = open === 0 && isShapeKnown(text, tree);
    const head = this._head?.head;
    const whole = head === undefined ? text : head.own + text.slice(head.length);
    const columnAt = (at: number): number => indentationAt(unit, at);
    const parse = (mended: string): SyntaxTree => this._parser.parse(withBlankHead(mended, head));
    const isMended = !isKnown && !this._faults.isExhausted;
    const mended = isMended ? mendShape(parse, whole, tree, columnAt, this._faults.lastFound?.offset) : undefined;
    const closings = mended?.closings ?? (isKnown ? [] : closingsOf(whole, columnAt));
    this._faults.takeShape({ mended, closings });
    this._isShapeUnknown = this._isCut || (!isKnown && mended === undefined);
    const parsed = mended === undefined ? text : withBlankHead(mended.text, head);
    // What was put into the head is parsed with all of it.
    if (parsed === mended?.text) this._head = undefined;
    this._readAll({ text: parsed, tree: mended?.tree ?? tree });
    mended?.tree.delete();
    return this._finish(unit);
  }

  private _readAll({ text, tree }: ReadableText): void {
    const { length } = text;
    if (tree.rootNode.hasError) this._readBroken(tree.rootNode, 0, length, 0);
    else this._readGood(descendantsOf(tree, text, READ_KINDS), 0);
    this._readHead(length);
    this._faults.reportEnd();
  }

  /** A unit's text as far as it is read, and its syntax tree. */
  parse(unit: ExpandedUnit): ReadableText {
    // What is kept by its text is read off the unit's own.
    const acceptedHead = (head: GoodHead): HeadStatements | undefined =>
      unit.text.startsWith(head.own) ? this._accepted?.readHead(head) : undefined;
    return readableText(this._parser, parsable(unit.text), { acceptedHead });
  }

  /**
   * Reads some statements of a unit, which stand `shift` characters further on in its text than in that of their syntax
   * tree; `undefined` where what is wrong with them may be about what stands around them.
   */
  readStatements(unit: ExpandedUnit, statements: readonly SyntaxNode[], shift: number): UnitReading | undefined {
    this._begin(unit, []);
    for (const node of statements) this._statement(node, node.startIndex + shift, node.endIndex + shift);
    const reading = this._finish(unit);
    const { pending, errors } = this._faults;
    const isOwn = pending === undefined && (reading.firstError === undefined || !reading.needsJoining);
    return isOwn && errors <= LIMITS.syntaxErrors.most ? reading : undefined;
  }

  private _begin(unit: ExpandedUnit, includes: readonly UnitInclude[], length = unit.text.length): void {
    this._text = unit.text.slice(0, length);
    this._isCut = length < unit.text.length;
    this._isShapeUnknown = false;
    this._head = undefined;
    this._faults = new UnitFaults(this._assembler, this._text, this._isCut);
    this._assembler.begin(unit, includes);
  }

  private _finish(unit: ExpandedUnit): UnitReading {
    const { items, includeInsideStatement } = this._assembler.finish();
    const { firstError, breaksOffAtEnd, isGivenUp } = this._faults;
    this._head = undefined;
    const needsJoining =
      includeInsideStatement ||
      (firstError !== undefined &&
        (breaksOffAtEnd || openBraces(unit.text, endOfTypedCharacter) !== 0 || isAfterInclude(unit, firstError.start)));
    this._text = '';
    return { items, firstError, needsJoining, isShapeUnknown: this._isShapeUnknown || isGivenUp, wrong: undefined };
  }

  /** Reads what is to be read of a syntax node without errors, in its order; `shift` is where the tree's text begins in the unit's. */
  private _readGood(nodes: Iterable<SyntaxNode>, shift: number): void {
    for (const node of nodes) {
      if (this._faults.isGivenUp) return;
      this._statement(node, node.startIndex + shift, node.endIndex + shift);
    }
  }

  /** Gives the assembler one node; the offset at which it could not be read on, `end` if it was read whole. */
  private _statement(node: SyntaxNode, start: number, end: number): number {
    this._readHead(start);
    return this._take(node, start, end);
  }

  /** The same of one before which nothing is left to be read. */
  private readonly _take = (node: SyntaxNode, start: number, end: number): number => {
    this._faults.reportBefore(start);
    const read = assembleStatement(this._assembler, node.type, start, end, this._faults.isClosedAt(end));
    if (read === undefined) this._faults.refuse(node, start, end);
    return read ?? end;
  };

  /** Reads the statements of the head before an offset. */
  private _readHead(offset: number): void {
    if (this._head !== undefined && !this._faults.isGivenUp) this._head.statements.giveBefore(offset, this._take);
  }

  /**
   * Reads the children of a syntax node that has errors in it: what is good as it is, and of the rest as much as can
   * be read. An unclosed node lasts to the end of the stretch that could not be read. Nodes may be nested more deeply than
   * calls can be.
   */
  private _readBroken(root: SyntaxNode, shift: number, limit: number, fragments: number): void {
    const open = [new BrokenNode(root, limit)];
    for (let parent = open.at(-1); parent !== undefined; parent = open.at(-1)) {
      const child = this._faults.isGivenUp ? undefined : parent.next();
      const inner = child && this._readBrokenChild(parent, child, shift, fragments);
      if (child === undefined) open.pop()?.release();
      else if (inner !== undefined) open.push(inner);
    }
  }

  /** Reads a child of a syntax node that has errors in it; the child, where its own children are to be read next. */
  private _readBrokenChild(
    parent: BrokenNode,
    child: SyntaxNode,
    shift: number,
    fragments: number,
  ): BrokenNode | undefined {
    const assembler = this._assembler;
    const { headingStart, limit } = parent;
    const start = child.startIndex + shift;
    const end = child.endIndex + shift;
    const { type } = child;
    if (!HEADINGS.has(type)) parent.headingStart = -1;
    else if (headingStart < 0) parent.headingStart = start;
    this._readHead(start);
    if (type === 'ERROR') return new BrokenNode(child, limit);
    if (type === '{' && parent.isError && headingStart >= 0) {
      this._faults.reportPending(headingStart);
      assembler.node(headingStart, limit, true);
      parent.unclosed++;
    } else if (type === '}' && parent.isError && parent.unclosed > 0) {
      assembler.endNode(end);
      parent.unclosed--;
    } else if (STATEMENTS.includes(type)) {
      if (!child.hasError) this._readGood(child.descendantsOfType(READ_KINDS), shift);
      else if (type !== 'node') this._readBrokenStatement(child, start, end, fragments);
      else {
        this._statement(child, start, end);
        return new BrokenNode(child, end);
      }
    } else if (child.isMissing) {
      this._faults.reportMissing(child, start, end);
    } else if (REFUSED.includes(type)) {
      this._faults.refuse(child, start, end);
    } else if (type === 'integer_literal' || type === 'character_literal') {
      this._faults.checkLiteral(type, start, end);
    }
    return undefined;
  }

  private _readBrokenStatement(node: SyntaxNode, start: number, end: number, fragments: number): void {
    const stop = this._statement(node, start, end);
    const rest = skipSpace(this._text, stop, end);
    if (node.type !== 'property' || rest >= end || rest <= start || fragments >= LIMITS.fragments.most) return;
    // A missing semicolon made one property of two, or a list is not closed, which the parser finds where it ends.
    const message = 'Syntax error: this cannot be a part of the value before it';
    const isOpenList = '<['.includes(this._text.charAt(rest));
    if (isOpenList && (this._faults.pending?.offset ?? end) < end) this._faults.gap(rest, rest + 1);
    else this._faults.error({ message }, rest, Math.min(rest + 1, end));
    // So much in one statement is a list, in which no statement stands.
    if (end - rest > LIMITS.charactersReadWhole.most) return;
    const { length = 0, blank = '' } = this._head?.head ?? {};
    const tree = this._parser.parse(blank.slice(rest, end) + this._text.slice(Math.max(rest, length), end));
    if (tree.rootNode.hasError) this._readBroken(tree.rootNode, rest, end, fragments + 1);
    else this._readGood(tree.rootNode.descendantsOfType(READ_KINDS), rest);
    tree.delete();
  }
}

/** A syntax node with errors in it, of which some children are read. */
class BrokenNode {
  readonly isError: boolean;
  /** Where what cannot be read on in it ends. */
  readonly limit: number;
  /** Where the heading begins that the last children may be, and -1 where they are none. */
  headingStart = -1;
  /** How many nodes were opened by a brace alone. */
  unclosed = 0;
  private readonly _children: Generator<SyntaxNode, void, undefined>;

  constructor(node: SyntaxNode, limit: number) {
    this.isError = node.type === 'ERROR';
    this.limit = limit;
    this._children = childrenOf(node);
  }

  /** The next child; `undefined` after the last one. */
  next(): SyntaxNode | undefined {
    return this._children.next().value ?? undefined;
  }

  /** Frees what the children are found with. */
  release(): void {
    this._children.return();
  }
}
