import type { Problem } from '../../text/problem.ts';
import type { ExpandedUnit } from '../expansion/expandedUnit.ts';
import { ItemAssembler } from './assembler.ts';
import { skipSpace } from './characters.ts';
import { ExpressionEvaluator } from './expression.ts';
import { type FirstError, findFirstError, openBraces } from './firstError.ts';
import type { Item } from './items.ts';
import { JoinedUnit } from './joinedUnit.ts';
import { appendUnescaped, characterLiteral, integerLiteral } from './literals.ts';
import type { DevicetreeParser, SyntaxNode } from './parser.ts';

/** A unit read into items. */
export interface LoweredUnit {
  readonly unit: ExpandedUnit;
  readonly items: readonly Item[];
  /** Whether its text could be read without a fault. */
  readonly clean: boolean;
  /** Whether only the texts of this unit and those around it, joined, tell what is meant. */
  readonly needsJoining: boolean;
  /** The first place at which it could not be read. */
  readonly firstError: { readonly start: number; readonly end: number; readonly message: string } | undefined;
}

/** The units of a board read into items. */
export interface LoweredBoard extends LoweredUnit {
  /** Where dtc fails on the whole text, if that is not what the units tell by themselves. */
  readonly joinedError: Problem | undefined;
}

/** The syntax nodes that are statements. */
const STATEMENTS = [
  'node',
  'property',
  'delete_node',
  'delete_property',
  'omit_node',
  'memory_reservation',
  'version_directive',
  'plugin_directive',
];

/** What the grammar takes in a document as it is typed, and dtc does not understand. */
const RAW_ONLY = [
  'macro_identifier',
  'macro_call',
  'macro_arguments',
  'include_directive',
  'preproc_include',
  'preproc_define',
  'preproc_undef',
  'preproc_if',
  'preproc_ifdef',
  'preproc_elif',
  'preproc_else',
  'preproc_endif',
  'preproc_other',
];

const WANTED = [...STATEMENTS, ...RAW_ONLY];

/** A line marker of the preprocessor, which dtc reads (dtc-lexer.l). */
const LINE_MARKER = /^#(line)?[ \t]+[0-9]+[ \t]+"/;

const NOT_SPACE = /\S/;

/** So many places that could not be read are reported of one unit. */
const MOST_ERRORS = 50;

/** Broken statements are taken apart so many times. */
const MOST_FRAGMENTS = 8;

/**
 * Reads expanded units into items, each once: what was read is kept for as long as the unit lives.
 */
export class UnitLowering {
  readonly #parser: DevicetreeParser;
  readonly #assembler: ItemAssembler;
  readonly #lowered = new WeakMap<ExpandedUnit, LoweredUnit>();
  /** By the unit that is joined with what it includes. */
  readonly #joined = new WeakMap<ExpandedUnit, LoweredUnit>();
  /** How many units were parsed so far. */
  parsed = 0;
  #text = '';
  /** Reported once the statements before it are. */
  #firstError: FirstError | undefined;
  #errors = 0;

  constructor(parser: DevicetreeParser) {
    this.#parser = parser;
    this.#assembler = new ItemAssembler(new ExpressionEvaluator(parser));
  }

  /**
   * The items of a board's outermost unit, its includes among them. Where an include cuts a statement in two, or a file
   * opens what another closes, the board is read as one text: if that can be read it is what the board says, and else
   * its first error is dtc's, while the units by themselves still tell the most.
   */
  lowerBoard(unit: ExpandedUnit): LoweredBoard {
    const own = this.lower(unit);
    if (unit.includes.length === 0 || !this.#someNeedsJoining(unit, new Set()))
      return { ...own, joinedError: undefined };
    let joined = this.#joined.get(unit);
    if (joined === undefined) {
      joined = this.lower(new JoinedUnit(unit));
      this.#joined.set(unit, joined);
    }
    if (joined.clean) return { ...joined, joinedError: undefined };
    const found = joined.firstError;
    if (found === undefined) return { ...own, joinedError: undefined };
    const span = joined.unit.sourceSpan(found.start, found.end);
    const problem: Problem = { id: 'syntax-error', severity: 'error', message: found.message, span, related: [] };
    return { ...own, joinedError: problem };
  }

  #someNeedsJoining(unit: ExpandedUnit, seen: Set<ExpandedUnit>): boolean {
    if (seen.has(unit)) return false;
    seen.add(unit);
    if (this.lower(unit).needsJoining) return true;
    return unit.includes.some((include) => this.#someNeedsJoining(include.unit, seen));
  }

  /** The items of a unit; its includes are among them and not looked into. */
  lower(unit: ExpandedUnit): LoweredUnit {
    const known = this.#lowered.get(unit);
    if (known !== undefined) return known;
    const lowered = NOT_SPACE.test(unit.text) ? this.#lower(unit) : this.#lowerBlank(unit);
    this.#lowered.set(unit, lowered);
    return lowered;
  }

  /** A header of nothing but macros, or a file of nothing but includes, asks for no parser. */
  #lowerBlank(unit: ExpandedUnit): LoweredUnit {
    this.#assembler.begin(unit);
    const { items } = this.#assembler.finish();
    return { unit, items, clean: true, needsJoining: false, firstError: undefined };
  }

  #lower(unit: ExpandedUnit): LoweredUnit {
    this.parsed++;
    this.#text = unit.text;
    this.#errors = 0;
    const assembler = this.#assembler;
    assembler.begin(unit);
    const text = parsable(unit.text);
    const tree = this.#parser.parse(text);
    if (!tree.rootNode.hasError) {
      this.#firstError = undefined;
      this.#readGood(tree.rootNode, 0);
      tree.delete();
      const { items, includeInsideStatement } = assembler.finish();
      this.#text = '';
      return { unit, items, clean: this.#errors === 0, needsJoining: includeInsideStatement, firstError: undefined };
    }
    const edited = tree.copy();
    const found = findFirstError(this.#parser, text, edited);
    edited.delete();
    const firstError = { start: found.offset, end: found.end, message: this.#describe(found) };
    this.#firstError = found;
    this.#readBroken(tree.rootNode, 0, unit.text.length, 0);
    this.#reportFirstError(unit.text.length + 1);
    tree.delete();
    const { items, includeInsideStatement } = assembler.finish();
    this.#text = '';
    const needsJoining =
      includeInsideStatement || found.atEnd || openBraces(text) !== 0 || isBehindInclude(unit, found);
    return { unit, items, clean: false, needsJoining, firstError };
  }

  /** Reads a syntax node without errors, itself and all below it; `shift` is where its text begins in the unit's. */
  #readGood(root: SyntaxNode, shift: number): void {
    for (const node of root.descendantsOfType(WANTED))
      this.#statement(node, node.startIndex + shift, node.endIndex + shift);
  }

  /** Tells the assembler of one node; the offset at which it could not be read on, `end` if it was read whole. */
  #statement(node: SyntaxNode, start: number, end: number): number {
    if (this.#firstError !== undefined) this.#reportFirstError(start);
    const assembler = this.#assembler;
    switch (node.type) {
      case 'node':
        assembler.node(start, end);
        break;
      case 'property':
        return assembler.property(start, end);
      case 'delete_node':
        assembler.statement('delete-node', start, end);
        break;
      case 'delete_property':
        assembler.statement('delete-property', start, end);
        break;
      case 'omit_node':
        assembler.statement('omit-if-no-ref', start, end);
        break;
      case 'memory_reservation':
        assembler.memoryReservation(start, end);
        break;
      case 'version_directive':
        assembler.directive('version', start, end);
        break;
      case 'plugin_directive':
        assembler.directive('plugin', start, end);
        break;
      default:
        this.#refuseRaw(start, end);
    }
    return end;
  }

  /** dtc fails at what only the text as typed may have: macros that nobody defined, preprocessor lines. */
  #refuseRaw(start: number, end: number): void {
    const found = this.#text.slice(start, Math.min(end, start + 40)).split('\n', 1)[0] ?? '';
    const marker = LINE_MARKER.exec(found);
    if (marker !== null) {
      let hasNul = false;
      appendUnescaped(found, marker[0].length, found.lastIndexOf('"'), (byte) => {
        hasNul ||= byte === 0;
      });
      if (hasNul) this.#error('nul in line number directive', start, end);
      return;
    }
    const message = /^\w/.test(found)
      ? `Syntax error: \`${found}\` is neither a value nor a macro that is defined here`
      : `Syntax error: \`${found}\` cannot stand here`;
    this.#error(message, start, end);
  }

  #error(message: string, start: number, end: number): void {
    if (this.#errors++ < MOST_ERRORS) this.#assembler.error('syntax-error', message, start, end);
  }

  #reportFirstError(before: number): void {
    const error = this.#firstError;
    if (error === undefined || error.offset >= before) return;
    this.#firstError = undefined;
    this.#error(this.#describe(error), error.offset, error.end);
  }

  #describe(error: FirstError): string {
    const found = error.atEnd
      ? 'the end of the text'
      : `\`${this.#text.slice(error.offset, Math.min(error.end, error.offset + 40))}\``;
    const expected = describe(error.expected);
    return `Syntax error: found ${found}${expected === '' ? '' : ` where ${expected} was expected`}`;
  }

  /**
   * Reads the children of a syntax node that has errors in it: what is good as it is, and of the rest as much as can
   * be told. An unclosed node lasts to the end of the stretch that could not be read.
   */
  #readBroken(parent: SyntaxNode, shift: number, limit: number, fragments: number): void {
    const assembler = this.#assembler;
    let headingStart = -1;
    let unclosed = 0;
    for (const child of parent.children) {
      const start = child.startIndex + shift;
      const end = child.endIndex + shift;
      const { type } = child;
      if (type === 'ERROR') {
        this.#readBroken(child, shift, limit, fragments);
      } else if (type === '{' && parent.type === 'ERROR' && headingStart >= 0) {
        if (this.#firstError !== undefined) this.#reportFirstError(headingStart);
        assembler.node(headingStart, limit);
        unclosed++;
      } else if (type === '}' && parent.type === 'ERROR' && unclosed > 0) {
        assembler.endNode(end);
        unclosed--;
      } else if (STATEMENTS.includes(type)) {
        if (!child.hasError) this.#readGood(child, shift);
        else this.#readBrokenStatement(child, start, end, shift, fragments);
      } else if (child.isMissing) {
        this.#mended(child, start, end);
      } else if (RAW_ONLY.includes(type)) {
        this.#refuseRaw(start, end);
      } else if (type === 'integer_literal' || type === 'character_literal') {
        this.#checkLiteral(type, start, end);
      }
      const isHeading = /^(label|node_name|root_name|label_reference|path_reference|\/omit-if-no-ref\/)$/.test(type);
      if (!isHeading) headingStart = -1;
      else if (headingStart < 0) headingStart = start;
    }
  }

  /** dtc says what is wrong with a literal before it sees that the literal's surroundings make no sense. */
  #checkLiteral(type: string, start: number, end: number): void {
    const text = this.#text;
    const isInteger = type === 'integer_literal';
    const { fault } = isInteger ? integerLiteral(text.slice(start, end)) : characterLiteral(text, start + 1, end - 1);
    if (fault !== undefined) this.#assembler.error(fault.id, fault.message, start, end);
  }

  #readBrokenStatement(node: SyntaxNode, start: number, end: number, shift: number, fragments: number): void {
    if (node.type === 'node') {
      this.#statement(node, start, end);
      this.#readBroken(node, shift, end, fragments);
      return;
    }
    const stop = this.#statement(node, start, end);
    const rest = skipSpace(this.#text, stop, end);
    if (node.type !== 'property' || rest >= end || rest <= start || fragments >= MOST_FRAGMENTS) return;
    // A missing semicolon made one property of two.
    this.#error('Syntax error: this cannot be a part of the value before it', rest, Math.min(rest + 1, end));
    const tree = this.#parser.parse(this.#text.slice(rest, end));
    if (tree.rootNode.hasError) this.#readBroken(tree.rootNode, rest, end, fragments + 1);
    else this.#readGood(tree.rootNode, rest);
    tree.delete();
  }

  /** A token that tree-sitter made up; the first error was reported with the place that dtc names. */
  #mended(node: SyntaxNode, start: number, end: number): void {
    if (this.#firstError !== undefined) this.#reportFirstError(end + 1);
    else this.#error(`Syntax error: \`${node.type}\` is missing here`, start, Math.max(end, start + 1));
  }
}

/** Whether nothing but white space stands between an include and an error: what was included may be part of it. */
function isBehindInclude(unit: ExpandedUnit, { offset }: FirstError): boolean {
  return unit.includes.some(
    (include) => include.offset <= offset && skipSpace(unit.text, include.offset, unit.text.length) >= offset,
  );
}

/**
 * The text as it is given to tree-sitter, character for character in the same place: tree-sitter takes a NUL for the
 * text's end, and the grammar joins lines at a backslash as the preprocessor does, which dtc does not. To dtc a comment
 * `//` that no line feed ends is none.
 */
function parsable(text: string): string {
  if (text.includes('\0')) text = text.replaceAll('\0', '\x01');
  const openComment = !text.endsWith('\n') && text.includes('//', text.lastIndexOf('\n') + 1);
  if (!openComment && !text.includes('\\\n') && !text.includes('\\\r\n')) return text;
  return text.replace(LEXEMES_AROUND_BACKSLASH, (lexeme, offset: number) => {
    if (lexeme.startsWith('//') && offset + lexeme.length === text.length) return lexeme.replaceAll('/', '\x01');
    if (lexeme.startsWith('//')) return lexeme.replace(/\\(\r?)$/, ' $1');
    return lexeme === '\\' ? '\x01' : lexeme;
  });
}

/** Comments, strings, and what else holds or is a backslash. */
const LEXEMES_AROUND_BACKSLASH = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|\\(?=\r?\n)/g;

const FEW_EXPECTED = 5;

/** What could have stood at an error, in words; empty if it is too much to be of help. */
function describe(expected: readonly string[]): string {
  if (expected.includes('`;`')) return '`;`';
  if (expected.length === 0 || expected.length > FEW_EXPECTED) return '';
  return expected.length === 1
    ? (expected[0] ?? '')
    : `${expected.slice(0, -1).join(', ')} or ${expected[expected.length - 1]}`;
}
