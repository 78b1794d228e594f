import { LIMITS } from '../../text/limits.ts';
import type { TextEdit } from '../../text/textEdit.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import { type EditedBody, findEditedBody, replaceItems } from './editedItems.ts';
import { type EditedPart, editedPart, itemsOfPart, placedFrom, statementsOfPart } from './editedPart.ts';
import type { DevicetreeParser } from './parser.ts';
import type { UnitReader } from './unitReader.ts';
import type { EditedReading, ReadEdit, Stretch, UnitReading } from './unitReading.ts';

/** The items of a part, with their places in the body that it stands in, and the first place at which dtc fails. */
type ReadPart = Pick<UnitReading, 'items' | 'firstError'>;

/**
 * What an edited unit says, read from what it said before: of its text only the part between the statements around the
 * edit is looked at. The edit goes from the text of `before` to that of `unit`. `undefined` where anything is wrong, or
 * was before, that may be about more than this part, and where the edit opens or closes nodes around it: then the unit
 * must be read as a whole.
 */
export function readEdit(
  reader: UnitReader,
  parser: DevicetreeParser,
  unit: ExpandedUnit,
  before: EditedReading,
  edit: TextEdit,
): ReadEdit | undefined {
  if (before.firstError !== undefined && before.wrong === undefined) return undefined;
  const growth = edit.newEnd - edit.oldEnd;
  const body = findEditedBody(before.items, before.unit.text.length, edit, before.wrong);
  const end = body.end + growth;
  if (!areIncludesBeside(unit, before.unit, { start: body.start, end }, growth)) return undefined;
  const part = editedPart(unit.text, body, end);
  if (part === undefined) return undefined;
  const read = readGoodPart(reader, unit, part, body) ?? readRefusedPart(reader, parser, unit, part, body);
  if (read === undefined) return undefined;
  const { items, valueEdit } = replaceItems(before.items, body, read.items, growth);
  const { firstError } = read;
  const { needsJoining, isShapeUnknown } = before;
  const wrong = firstError === undefined ? undefined : { start: body.start, end };
  return { reading: { items, firstError, needsJoining, isShapeUnknown, wrong }, valueEdit };
}

/**
 * Whether the includes of a unit are as they were before an edit, and none stands in the stretch that is read anew: of a
 * line that includes a file nothing but its end is in the text, so that one can move and leave the text the same.
 */
function areIncludesBeside(unit: ExpandedUnit, before: ExpandedUnit, { start, end }: Stretch, growth: number): boolean {
  if (unit.includes.length !== before.includes.length) return false;
  return unit.includes.every(({ offset }, index) => {
    const earlier = before.includes[index]?.offset;
    return offset < start ? offset === earlier : offset > end && offset - growth === earlier;
  });
}

function readGoodPart(
  reader: UnitReader,
  unit: ExpandedUnit,
  part: EditedPart,
  body: EditedBody,
): ReadPart | undefined {
  const reading = reader.readAccepted({ ...unit, text: part.text, includes: [] });
  if (reading === undefined || reading.firstError !== undefined) return undefined;
  const items = itemsOfPart(reading.items, part, body);
  return items && { items, firstError: undefined };
}

/** Reads a part in which dtc refuses something that the grammar takes, as in a statement that is being typed. */
function readRefusedPart(
  reader: UnitReader,
  parser: DevicetreeParser,
  unit: ExpandedUnit,
  part: EditedPart,
  body: EditedBody,
): ReadPart | undefined {
  if (part.text.length > LIMITS.charactersReadWhole.most) return undefined;
  const tree = parser.parseWithin(part.text);
  if (typeof tree === 'number') return undefined;
  const statements = statementsOfPart(tree, part, body);
  const reading = statements && reader.readStatements(unit, statements, part.shift);
  tree.delete();
  return reading && { items: placedFrom(reading.items, body.base), firstError: reading.firstError };
}
