import { LIMITS } from '../../text/limits.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { ExpandedUnit, UnitInclude } from '../expansion/units/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import { assembleStatement } from './assembleStatement.ts';
import { skipSpace } from './dtsCharacters.ts';
import { findEditedBody, replaceItems } from './editedItems.ts';
import { statementsWithin } from './editedStatements.ts';
import { ExpressionEvaluator } from './expression.ts';
import { type FirstError, openBraces, tokenAt } from './firstError.ts';
import { indentationAt } from './indentation.ts';
import { type LiteralKind, literalProblem } from './literalProblem.ts';
import { endOfString } from './literals.ts';
import { mayMend, mendCommas } from './mendedCommas.ts';
import { bracesLeftOpen, type Closing, closingsOf, isShapeKnown, type MendedShape, mendShape } from './mendedShape.ts';
import { beginsStatement, missingText, missingToken, TokensBefore } from './missingText.ts';
import { parsable } from './parsable.ts';
import { childrenOf, type DevicetreeParser, type SyntaxNode, type SyntaxTree } from './parser.ts';
import { isBrokenThroughout, type ReadableText, readableText } from './readableText.ts';
import { AcceptedStatements } from './shortcuts/acceptedStatements.ts';
import { describeError, describeRefused, type Fault, syntaxProblem } from './syntaxErrorText.ts';
import { HEADINGS, READ_KINDS, REFUSED, STATEMENTS } from './syntaxKinds.ts';
import { type EditedReading, isAfterInclude, type Parsing, type ReadEdit, type UnitReading } from './unitReading.ts';

/** Reads the items off a unit's syntax tree, of a broken text as many as there are. */
export class UnitReader {
  readonly #parser: DevicetreeParser;
  /** Absent where the parser is to see all of every text. */
  readonly #accepted: AcceptedStatements | undefined;
  readonly #assembler: ItemAssembler;
  #text = '';
  /** Whether what would mend an error is worth trying. */
  #isMendable = true;
  /** An error that the parser found, reported once the statements before it are. */
  #pending: FirstError | undefined;
  /** Those that it found after it, where what is missing was put in: in order. */
  #later: FirstError[] = [];
  #firstError: UnitReading['firstError'];
  #errors = 0;
  #unknownNames = 0; // Counted apart: a header that is missing leaves hundreds.
  #gaps = 0;
  #breaksOffAtEnd = false;
  /** The shape of the text that is read instead of its own. */
  #mended: MendedShape | undefined;
  #isShapeUnknown = false;
  /** Where the last string ends for dtc that is not closed on its line: nothing before that is a fault to it. */
  #stringEnd = 0;
  #refusedEnd = 0;
  #tokens = new TokensBefore('');
  /** The braces that are missing, as far as the indentation shows. */
  #closings: readonly Closing[] = [];

  constructor(parser: DevicetreeParser, parsing: Parsing = 'abridged') {
    this.#parser = parser;
    this.#assembler = new ItemAssembler(new ExpressionEvaluator(parser));
    this.#accepted = parsing === 'abridged' ? new AcceptedStatements(parser, this.#assembler) : undefined;
  }

  /** Reads a unit. */
  readWhole(unit: ExpandedUnit): UnitReading {
    const reading = this.#readAbridged(unit);
    if (reading !== undefined) return reading;
    const readable = this.parse(unit);
    const whole = this.read(unit, readable);
    readable.tree.delete();
    return whole;
  }

  /** Reads a unit off an abridged text; `undefined` if the parser finds anything wrong with it. */
  #readAbridged(unit: ExpandedUnit): UnitReading | undefined {
    if (this.#accepted === undefined || parsable(unit.text) !== unit.text) return undefined;
    this.#begin(unit, unit.includes);
    const isRead = this.#accepted.read(unit.text, (node, start, end) => this.#statement(node, start, end));
    return isRead ? this.#finish(unit) : undefined;
  }

  /** Reads a whole unit off its syntax tree, which stays the caller's. */
  read(unit: ExpandedUnit, { text, tree }: ReadableText): UnitReading {
    this.#begin(unit, unit.includes, text.length);
    if (!tree.rootNode.hasError) return this.#readTree(unit, { text, tree });
    this.#isMendable = text.length === unit.text.length && !isBrokenThroughout(text, tree);
    const { errors, ...mended } = mendCommas(this.#parser, text, tree);
    [this.#pending, ...this.#later] = errors;
    const reading = this.#readTree(unit, mended);
    mended.tree.delete();
    return reading;
  }

  /** Reads a unit off the syntax tree of its text, or of a text of the same length that has what is missing in it. */
  #readTree(unit: ExpandedUnit, { text, tree }: ReadableText): UnitReading {
    const isCut = text.length < unit.text.length;
    const open = tree.rootNode.hasError ? bracesLeftOpen(text) : openBraces(text);
    const isKnown = open === 0 && isShapeKnown(text, tree);
    const columnAt = (at: number): number => indentationAt(unit, at);
    const stop = this.#later.at(-1) ?? this.#pending;
    const mended = isKnown ? undefined : mendShape(this.#parser, text, columnAt, stop?.offset);
    this.#mended = mended;
    this.#closings = mended?.closings ?? (isKnown ? [] : closingsOf(text, columnAt));
    this.#isShapeUnknown = isCut || (!isKnown && mended === undefined);
    this.#readAll((mended?.tree ?? tree).rootNode, text.length);
    mended?.tree.delete();
    return this.#finish(unit);
  }

  #readAll(root: SyntaxNode, length: number): void {
    if (root.hasError) this.#readBroken(root, 0, length, 0);
    else this.#readGood(root, 0);
    this.#reportPending(length + 1);
    this.#reportLeftOut(length + 1);
    // dtc misses the brace where the text ends.
    if (this.#closings.length > 0 || (this.#firstError === undefined && this.#mended !== undefined))
      this.#unexpected(length, '`};`', false);
  }

  /** A unit's text as far as it is read, and its syntax tree. */
  parse(unit: ExpandedUnit): ReadableText {
    return readableText(this.#parser, parsable(unit.text));
  }

  /**
   * What an edited unit says, read from what it said before: only the body that the edit lies in is looked at. The edit
   * goes from the text of `before` to that of `unit`, and `tree` is the new text's. `undefined` where more has changed
   * than can be read so, and the unit must be read as a whole: dtc may fail on an open string far beyond the body.
   */
  readEdit(unit: ExpandedUnit, tree: SyntaxTree, before: EditedReading, edit: TextEdit): ReadEdit | undefined {
    if (tree.rootNode.hasError || before.firstError !== undefined) return undefined;
    const growth = edit.newEnd - edit.oldEnd;
    const body = findEditedBody(before.items, before.length, edit);
    const end = body.end + growth;
    if (unit.includes.some(({ offset }) => offset >= body.start && offset <= end)) return undefined;
    const statements = statementsWithin(tree, body, end, growth);
    if (statements === undefined) return undefined;
    this.#begin(unit, []);
    for (const node of statements) this.#statement(node, node.startIndex, node.endIndex);
    const reading = this.#finish(unit);
    if (this.#pending !== undefined || (reading.firstError !== undefined && reading.needsJoining)) return undefined;
    const replacement = reading.items.map((item) => ({
      ...item,
      start: item.start - body.base,
      end: item.end - body.base,
    }));
    const { items, valueEdit } = replaceItems(before.items, body, replacement, growth);
    return { reading: { ...reading, items, needsJoining: before.needsJoining }, valueEdit };
  }

  #begin(unit: ExpandedUnit, includes: readonly UnitInclude[], length = unit.text.length): void {
    this.#text = unit.text.slice(0, length);
    this.#pending = undefined;
    this.#later = [];
    this.#firstError = undefined;
    this.#errors = 0;
    this.#isMendable = true;
    this.#unknownNames = 0;
    this.#gaps = 0;
    this.#breaksOffAtEnd = false;
    this.#mended = undefined;
    this.#isShapeUnknown = false;
    this.#stringEnd = 0;
    this.#refusedEnd = 0;
    this.#closings = [];
    this.#tokens = new TokensBefore(this.#text);
    this.#assembler.begin(unit, includes);
  }

  #finish(unit: ExpandedUnit): UnitReading {
    const { items, includeInsideStatement } = this.#assembler.finish();
    const firstError = this.#firstError;
    const needsJoining =
      includeInsideStatement ||
      (firstError !== undefined &&
        (this.#breaksOffAtEnd || openBraces(unit.text) !== 0 || isAfterInclude(unit, firstError.start)));
    this.#text = '';
    return { items, firstError, needsJoining, isShapeUnknown: this.#isShapeUnknown };
  }

  /** Reads a syntax node without errors, itself and all below it; `shift` is where its text begins in the unit's. */
  #readGood(root: SyntaxNode, shift: number): void {
    for (const node of root.descendantsOfType(READ_KINDS)) {
      if (this.#isGivenUp) return;
      this.#statement(node, node.startIndex + shift, node.endIndex + shift);
    }
  }

  /** Gives the assembler one node; the offset at which it could not be read on, `end` if it was read whole. */
  #statement(node: SyntaxNode, start: number, end: number): number {
    if (this.#pending !== undefined) this.#reportPending(start);
    if (this.#mended !== undefined) this.#reportLeftOut(start);
    const read = assembleStatement(this.#assembler, node.type, start, end, this.#mended?.closedAt.has(end) ?? false);
    if (read === undefined) this.#refuse(node, start, end);
    return read ?? end;
  }

  /** Reports what dtc fails at, where it fails. */
  #refuse(node: SyntaxNode, start: number, end: number): void {
    switch (node.type) {
      case 'missing_semicolon':
        // A brace that was put where one is missing may have had no room for more.
        if (this.#mended?.closedAt.has(end) !== true) this.#unexpected(end, '`;`');
        break;
      case 'missing_value':
        this.#unexpected(end, 'a value');
        break;
      case 'missing_brace':
        this.#unexpected(this.#text.length, '`};`');
        break;
      case 'incomplete_statement':
        this.#refuseIncomplete(node, start, end);
        break;
      case 'unterminated_string': {
        // To dtc a string goes on over the ends of lines, and what comes after its end is wrong.
        this.#gap(start, end);
        if (start < this.#stringEnd) break;
        const close = endOfString(this.#text, start);
        const isClosed = close < this.#text.length;
        const openString = { start, end: start + this.#text.slice(start, end).trimEnd().length };
        const found = isClosed
          ? tokenAt(this.#text, close, '`;`')
          : { offset: start, end: start + 1, expected: [], atEnd: false };
        this.#pending = { ...found, openString };
        if (!isClosed) this.#reportPending(start + 1);
        this.#stringEnd = close;
        break;
      }
      default:
        this.#refuseRaw(start, end);
    }
  }

  /** A reference in front of nothing: outside of all nodes dtc takes it, and fails at what comes next. */
  #refuseIncomplete(node: SyntaxNode, start: number, end: number): void {
    const [reference] = node.namedChildren;
    if (reference === undefined || reference.type === 'incomplete_reference') this.#refuseRaw(start, end);
    else if (node.parent?.type === 'source_file')
      this.#unexpected(start + reference.endIndex - reference.startIndex, '`{`');
    else this.#unexpected(start, 'a property or a node');
  }

  /** Macros that nobody defined, preprocessor lines, and what is no token at all. */
  #refuseRaw(start: number, end: number): void {
    // The name and the arguments of a macro that nobody defined, which is reported itself.
    const isArguments = this.#text.charAt(start) === '(' && /\w/.test(this.#text.charAt(start - 1));
    if (end <= this.#refusedEnd || (isArguments && this.#firstError !== undefined)) {
      this.#gap(start, end);
      return;
    }
    if (!beginsStatement(this.#text, start, this.#tokens.at(start))) {
      this.#error(describeRefused(this.#text, start, end), start, end);
      this.#refusedEnd = end;
      return;
    }
    this.#unexpected(start, 'a value');
    // The parser took the name for a macro, and fails at what follows it.
    if (this.#pending !== undefined && !/[;{}]/.test(this.#text.slice(end, this.#pending.offset)))
      this.#pending = undefined;
  }

  /** Reports the token that comes next at or after an offset. */
  #unexpected(offset: number, expected: string, isGap = true): void {
    const error = tokenAt(this.#text, offset, expected);
    if (error.atEnd && this.#breaksOffAtEnd) return;
    if (error.atEnd) this.#breakOff();
    if (this.#isReported(error.offset)) this.#error(this.#fault(error), error.offset, error.end, isGap);
    else if (isGap) this.#gap(error.offset, error.end);
  }

  /** Whether a fault at an offset is reported, and not a part of a string to dtc or one of too many. */
  #isReported(offset: number): boolean {
    return offset >= this.#stringEnd && this.#errors < LIMITS.syntaxErrors.most;
  }

  /** Something that cannot be read, which an error elsewhere stands for. */
  #gap(start: number, end: number): void {
    if (this.#gaps++ < LIMITS.gaps.most) this.#assembler.gap(start, end);
    else this.#isShapeUnknown = true;
  }

  /** Whether so much could not be read that the rest of the text is left as it is. */
  get #isGivenUp(): boolean {
    return this.#gaps > LIMITS.gaps.most;
  }

  #fault(error: FirstError): Fault {
    const missing = missingText(this.#text, error, this.#tokens, this.#closings);
    return { message: describeError(this.#text, error, missing), missing };
  }

  /** The text ends in the middle of something, and of the nodes that are open then. */
  #breakOff(): void {
    this.#breaksOffAtEnd = true;
    this.#assembler.breakOff(bracesLeftOpen(this.#mended?.text ?? this.#text));
  }

  /** Reports a fault that dtc meets at `[start, end)`. */
  #error(fault: Fault, start: number, end: number, isGap = true): void {
    if (start < this.#stringEnd) {
      this.#gap(start, end);
      return;
    }
    if (this.#pending !== undefined) this.#reportPending(start);
    const problem = syntaxProblem(fault, end - start, start, this.#isMendable && mayMend(this.#errors + 1, this.#text));
    this.#firstError ??= { start, end, problem };
    const earlier = fault.isUnknownName === true ? this.#unknownNames++ : this.#errors++;
    if (earlier < LIMITS.syntaxErrors.most) this.#assembler.error(problem, start, end, isGap);
    else if (isGap) this.#gap(start, end);
  }

  /** Notes the stretch that was left out, once what is before it is read. */
  #reportLeftOut(before: number): void {
    const leftOut = this.#mended?.leftOut;
    if (this.#mended === undefined || leftOut === undefined || leftOut.start >= before) return;
    this.#mended = { ...this.#mended, leftOut: undefined };
    this.#gap(leftOut.start, leftOut.end);
  }

  #reportPending(before: number): void {
    for (let error = this.#pending; error !== undefined && error.offset < before; error = this.#pending) {
      this.#pending = undefined;
      if (error.atEnd) this.#breakOff();
      // In a text of mended shape the place at which dtc fails may lie in the node after the broken one.
      const isGap = this.#mended === undefined && error.openString === undefined;
      this.#error(this.#fault(error), error.offset, error.end, isGap);
      this.#pending ??= this.#later.shift();
    }
  }

  /**
   * Reads the children of a syntax node that has errors in it: what is good as it is, and of the rest as much as can
   * be read. An unclosed node lasts to the end of the stretch that could not be read.
   */
  #readBroken(parent: SyntaxNode, shift: number, limit: number, fragments: number): void {
    const assembler = this.#assembler;
    let headingStart = -1;
    let unclosed = 0;
    for (const child of childrenOf(parent)) {
      if (this.#isGivenUp) return;
      const start = child.startIndex + shift;
      const end = child.endIndex + shift;
      const { type } = child;
      if (type === 'ERROR') {
        this.#readBroken(child, shift, limit, fragments);
      } else if (type === '{' && parent.type === 'ERROR' && headingStart >= 0) {
        if (this.#pending !== undefined) this.#reportPending(headingStart);
        assembler.node(headingStart, limit, true);
        unclosed++;
      } else if (type === '}' && parent.type === 'ERROR' && unclosed > 0) {
        assembler.endNode(end);
        unclosed--;
      } else if (STATEMENTS.includes(type)) {
        if (!child.hasError) this.#readGood(child, shift);
        else this.#readBrokenStatement(child, start, end, shift, fragments);
      } else if (child.isMissing) {
        this.#reportMissing(child, start, end);
      } else if (REFUSED.includes(type)) {
        this.#refuse(child, start, end);
      } else if (type === 'integer_literal' || type === 'character_literal') {
        this.#checkLiteral(type, start, end);
      }
      if (!HEADINGS.has(type)) headingStart = -1;
      else if (headingStart < 0) headingStart = start;
    }
  }

  /** dtc says what is wrong with a literal before it sees that the literal's surroundings make no sense. */
  #checkLiteral(type: LiteralKind, start: number, end: number): void {
    const problem = literalProblem(this.#text, type, start, end);
    if (problem !== undefined) this.#assembler.error(problem, start, end);
  }

  #readBrokenStatement(node: SyntaxNode, start: number, end: number, shift: number, fragments: number): void {
    if (node.type === 'node') {
      this.#statement(node, start, end);
      this.#readBroken(node, shift, end, fragments);
      return;
    }
    const stop = this.#statement(node, start, end);
    const rest = skipSpace(this.#text, stop, end);
    if (node.type !== 'property' || rest >= end || rest <= start || fragments >= LIMITS.fragments.most) return;
    // A missing semicolon made one property of two, or a list is not closed, which the parser finds where it ends.
    const message = 'Syntax error: this cannot be a part of the value before it';
    const isOpenList = '<['.includes(this.#text.charAt(rest));
    if (isOpenList && this.#pending !== undefined && this.#pending.offset < end) this.#gap(rest, rest + 1);
    else this.#error({ message }, rest, Math.min(rest + 1, end));
    // So much in one statement is a list, in which no statement stands.
    if (end - rest > LIMITS.charactersReadWhole.most) return;
    const tree = this.#parser.parse(this.#text.slice(rest, end));
    if (tree.rootNode.hasError) this.#readBroken(tree.rootNode, rest, end, fragments + 1);
    else this.#readGood(tree.rootNode, rest);
    tree.delete();
  }

  /** A token that tree-sitter made up. */
  #reportMissing(node: SyntaxNode, start: number, end: number): void {
    this.#gap(start, end);
    if (this.#pending !== undefined) this.#reportPending(end + 1);
    else this.#error(missingToken(node.type, this.#tokens.at(start).end), start, Math.max(end, start + 1));
  }
}
