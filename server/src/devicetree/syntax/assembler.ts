import type { ExpandedUnit, UnitInclude } from '../expansion/units/expandedUnit.ts';
import { endOfIdentifier, endOfName, isIdentifierStart, skipSpace } from './dtsCharacters.ts';
import type { ExpressionEvaluator } from './expression.ts';
import { readInteger } from './integerOperand.ts';
import { bodyForm, isGoodNodeName, isPlainName } from './itemForm.ts';
import type { DeleteItem, Item, ItemProblem, NodeItem, OmitItem, PropertyStatement } from './items.ts';
import { NamePool } from './namePool.ts';
import { EMPTY_VALUE, NO_PROBLEMS, ValueReader } from './propertyValue.ts';

const NO_LABELS: readonly string[] = [];
const OMIT = '/omit-if-no-ref/';
const AMPERSAND = 38;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;
const OPENING_BRACE = 123;

const NO_ITEMS: readonly Item[] = [];

/** What stands in front of a `{`, a `=` or a `;`: labels, `/omit-if-no-ref/`, and a name or a reference. */
interface Heading {
  readonly labels: readonly string[];
  readonly omit: boolean;
  readonly name: string | undefined;
  readonly reference: string | undefined;
  readonly nameStart: number;
  readonly nameEnd: number;
}

interface OpenNode {
  readonly start: number;
  end: number;
  readonly heading: Heading;
  readonly bodyStart: number;
  /** How many items were noted before its own. */
  readonly firstItem: number;
  includes: boolean;
  isUnclosed: boolean;
}

/**
 * Puts the items of a unit together from the statements of its syntax tree, given in the order of the text.
 *
 * Offsets are given as offsets of the unit's text; the items have them relative to what encloses them.
 */
export class ItemAssembler {
  private readonly _names = new NamePool();
  private readonly _values: ValueReader;
  private readonly _evaluator: ExpressionEvaluator;
  private _text = '';
  private _includes: readonly UnitInclude[] = [];
  private _nextInclude = 0;
  /** The items of the open nodes, those of the outermost first, and how many they are: later elements are of no use. */
  private readonly _items: Item[] = [];
  private _itemCount = 0;
  private _open: OpenNode[] = [];
  /** Set when an include stands inside of a statement, where only the joined texts can be read. */
  private _includeInsideStatement = false;

  private _sharedStatement: PropertyStatement | undefined;

  constructor(evaluator: ExpressionEvaluator) {
    this._evaluator = evaluator;
    this._values = new ValueReader(evaluator, this._names);
  }

  /** Begins a unit; without `includes` where only a part of it that has none is given. */
  begin(unit: ExpandedUnit, includes: readonly UnitInclude[]): void {
    this._text = unit.text;
    this._includes = includes;
    this._nextInclude = 0;
    this._itemCount = 0;
    this._open = [];
    this._includeInsideStatement = false;
  }

  /** Ends the unit: its outermost items, and whether an include cuts a statement in two. */
  finish(): { readonly items: readonly Item[]; readonly includeInsideStatement: boolean } {
    this._advance(this._text.length + 1);
    const result = { items: this._takeItems(0), includeInsideStatement: this._includeInsideStatement };
    this._items.length = 0;
    this._text = '';
    this._includes = [];
    return result;
  }

  private get _origin(): number {
    return this._open[this._open.length - 1]?.start ?? 0;
  }

  private _add(item: Item): void {
    this._items[this._itemCount++] = item;
  }

  /** The items from one on, in an array of exact size: units are kept for long. */
  private _takeItems(first: number): readonly Item[] {
    const items = first === this._itemCount ? NO_ITEMS : this._items.slice(first, this._itemCount);
    this._itemCount = first;
    return items;
  }

  /** Closes the nodes and places the includes that stand before a statement at `offset`. */
  private _advance(offset: number): void {
    for (;;) {
      const open = this._open[this._open.length - 1];
      const include = this._includes[this._nextInclude];
      if (
        include !== undefined &&
        include.offset < (open?.end ?? Number.MAX_SAFE_INTEGER) &&
        include.offset <= offset
      ) {
        this._placeInclude(include, open);
      } else if (open !== undefined && open.end <= offset) {
        this._close(open);
      } else {
        break;
      }
    }
  }

  private _placeInclude(include: UnitInclude, open: OpenNode | undefined): void {
    const index = this._nextInclude++;
    if (open !== undefined) {
      open.includes = true;
      if (include.offset <= open.bodyStart || include.offset > this._closingBrace(open))
        this._includeInsideStatement = true;
    }
    const start = include.offset - this._origin;
    this._add({ kind: 'include', start, end: start, index });
  }

  /** The offset of a node's `}`, if it has one; else its end. */
  private _closingBrace(open: OpenNode): number {
    const brace = this._text.lastIndexOf('}', open.end - 1);
    return brace > open.bodyStart ? brace : open.end;
  }

  /** Notes includes that stand strictly inside of a statement without a body. */
  private _passIncludes(start: number, end: number): void {
    for (;;) {
      const include = this._includes[this._nextInclude];
      if (include === undefined || include.offset <= start || include.offset >= end) break;
      this._nextInclude++;
      this._includeInsideStatement = true;
    }
  }

  private _close(open: OpenNode): void {
    this._open.pop();
    const origin = this._origin;
    const { heading, start } = open;
    const items = this._takeItems(open.firstItem);
    const form = bodyForm(items, open.includes);
    const item: NodeItem = {
      kind: 'node',
      start: start - origin,
      end: open.end - origin,
      nameStart: heading.nameStart - start,
      nameEnd: heading.nameEnd - start,
      bodyStart: open.bodyStart - start,
      labels: heading.labels,
      omitIfNoReference: heading.omit,
      name: heading.name,
      reference: heading.reference,
      items,
      needsCare: form.needsCare,
      plainProperties: form.plainProperties,
      references: form.references,
      facts: form.facts,
      isWellNamed: isGoodNodeName(heading.name ?? ''),
      includes: open.includes,
      isUnclosed: open.isUnclosed,
    };
    const parent = this._open[this._open.length - 1];
    if (parent !== undefined && open.includes) parent.includes = true;
    this._add(item);
  }

  /** Reads labels, `/omit-if-no-ref/` and the name or reference that begin at `at`. */
  private _heading(at: number, end: number): Heading {
    const text = this._text;
    let found: string[] | undefined;
    let omit = false;
    for (;;) {
      at = skipSpace(text, at, end);
      const code = text.charCodeAt(at);
      if (isIdentifierStart(code)) {
        const labelEnd = endOfIdentifier(text, at, end);
        if (text.charCodeAt(labelEnd) === COLON) {
          const label = this._names.take(text, at, labelEnd);
          if (found === undefined) found = [label];
          else found.push(label);
          at = labelEnd + 1;
          continue;
        }
      } else if (code === SLASH && text.startsWith(OMIT, at)) {
        omit = true;
        at += OMIT.length;
        continue;
      }
      const labels = found ?? NO_LABELS;
      if (code === AMPERSAND) return this._reference(labels, omit, at, end);
      if (code === SLASH) return { labels, omit, name: '', reference: undefined, nameStart: at, nameEnd: at + 1 };
      const start = code === BACKSLASH ? at + 1 : at;
      const nameEnd = endOfName(text, start, end);
      const name = this._names.take(text, start, nameEnd);
      return { labels, omit, name, reference: undefined, nameStart: at, nameEnd };
    }
  }

  private _reference(labels: readonly string[], omit: boolean, nameStart: number, end: number): Heading {
    const text = this._text;
    if (text.charCodeAt(nameStart + 1) !== OPENING_BRACE) {
      const nameEnd = endOfIdentifier(text, nameStart + 1, end);
      const reference = this._names.take(text, nameStart + 1, nameEnd);
      return { labels, omit, name: undefined, reference, nameStart, nameEnd };
    }
    const close = text.indexOf('}', nameStart);
    const reference = text.slice(nameStart + 2, close);
    return { labels, omit, name: undefined, reference, nameStart, nameEnd: close + 1 };
  }

  /** A node from its first label to after its `;`, or to where it breaks off. What is given next is in it, up to there. */
  node(start: number, end: number, isUnclosed = false): void {
    this._advance(start);
    const heading = this._heading(start, end);
    const brace = this._text.indexOf('{', heading.nameEnd);
    this._open.push({
      start,
      end,
      heading,
      bodyStart: brace < 0 ? heading.nameEnd : brace,
      firstItem: this._itemCount,
      includes: false,
      isUnclosed,
    });
  }

  /** Notes that the text ends before this many of the nodes that are open, the outermost ones. */
  breakOff(nodes: number): void {
    for (const open of this._open.slice(0, nodes)) open.isUnclosed = true;
  }

  /** Lets the innermost open node end at an offset: its closing brace was found although the text is broken. */
  endNode(end: number): void {
    this._advance(end - 1);
    const open = this._open[this._open.length - 1];
    if (open === undefined) return;
    open.end = end;
    open.isUnclosed = false;
  }

  /**
   * A property from its first label to after its `;`. Returns the offset at which its value could not be read on,
   * `end` if it was read whole.
   */
  property(start: number, end: number): number {
    this._advance(start);
    const text = this._text;
    const { labels, name, nameStart, nameEnd } = this._heading(start, end);
    const at = skipSpace(text, nameEnd, end);
    const hasValue = text.charCodeAt(at) === EQUALS;
    const value = hasValue ? this._values.read(text, at + 1, end, nameStart) : EMPTY_VALUE;
    const statement: PropertyStatement = {
      name: name ?? '',
      labels,
      value,
      isPlain: labels.length === 0 && !value.labelled && isPlainName(name ?? ''),
      problems: hasValue ? this._values.problems : NO_PROBLEMS,
    };
    const stop = hasValue ? this._values.stop : at;
    const isShared = start === nameStart && stop === end - 1 && statement.problems.length === 0;
    this._sharedStatement = isShared ? statement : undefined;
    this._addProperty(nameStart, end, statement);
    this._passIncludes(start, end);
    return stop >= end || text.charCodeAt(stop) === SEMICOLON ? end : stop;
  }

  /** What the property given last says, where that depends on its text alone, from the name on, and nothing is wrong with it. */
  get sharedStatement(): PropertyStatement | undefined {
    return this._sharedStatement;
  }

  /** A property that is known already, from its name to after its `;`. */
  knownProperty(start: number, end: number, statement: PropertyStatement): void {
    this._advance(start);
    this._addProperty(start, end, statement);
    this._passIncludes(start, end);
  }

  private _addProperty(start: number, end: number, statement: PropertyStatement): void {
    const origin = this._origin;
    this._add({ kind: 'property', start: start - origin, end: end - origin, statement });
  }

  /** `/delete-node/`, `/delete-property/` or `/omit-if-no-ref/` with what it is about. */
  statement(kind: DeleteItem['kind'] | OmitItem['kind'], start: number, end: number): void {
    this._advance(start);
    const keyword = `/${kind}/`;
    const keywordAt = this._text.indexOf(keyword, start);
    const labels = keywordAt > start ? this._heading(start, keywordAt).labels : NO_LABELS;
    const heading = this._heading(keywordAt + keyword.length, end);
    const origin = this._origin;
    const places = {
      start: start - origin,
      end: end - origin,
      nameStart: heading.nameStart - start,
      nameEnd: heading.nameEnd - start,
    };
    if (kind === 'omit-if-no-ref') this._add({ kind, ...places, reference: heading.reference ?? '' });
    else this._add({ kind, ...places, name: heading.name, reference: heading.reference, labels });
    this._passIncludes(start, end);
  }

  memoryReservation(start: number, end: number): void {
    this._advance(start);
    const text = this._text;
    const problems: ItemProblem[] = [];
    const keywordAt = text.indexOf('/memreserve/', start);
    const labels = keywordAt > start ? this._heading(start, keywordAt).labels.length : 0;
    let at = keywordAt + '/memreserve/'.length;
    const integer = (): bigint => {
      const from = skipSpace(text, at, end);
      const { value, end: integerEnd, faults } = readInteger(text, from, end, this._evaluator);
      for (const fault of faults) {
        const place = { start: from - start + fault.start, end: from - start + fault.end };
        problems.push({ ...fault, severity: 'error', ...place });
      }
      at = integerEnd;
      return value;
    };
    const base = integer();
    const size = integer();
    const origin = this._origin;
    this._add({ kind: 'memory-reservation', start: start - origin, end: end - origin, labels, base, size, problems });
    this._passIncludes(start, end);
  }

  directive(kind: 'version' | 'plugin', start: number, end: number): void {
    this._advance(start);
    const origin = this._origin;
    this._add({ kind, start: start - origin, end: end - origin });
    this._passIncludes(start, end);
  }

  /** Something that cannot be read at `[start, end)`, with a problem at offsets from `start`; nothing of it is an item. */
  error(problem: ItemProblem, start: number, end: number, isGap = true): void {
    this._addError(start, end, problem, isGap);
  }

  /** Something that cannot be read at `[start, end)`, for which an error elsewhere stands. */
  gap(start: number, end: number): void {
    this._addError(start, end, undefined, true);
  }

  private _addError(start: number, end: number, problem: ItemProblem | undefined, isGap: boolean): void {
    this._advance(start);
    const origin = this._origin;
    this._add({ kind: 'error', start: start - origin, end: end - origin, problem, isGap });
  }
}
