import { LIMITS } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import { editBetween } from '../../text/textEdit.ts';
import { type ExpandedUnit, UnitNote } from '../expansion/units/expandedUnit.ts';
import { JoinedUnit } from './joinedUnit.ts';
import { parsable } from './parsable.ts';
import { type DevicetreeParser, type SyntaxTree, syntaxEdit } from './parser.ts';
import { problemOfItem } from './problemOfItem.ts';
import { editedText, type ReadableText, release } from './readableText.ts';
import { readEdit } from './readEdit.ts';
import { UnitReader } from './unitReader.ts';
import type { Parsing, UnitReading } from './unitReading.ts';
import type { ValueEdit } from './valueEdit.ts';

/** A unit read into items. */
export interface LoweredUnit extends UnitReading {
  readonly unit: ExpandedUnit;
}

/** The units of a board read into items. */
export interface LoweredBoard extends LoweredUnit {
  /** Where dtc fails on the whole text, if that is not what the units say by themselves. */
  readonly joinedError: Problem | undefined;
}

const NOT_SPACE = /\S/;

/** The last edit of a file. */
interface EditedFile {
  readonly unit: ExpandedUnit;
  /** The syntax tree of the unit's text, where an edit of that would be applied to it. */
  readonly tree: SyntaxTree | undefined;
  /** Set where the edit changed nothing but values and places in an earlier unit, which who asks for the edit has. */
  readonly valueEdit: { readonly before: WeakRef<ExpandedUnit>; readonly edit: ValueEdit } | undefined;
}

/** Of at most this many files what was read last is held, and of at most this many edited ones the syntax tree. */
const MOST_RECENT = 300;
/** At most this many readings of one file are held. */
const MOST_READINGS = 4;
const MOST_EDITED = 8;

/**
 * Reads expanded units into items, each once: what was read is kept for as long as the unit lives.
 */
export class UnitLowering {
  private readonly _parser: DevicetreeParser;
  private readonly _reader: UnitReader;
  private readonly _lowered = new UnitNote<LoweredUnit>();
  /** By the unit that is joined with what it includes. */
  private readonly _joined = new UnitNote<LoweredUnit>();
  /** Whether it, or one that it includes, needs joining. */
  private readonly _joinings = new UnitNote<boolean>();
  /**
   * The units that were read last, by their file's path, the last one first: where an edited one begins from, and other
   * readings of the same file, as its macros and includes give it different texts.
   */
  private readonly _recent = new Map<string, readonly LoweredUnit[]>();
  /** What is known of the files that are being edited. */
  private readonly _edited = new Map<string, EditedFile>();
  private _parsed = 0;

  constructor(parser: DevicetreeParser, parsing?: Parsing) {
    this._parser = parser;
    this._reader = new UnitReader(parser, parsing);
  }

  /** How many units were parsed so far. */
  get parsed(): number {
    return this._parsed;
  }

  /**
   * The items of a board's outermost unit, its includes among them. Where an include cuts a statement in two, or a file
   * opens what another closes, the board is read as one text: if that can be read it is what the board says, and else
   * its first error is dtc's, while the units by themselves still say the most.
   */
  lowerBoard(unit: ExpandedUnit): LoweredBoard {
    const own = this.lower(unit);
    if (this.isReadByUnits(unit)) return { ...own, joinedError: undefined };
    let joined = this._joined.of(unit);
    if (joined === undefined) {
      const whole = new JoinedUnit(unit);
      joined = { ...this._reader.readWhole(whole), unit: whole };
      this._joined.set(unit, joined);
    }
    const { firstError } = joined;
    if (firstError === undefined) return { ...joined, joinedError: undefined };
    return { ...own, joinedError: problemOfItem(firstError.problem, firstError.start, joined.unit) };
  }

  /** Whether a unit, or one that it includes, needs to be joined with others. */
  private _someNeedsJoining(unit: ExpandedUnit): boolean {
    let needed = this._joinings.of(unit);
    if (needed === undefined) {
      needed = this.lower(unit).needsJoining || unit.includes.some((include) => this._someNeedsJoining(include.unit));
      this._joinings.set(unit, needed);
    }
    return needed;
  }

  /** The items of a unit; its includes are among them and not looked into. */
  lower(unit: ExpandedUnit): LoweredUnit {
    const known = this._lowered.of(unit);
    if (known !== undefined) return known;
    const lowered = { ...this._read(unit), unit };
    this._lowered.set(unit, lowered);
    // Each text that is tried for a file is read from the one that stands.
    if (unit.file.triedFor === undefined) this._remember(lowered);
    return lowered;
  }

  /**
   * How a unit's items come from those of an earlier unit of its file: `same` where they are the same objects, the edit
   * where it was the last one of the file and changed nothing but values and places, and else `undefined`.
   */
  editSince(before: ExpandedUnit, unit: ExpandedUnit): 'same' | ValueEdit | undefined {
    const { items } = this.lower(unit);
    if (this._lowered.of(before)?.items === items) return 'same';
    const edited = this._edited.get(unit.file.path);
    return edited?.unit === unit && edited.valueEdit?.before.deref() === before ? edited.valueEdit.edit : undefined;
  }

  /** Whether a board is read unit by unit, and not as one text. */
  isReadByUnits(unit: ExpandedUnit): boolean {
    return unit.includes.length === 0 || !this._someNeedsJoining(unit);
  }

  private _read(unit: ExpandedUnit): UnitReading {
    const recent = this._recent.get(unit.file.path) ?? [];
    // The unit around one that was edited is a new unit of the same text, as is each of a file that includes itself.
    const same = recent.find(({ unit: read }) => read.text === unit.text && haveSameOffsets(read, unit));
    if (same !== undefined) return same;
    const [before] = recent;
    // A header of nothing but macros, or a file of nothing but includes, asks for no parser.
    if (!NOT_SPACE.test(unit.text)) {
      const items = unit.includes.map(
        ({ offset }, index) => ({ kind: 'include', start: offset, end: offset, index }) as const,
      );
      return { items, firstError: undefined, needsJoining: false, isShapeUnknown: false, wrong: undefined };
    }
    this._parsed++;
    if (before === undefined || before.unit.file === unit.file) return this._reader.readWhole(unit);
    return this._readEdited(unit, before);
  }

  /**
   * Reads a unit whose file was edited. Most edits leave a text good, and only what stands between the statements around
   * them is read. Any other is parsed, and the syntax tree kept while nothing but what dtc refuses is wrong, as in a
   * statement that is being typed: in a text with errors how the parser goes on depends on where it began.
   */
  private _readEdited(unit: ExpandedUnit, before: LoweredUnit): UnitReading {
    const isTried = unit.file.triedFor !== undefined;
    const edit = editBetween(before.unit.text, unit.text);
    const partly = readEdit(this._reader, this._parser, unit, before, edit);
    if (partly !== undefined) {
      const valueEdit = partly.valueEdit && { before: new WeakRef(before.unit), edit: partly.valueEdit };
      if (!isTried) this._keepEdited({ unit, tree: undefined, valueEdit });
      return partly.reading;
    }
    let tree = isTried ? undefined : this._takeTree(before.unit);
    // A tree spares nothing of what is put in at once, and statements of known forms need not be parsed.
    if (edit.newEnd - edit.start > LIMITS.charactersReadWhole.most) {
      tree?.delete();
      tree = undefined;
    }
    if (tree === undefined && before.firstError !== undefined) {
      const mended = this._reader.readAccepted(unit);
      if (mended !== undefined) return mended;
    }
    const readable = tree === undefined ? this._reader.parse(unit) : this._parseEdited(unit, before.unit, tree);
    const reading = this._reader.read(unit, readable);
    const isKept = !isTried && reading.firstError !== undefined && !readable.tree.rootNode.hasError;
    // The tree of a beginning, or of an end, is none that an edit of the text could be applied to.
    if (isKept && readable.text.length === unit.text.length && readable.head === undefined)
      this._keepEdited({ unit, tree: readable.tree, valueEdit: undefined });
    else release(readable);
    return reading;
  }

  /** A unit's text as far as it is read, parsed with the tree of the unit before an edit, which is deleted. */
  private _parseEdited(unit: ExpandedUnit, before: ExpandedUnit, tree: SyntaxTree): ReadableText {
    const text = parsable(unit.text);
    // What joins lines changes what the parser is given of the string or comment around it.
    const { start, oldEnd, newEnd } = editBetween(parsable(before.text), text);
    tree.edit(syntaxEdit(start, oldEnd, newEnd));
    return editedText(this._parser, text, tree) ?? this._reader.parse(unit);
  }

  /** The syntax tree of a unit, where it is kept, which is then the caller's; another one of its file is forgotten. */
  private _takeTree(unit: ExpandedUnit): SyntaxTree | undefined {
    const { path } = unit.file;
    const known = this._edited.get(path);
    this._edited.delete(path);
    if (known === undefined || known.unit === unit) return known?.tree;
    known.tree?.delete();
    return undefined;
  }

  private _keepEdited(edited: EditedFile): void {
    this._takeTree(edited.unit)?.delete();
    this._edited.set(edited.unit.file.path, edited);
    if (this._edited.size > MOST_EDITED) this._forgetOldestEdited();
  }

  private _forgetOldestEdited(): void {
    for (const [path, { tree }] of this._edited) {
      tree?.delete();
      this._edited.delete(path);
      break;
    }
  }

  /** Forgets that a unit's file was read, from which one that is edited would be read; the unit itself keeps its items. */
  forget({ file }: ExpandedUnit): void {
    this._recent.delete(file.path);
  }

  private _remember(lowered: LoweredUnit): void {
    const { file } = lowered.unit;
    const { path } = file;
    const earlier = this._recent.get(path) ?? [];
    this._recent.delete(path);
    // Of a file that was edited no earlier text is held.
    const readings = earlier.filter(({ unit, items }) => unit.file === file && items !== lowered.items);
    this._recent.set(path, [lowered, ...readings.slice(0, MOST_READINGS - 1)]);
    if (this._recent.size <= MOST_RECENT) return;
    for (const oldest of this._recent.keys()) {
      this._recent.delete(oldest);
      break;
    }
  }
}

function haveSameOffsets(one: ExpandedUnit, other: ExpandedUnit): boolean {
  const { length } = other.includes;
  return (
    one.includes.length === length && one.includes.every(({ offset }, at) => other.includes[at]?.offset === offset)
  );
}
