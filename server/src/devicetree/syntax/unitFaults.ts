import { LIMITS } from '../../text/limits.ts';
import type { ItemAssembler } from './assembler.ts';
import { bracesLeftOpen } from './braces.ts';
import type { ExpressionFault } from './expressionProgram.ts';
import { type FirstError, openStringError, tokenAt } from './firstError.ts';
import { type LiteralKind, literalProblem } from './literalProblem.ts';
import { endOfString } from './literals.ts';
import { mayMend } from './mendedCommas.ts';
import type { Closing, MendedShape } from './mendedShape.ts';
import { beginsStatement, missingText, missingToken, TokensBefore } from './missingText.ts';
import type { SyntaxNode } from './parser.ts';
import { describeError, describeRefused, type Fault, syntaxProblem } from './syntaxErrorText.ts';
import type { UnitReading } from './unitReading.ts';

/** What is known of where the nodes of a text begin and end. */
export interface TextShape {
  /** The shape of the text that is read instead of its own. */
  readonly mended: MendedShape | undefined;
  /** The braces that are missing, as far as the indentation shows. */
  readonly closings: readonly Closing[];
}

/** What the parser found wrong with a text as a whole. */
export interface FoundFaults {
  /** The errors that it met, where what was missing was put in each time: in order. */
  readonly errors: readonly FirstError[];
  /** What dtc says of the expression in which the text is cut, at its place, where it has too many parentheses. */
  readonly exhausted: ExpressionFault | undefined;
  /** Whether what would mend an error is worth trying. */
  readonly isMendable: boolean;
}

/**
 * What is wrong with the text of a unit as far as it is read, given to the assembler of its items in the order in which dtc
 * meets it.
 */
export class UnitFaults {
  private readonly _assembler: ItemAssembler;
  private readonly _text: string;
  /** Whether the unit's text goes on after what is read of it. */
  private readonly _isCut: boolean;
  private readonly _tokens: TokensBefore;
  private _isMendable = true;
  private _exhausted: ExpressionFault | undefined;
  /** An error that the parser found, reported once the statements before it are. */
  private _pending: FirstError | undefined;
  /** Those that it found after it. */
  private _later: FirstError[] = [];
  private _firstError: UnitReading['firstError'];
  private _errors = 0;
  private _unknownNames = 0; // Counted apart: a header that is missing leaves hundreds.
  private _gaps = 0;
  private _breaksOffAtEnd = false;
  private _shape: TextShape = { mended: undefined, closings: [] };
  private _leftOut: MendedShape['leftOut'];
  /** Where the last string ends for dtc that is not closed on its line: nothing before that is a fault to it. */
  private _stringEnd = 0;
  private _refusedEnd = 0;

  constructor(assembler: ItemAssembler, text: string, isCut: boolean) {
    this._assembler = assembler;
    this._text = text;
    this._isCut = isCut;
    this._tokens = new TokensBefore(text);
  }

  /** Takes what the parser found, before anything is read. */
  find({ errors, exhausted, isMendable }: FoundFaults): void {
    [this._pending, ...this._later] = errors;
    this._exhausted = exhausted;
    this._isMendable = isMendable;
  }

  /** Takes the shape in which the text is read, before anything is. */
  takeShape(shape: TextShape): void {
    this._shape = shape;
    this._leftOut = shape.mended?.leftOut;
  }

  /** The first error that was reported. */
  get firstError(): UnitReading['firstError'] {
    return this._firstError;
  }

  /** How many errors were met, without the names that are not known. */
  get errors(): number {
    return this._errors;
  }

  /** The next error of the parser that is not reported yet. */
  get pending(): FirstError | undefined {
    return this._pending;
  }

  /** The last error of the parser. */
  get lastFound(): FirstError | undefined {
    return this._later.at(-1) ?? this._pending;
  }

  /** Whether the text is cut in an expression for which dtc has no room: it is open there, whatever is mended. */
  get isExhausted(): boolean {
    return this._exhausted !== undefined;
  }

  /** Whether the text was found to end in the middle of something. */
  get breaksOffAtEnd(): boolean {
    return this._breaksOffAtEnd;
  }

  /** Whether a node that ends at an offset has its brace from the mended shape. */
  isClosedAt(end: number): boolean {
    return this._shape.mended?.closedAt.has(end) ?? false;
  }

  /** Whether so much could not be read that the rest of the text is left as it is. */
  get isGivenUp(): boolean {
    return this._gaps > LIMITS.gaps.most;
  }

  /** Reports what dtc fails at, where it fails. */
  refuse(node: SyntaxNode, start: number, end: number): void {
    switch (node.type) {
      case 'missing_semicolon':
        // A brace that was put where one is missing may have had no room for more.
        if (!this.isClosedAt(end)) this.unexpected(end, '`;`');
        break;
      case 'missing_value':
        this.unexpected(end, 'a value');
        break;
      case 'missing_brace':
        this.unexpected(this._text.length, '`};`');
        break;
      case 'incomplete_statement':
        this._refuseIncomplete(node, start, end);
        break;
      case 'unterminated_string': {
        this.gap(start, end);
        if (start < this._stringEnd) break;
        const close = endOfString(this._text, start);
        this._pending = openStringError(this._text, start, end, close);
        if (close >= this._text.length) this.reportPending(start + 1);
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
      this.unexpected(start + reference.endIndex - reference.startIndex, '`{`');
    else this.unexpected(start, 'a property or a node');
  }

  /** Macros that nobody defined, preprocessor lines, and what is no token at all. */
  private _refuseRaw(start: number, end: number): void {
    // The name and the arguments of a macro that nobody defined, which is reported itself.
    const isArguments = this._text.charAt(start) === '(' && /\w/.test(this._text.charAt(start - 1));
    if (end <= this._refusedEnd || (isArguments && this._firstError !== undefined)) {
      this.gap(start, end);
      return;
    }
    if (!beginsStatement(this._text, start, this._tokens.at(start))) {
      this.error(describeRefused(this._text, start, end), start, end);
      this._refusedEnd = end;
      return;
    }
    this.unexpected(start, 'a value');
    // The parser took the name for a macro, and fails at what follows it.
    if (this._pending !== undefined && !/[;{}]/.test(this._text.slice(end, this._pending.offset)))
      this._pending = undefined;
  }

  /** Reports the token that comes next at or after an offset. */
  unexpected(offset: number, expected: string, isGap = true): void {
    const error = tokenAt(this._text, offset, expected);
    if (error.atEnd && this._breaksOffAtEnd) return;
    if (error.atEnd) this._breakOff();
    if (error.atEnd && this._reportExhausted()) return;
    // The end of what is read is none of the text's.
    const isCut = error.atEnd && this._isCut && (this._firstError ?? this._pending) !== undefined;
    // What is a part of a string to dtc is not reported.
    const isReported = error.offset >= this._stringEnd && this._errors < LIMITS.syntaxErrors.most;
    if (!isCut && isReported) this.error(this._fault(error), error.offset, error.end, isGap);
    else if (isGap) this.gap(error.offset, error.end);
  }

  /** Something that cannot be read, which an error elsewhere stands for. */
  gap(start: number, end: number): void {
    if (this._gaps++ < LIMITS.gaps.most) this._assembler.gap(start, end);
  }

  private _fault(error: FirstError): Fault {
    const missing = missingText(this._text, error, this._tokens, this._shape.closings);
    return { message: describeError(this._text, error, missing), missing };
  }

  /** The text ends in the middle of something, and of the nodes that are open then. */
  private _breakOff(): void {
    this._breaksOffAtEnd = true;
    this._assembler.breakOff(bracesLeftOpen(this._shape.mended?.text ?? this._text));
  }

  /** Reports a fault that dtc meets at `[start, end)`. */
  error(fault: Fault, start: number, end: number, isGap = true): void {
    if (start < this._stringEnd) {
      this.gap(start, end);
      return;
    }
    if (this._pending !== undefined) this.reportPending(start);
    const problem = syntaxProblem(fault, end - start, start, this._isMendable && mayMend(this._errors + 1, this._text));
    this._firstError ??= { start, end, problem };
    const earlier = fault.isUnknownName === true ? this._unknownNames++ : this._errors++;
    if (earlier < LIMITS.syntaxErrors.most) this._assembler.error(problem, start, end, isGap);
    else if (isGap) this.gap(start, end);
  }

  /** Reports that dtc has no room for the expression in which what is read ends; whether that is so. */
  private _reportExhausted(): boolean {
    if (this._exhausted !== undefined) this.error(this._exhausted, this._exhausted.start, this._exhausted.end);
    return this._exhausted !== undefined;
  }

  /** Reports what the parser found before an offset, once the statements before it are given. */
  reportBefore(offset: number): void {
    if (this._pending !== undefined) this.reportPending(offset);
    if (this._leftOut !== undefined) this._reportLeftOut(offset);
  }

  /** Reports what is left, at the end of the text. */
  reportEnd(): void {
    const { length } = this._text;
    this.reportBefore(length + 1);
    // dtc misses the brace where the text ends.
    if (this._shape.closings.length > 0 || (this._firstError === undefined && this._shape.mended !== undefined))
      this.unexpected(length, '`};`', false);
  }

  /** Notes the stretch that was left out, once what is before it is read. */
  private _reportLeftOut(before: number): void {
    const leftOut = this._leftOut;
    if (leftOut === undefined || leftOut.start >= before) return;
    this._leftOut = undefined;
    this.gap(leftOut.start, leftOut.end);
  }

  /** Reports the errors of the parser before an offset. */
  reportPending(before: number): void {
    for (let error = this._pending; error !== undefined && error.offset < before; error = this._pending) {
      this._pending = undefined;
      if (error.atEnd) this._breakOff();
      if (error.atEnd && this._reportExhausted()) continue;
      // In a text of mended shape the place at which dtc fails may lie in the node after the broken one.
      const isGap = this._shape.mended === undefined && error.openString === undefined;
      this.error(this._fault(error), error.offset, error.end, isGap);
      this._pending ??= this._later.shift();
    }
  }

  /** dtc says what is wrong with a literal before it sees that the literal's surroundings make no sense. */
  checkLiteral(type: LiteralKind, start: number, end: number): void {
    const problem = literalProblem(this._text, type, start, end);
    if (problem !== undefined) this._assembler.error(problem, start, end);
  }

  /** A token that tree-sitter made up. */
  reportMissing(node: SyntaxNode, start: number, end: number): void {
    this.gap(start, end);
    if (this._pending !== undefined) this.reportPending(end + 1);
    else this.error(missingToken(node.type, this._tokens.at(start).end), start, Math.max(end, start + 1));
  }
}
