import { LIMITS } from '../../text/limits.ts';
import type { ExpandedUnit, UnitInclude } from '../expansion/units/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import { assembleStatement } from './assembleStatement.ts';
import { bracesLeftOpen, openBraces } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';
import { exhaustedExpression } from './exhaustedExpression.ts';
import { ExpressionEvaluator } from './expression.ts';
import type { ExpressionFault } from './expressionProgram.ts';
import { type FirstError, openStringError, tokenAt } from './firstError.ts';
import { withBlankHead } from './goodBeginning.ts';
import { parsedHead } from './headStatements.ts';
import { indentationAt } from './indentation.ts';
import { type LiteralKind, literalProblem } from './literalProblem.ts';
import { endOfString, endOfTypedCharacter } from './literals.ts';
import { mayMend, mendCommas } from './mendedCommas.ts';
import { type Closing, closingsOf, isShapeKnown, type MendedShape, mendShape } from './mendedShape.ts';
import { beginsStatement, missingText, missingToken, TokensBefore } from './missingText.ts';
import { parsable } from './parsable.ts';
import { childrenOf, type DevicetreeParser, type SyntaxNode, type SyntaxTree } from './parser.ts';
import { isBrokenThroughout, type ReadableText, type ReadHead, readableText, release } from './readableText.ts';
import { AcceptedStatements } from './shortcuts/acceptedStatements.ts';
import { describeError, describeRefused, type Fault, syntaxProblem } from './syntaxErrorText.ts';
import { HEADINGS, READ_KINDS, REFUSED, STATEMENTS } from './syntaxKinds.ts';
import { descendantsOf } from './treeSearch.ts';
import { isAfterInclude, type Parsing, type UnitReading } from './unitReading.ts';

/** Reads the items off a unit's syntax tree, of a broken text as many as there are. */
export class UnitReader {
  private readonly _parser: DevicetreeParser;
  /** Absent where the parser is to see all of every text. */
  private readonly _accepted: AcceptedStatements | undefined;
  private readonly _assembler: ItemAssembler;
  private _text = '';
  /** Whether what would mend an error is worth trying. */
  private _isMendable = true;
  /** Whether the unit's text goes on after what is read of it. */
  private _isCut = false;
  /** What dtc says of the expression in which it is cut, at the place in the text, where it has too many parentheses. */
  private _exhausted: ExpressionFault | undefined;
  /** An error that the parser found, reported once the statements before it are. */
  private _pending: FirstError | undefined;
  /** Those that it found after it, where what is missing was put in: in order. */
  private _later: FirstError[] = [];
  private _firstError: UnitReading['firstError'];
  private _errors = 0;
  private _unknownNames = 0; // Counted apart: a header that is missing leaves hundreds.
  private _gaps = 0;
  private _breaksOffAtEnd = false;
  /** The shape of the text that is read instead of its own. */
  private _mended: MendedShape | undefined;
  private _isShapeUnknown = false;
  /** Where the last string ends for dtc that is not closed on its line: nothing before that is a fault to it. */
  private _stringEnd = 0;
  private _refusedEnd = 0;
  /** The beginning of the text that is read by itself, and is blank in what was parsed. */
  private _head: ReadHead | undefined;
  private _tokens = new TokensBefore('');
  /** The braces that are missing, as far as the indentation shows. */
  private _closings: readonly Closing[] = [];

  constructor(parser: DevicetreeParser, parsing: Parsing = 'abridged') {
    this._parser = parser;
    this._assembler = new ItemAssembler(new ExpressionEvaluator(parser));
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
    if (this._isCut) this._exhausted = exhaustedExpression(parsable(unit.text), text.length);
    this._isMendable = !this._isCut && !isBrokenThroughout(this._parser, text, tree);
    const { errors, ...mended } = mendCommas(this._parser, text, tree);
    [this._pending, ...this._later] = errors;
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
    const stop = this._later.at(-1) ?? this._pending;
    // What is cut in an expression for which dtc has no room is open there, whatever is mended.
    const isOpen = this._exhausted !== undefined;
    const parse = (mended: string): SyntaxTree => this._parser.parse(withBlankHead(mended, head));
    const mended = isKnown || isOpen ? undefined : mendShape(parse, whole, columnAt, stop?.offset);
    this._mended = mended;
    this._closings = mended?.closings ?? (isKnown ? [] : closingsOf(whole, columnAt));
    this._isShapeUnknown = this._isCut || (!isKnown && mended === undefined);
    const isHeadBlank = mended === undefined || head === undefined || mended.text.startsWith(head.own);
    if (!isHeadBlank) this._head = undefined;
    this._readAll(
      mended === undefined ? { text, tree } : { text: withBlankHead(mended.text, head), tree: mended.tree },
    );
    mended?.tree.delete();
    return this._finish(unit);
  }

  private _readAll({ text, tree }: ReadableText): void {
    const { length } = text;
    if (tree.rootNode.hasError) this._readBroken(tree.rootNode, 0, length, 0);
    else this._readGood(descendantsOf(tree, text, READ_KINDS), 0);
    this._readHead(length);
    this._reportPending(length + 1);
    this._reportLeftOut(length + 1);
    // dtc misses the brace where the text ends.
    if (this._closings.length > 0 || (this._firstError === undefined && this._mended !== undefined))
      this._unexpected(length, '`};`', false);
  }

  /** A unit's text as far as it is read, and its syntax tree. */
  parse(unit: ExpandedUnit): ReadableText {
    return readableText(this._parser, parsable(unit.text), {
      readHead: (head) => this._accepted?.readHead(head) ?? parsedHead(this._parser, head),
    });
  }

  /**
   * Reads some statements of a unit, which stand `shift` characters further on in its text than in that of their syntax
   * tree; `undefined` where what is wrong with them may be about what stands around them.
   */
  readStatements(unit: ExpandedUnit, statements: readonly SyntaxNode[], shift: number): UnitReading | undefined {
    this._begin(unit, []);
    for (const node of statements) this._statement(node, node.startIndex + shift, node.endIndex + shift);
    const reading = this._finish(unit);
    const isOwn = this._pending === undefined && (reading.firstError === undefined || !reading.needsJoining);
    return isOwn && this._errors <= LIMITS.syntaxErrors.most ? reading : undefined;
  }

  private _begin(unit: ExpandedUnit, includes: readonly UnitInclude[], length = unit.text.length): void {
    this._text = unit.text.slice(0, length);
    this._isCut = length < unit.text.length;
    this._exhausted = undefined;
    this._pending = undefined;
    this._later = [];
    this._firstError = undefined;
    this._errors = 0;
    this._isMendable = true;
    this._unknownNames = 0;
    this._gaps = 0;
    this._breaksOffAtEnd = false;
    this._mended = undefined;
    this._isShapeUnknown = false;
    this._stringEnd = 0;
    this._refusedEnd = 0;
    this._head = undefined;
    this._closings = [];
    this._tokens = new TokensBefore(this._text);
    this._assembler.begin(unit, includes);
  }

  private _finish(unit: ExpandedUnit): UnitReading {
    const { items, includeInsideStatement } = this._assembler.finish();
    const firstError = this._firstError;
    this._head = undefined;
    const needsJoining =
      includeInsideStatement ||
      (firstError !== undefined &&
        (this._breaksOffAtEnd ||
          openBraces(unit.text, endOfTypedCharacter) !== 0 ||
          isAfterInclude(unit, firstError.start)));
    this._text = '';
    return { items, firstError, needsJoining, isShapeUnknown: this._isShapeUnknown, wrong: undefined };
  }

  /** Reads what is to be read of a syntax node without errors, in its order; `shift` is where the tree's text begins in the unit's. */
  private _readGood(nodes: Iterable<SyntaxNode>, shift: number): void {
    for (const node of nodes) {
      if (this._isGivenUp) return;
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
    if (this._pending !== undefined) this._reportPending(start);
    if (this._mended !== undefined) this._reportLeftOut(start);
    const read = assembleStatement(this._assembler, node.type, start, end, this._mended?.closedAt.has(end) ?? false);
    if (read === undefined) this._refuse(node, start, end);
    return read ?? end;
  };

  /** Reads the statements of the head before an offset. */
  private _readHead(offset: number): void {
    if (this._head !== undefined && !this._isGivenUp) this._head.statements.giveBefore(offset, this._take);
  }

  /** Reports what dtc fails at, where it fails. */
  private _refuse(node: SyntaxNode, start: number, end: number): void {
    switch (node.type) {
      case 'missing_semicolon':
        // A brace that was put where one is missing may have had no room for more.
        if (this._mended?.closedAt.has(end) !== true) this._unexpected(end, '`;`');
        break;
      case 'missing_value':
        this._unexpected(end, 'a value');
        break;
      case 'missing_brace':
        this._unexpected(this._text.length, '`};`');
        break;
      case 'incomplete_statement':
        this._refuseIncomplete(node, start, end);
        break;
      case 'unterminated_string': {
        this._gap(start, end);
        if (start < this._stringEnd) break;
        const close = endOfString(this._text, start);
        this._pending = openStringError(this._text, start, end, close);
        if (close >= this._text.length) this._reportPending(start + 1);
        this._stringEnd = close;
        break;
      }
      default:
        this._refuseRaw(start, end);
    }
  }

  /** A reference in front of nothing: outside of all nodes dtc takes it, and fails at what comes next. */
  private _refuseIncomplete(node: SyntaxNode, start: number, end: number): void {
    const [reference] = node.namedChildren;
    if (reference === undefined || reference.type === 'incomplete_reference') this._refuseRaw(start, end);
    else if (node.parent?.type === 'source_file')
      this._unexpected(start + reference.endIndex - reference.startIndex, '`{`');
    else this._unexpected(start, 'a property or a node');
  }

  /** Macros that nobody defined, preprocessor lines, and what is no token at all. */
  private _refuseRaw(start: number, end: number): void {
    // The name and the arguments of a macro that nobody defined, which is reported itself.
    const isArguments = this._text.charAt(start) === '(' && /\w/.test(this._text.charAt(start - 1));
    if (end <= this._refusedEnd || (isArguments && this._firstError !== undefined)) {
      this._gap(start, end);
      return;
    }
    if (!beginsStatement(this._text, start, this._tokens.at(start))) {
      this._error(describeRefused(this._text, start, end), start, end);
      this._refusedEnd = end;
      return;
    }
    this._unexpected(start, 'a value');
    // The parser took the name for a macro, and fails at what follows it.
    if (this._pending !== undefined && !/[;{}]/.test(this._text.slice(end, this._pending.offset)))
      this._pending = undefined;
  }

  /** Reports the token that comes next at or after an offset. */
  private _unexpected(offset: number, expected: string, isGap = true): void {
    const error = tokenAt(this._text, offset, expected);
    if (error.atEnd && this._breaksOffAtEnd) return;
    if (error.atEnd) this._breakOff();
    if (error.atEnd && this._reportExhausted()) return;
    // The end of what is read is none of the text's.
    const isCut = error.atEnd && this._isCut && (this._firstError ?? this._pending) !== undefined;
    // What is a part of a string to dtc is not reported.
    const isReported = error.offset >= this._stringEnd && this._errors < LIMITS.syntaxErrors.most;
    if (!isCut && isReported) this._error(this._fault(error), error.offset, error.end, isGap);
    else if (isGap) this._gap(error.offset, error.end);
  }

  /** Something that cannot be read, which an error elsewhere stands for. */
  private _gap(start: number, end: number): void {
    if (this._gaps++ < LIMITS.gaps.most) this._assembler.gap(start, end);
    else this._isShapeUnknown = true;
  }

  /** Whether so much could not be read that the rest of the text is left as it is. */
  private get _isGivenUp(): boolean {
    return this._gaps > LIMITS.gaps.most;
  }

  private _fault(error: FirstError): Fault {
    const missing = missingText(this._text, error, this._tokens, this._closings);
    return { message: describeError(this._text, error, missing), missing };
  }

  /** The text ends in the middle of something, and of the nodes that are open then. */
  private _breakOff(): void {
    this._breaksOffAtEnd = true;
    this._assembler.breakOff(bracesLeftOpen(this._mended?.text ?? this._text));
  }

  /** Reports a fault that dtc meets at `[start, end)`. */
  private _error(fault: Fault, start: number, end: number, isGap = true): void {
    if (start < this._stringEnd) {
      this._gap(start, end);
      return;
    }
    if (this._pending !== undefined) this._reportPending(start);
    const problem = syntaxProblem(fault, end - start, start, this._isMendable && mayMend(this._errors + 1, this._text));
    this._firstError ??= { start, end, problem };
    const earlier = fault.isUnknownName === true ? this._unknownNames++ : this._errors++;
    if (earlier < LIMITS.syntaxErrors.most) this._assembler.error(problem, start, end, isGap);
    else if (isGap) this._gap(start, end);
  }

  /** Reports that dtc has no room for the expression in which what is read ends; whether that is so. */
  private _reportExhausted(): boolean {
    if (this._exhausted !== undefined) this._error(this._exhausted, this._exhausted.start, this._exhausted.end);
    return this._exhausted !== undefined;
  }

  /** Notes the stretch that was left out, once what is before it is read. */
  private _reportLeftOut(before: number): void {
    const leftOut = this._mended?.leftOut;
    if (this._mended === undefined || leftOut === undefined || leftOut.start >= before) return;
    this._mended = { ...this._mended, leftOut: undefined };
    this._gap(leftOut.start, leftOut.end);
  }

  private _reportPending(before: number): void {
    for (let error = this._pending; error !== undefined && error.offset < before; error = this._pending) {
      this._pending = undefined;
      if (error.atEnd) this._breakOff();
      if (error.atEnd && this._reportExhausted()) continue;
      // In a text of mended shape the place at which dtc fails may lie in the node after the broken one.
      const isGap = this._mended === undefined && error.openString === undefined;
      this._error(this._fault(error), error.offset, error.end, isGap);
      this._pending ??= this._later.shift();
    }
  }

  /**
   * Reads the children of a syntax node that has errors in it: what is good as it is, and of the rest as much as can
   * be read. An unclosed node lasts to the end of the stretch that could not be read.
   */
  private _readBroken(parent: SyntaxNode, shift: number, limit: number, fragments: number): void {
    const assembler = this._assembler;
    let headingStart = -1;
    let unclosed = 0;
    for (const child of childrenOf(parent)) {
      if (this._isGivenUp) return;
      const start = child.startIndex + shift;
      const end = child.endIndex + shift;
      const { type } = child;
      this._readHead(start);
      if (type === 'ERROR') {
        this._readBroken(child, shift, limit, fragments);
      } else if (type === '{' && parent.type === 'ERROR' && headingStart >= 0) {
        if (this._pending !== undefined) this._reportPending(headingStart);
        assembler.node(headingStart, limit, true);
        unclosed++;
      } else if (type === '}' && parent.type === 'ERROR' && unclosed > 0) {
        assembler.endNode(end);
        unclosed--;
      } else if (STATEMENTS.includes(type)) {
        if (!child.hasError) this._readGood(child.descendantsOfType(READ_KINDS), shift);
        else this._readBrokenStatement(child, start, end, shift, fragments);
      } else if (child.isMissing) {
        this._reportMissing(child, start, end);
      } else if (REFUSED.includes(type)) {
        this._refuse(child, start, end);
      } else if (type === 'integer_literal' || type === 'character_literal') {
        this._checkLiteral(type, start, end);
      }
      if (!HEADINGS.has(type)) headingStart = -1;
      else if (headingStart < 0) headingStart = start;
    }
  }

  /** dtc says what is wrong with a literal before it sees that the literal's surroundings make no sense. */
  private _checkLiteral(type: LiteralKind, start: number, end: number): void {
    const problem = literalProblem(this._text, type, start, end);
    if (problem !== undefined) this._assembler.error(problem, start, end);
  }

  private _readBrokenStatement(node: SyntaxNode, start: number, end: number, shift: number, fragments: number): void {
    if (node.type === 'node') {
      this._statement(node, start, end);
      this._readBroken(node, shift, end, fragments);
      return;
    }
    const stop = this._statement(node, start, end);
    const rest = skipSpace(this._text, stop, end);
    if (node.type !== 'property' || rest >= end || rest <= start || fragments >= LIMITS.fragments.most) return;
    // A missing semicolon made one property of two, or a list is not closed, which the parser finds where it ends.
    const message = 'Syntax error: this cannot be a part of the value before it';
    const isOpenList = '<['.includes(this._text.charAt(rest));
    if (isOpenList && this._pending !== undefined && this._pending.offset < end) this._gap(rest, rest + 1);
    else this._error({ message }, rest, Math.min(rest + 1, end));
    // So much in one statement is a list, in which no statement stands.
    if (end - rest > LIMITS.charactersReadWhole.most) return;
    const { length = 0, blank = '' } = this._head?.head ?? {};
    const tree = this._parser.parse(blank.slice(rest, end) + this._text.slice(Math.max(rest, length), end));
    if (tree.rootNode.hasError) this._readBroken(tree.rootNode, rest, end, fragments + 1);
    else this._readGood(tree.rootNode.descendantsOfType(READ_KINDS), rest);
    tree.delete();
  }

  /** A token that tree-sitter made up. */
  private _reportMissing(node: SyntaxNode, start: number, end: number): void {
    this._gap(start, end);
    if (this._pending !== undefined) this._reportPending(end + 1);
    else this._error(missingToken(node.type, this._tokens.at(start).end), start, Math.max(end, start + 1));
  }
}
