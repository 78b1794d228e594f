import * as z from 'zod/mini';
import { textOfBytes } from '../bytesAndText.ts';
import type { SourceFile, Span } from '../sourceFile.ts';
import { type Complaint, MOST_COMPLAINTS } from './complaint.ts';
import { type JsonDocument, type JsonPath, parseJson, pathText } from './jsonDocument.ts';
import { RemainingValue } from './remainingValue.ts';
import { memberOf, membersAt, nearestName } from './suggestion.ts';

/** At most this many characters of a value are shown. */
const MAXIMUM_SHOWN = 60;

/** What a JSON value came to. */
export interface JsonReading<Value> {
  /** What of it can be used; `undefined` where nothing of it can. */
  readonly value: Value | undefined;
  /** What cannot; empty exactly where all of it is right. */
  readonly complaints: readonly Complaint[];
}

/**
 * Reads a file of JSON with comments by a schema. What is wrong is left out of the value, item by item and member by
 * member, and complained about with its place; `$schema` at the top is passed over. A name that stands
 * twice in one object is complained about as well; the last of them is read.
 *
 * A schema's messages complete a sentence that begins with the value, such as `is not a version like "7.3"`, unless
 * their issue has `params: COMPLETE_MESSAGE` or `completeMessage`; where it has none, one is made of what it expects. The message of an object is used for members that it does not have: it
 * names their kind, such as `rule`.
 *
 * `wholeOnly` is for values of which a part is of no use: with any complaint there is no value.
 */
export function readJson<Schema extends z.core.$ZodType>(
  file: SourceFile,
  schema: Schema,
  wholeOnly = false,
): JsonReading<z.output<Schema>> {
  const document = parseJson(file);
  if ('message' in document) return { value: undefined, complaints: [document] };
  return readDocument(document, schema, wholeOnly);
}

/** Reads a file that was parsed already as `readJson` does. */
export function readDocument<Schema extends z.core.$ZodType>(
  document: JsonDocument,
  schema: Schema,
  wholeOnly = false,
): JsonReading<z.output<Schema>> {
  return read(document.value, schema, document, wholeOnly);
}

/** Reads a value that was parsed elsewhere, such as a setting, as `readJson` does. Its complaints have no places. */
export function readJsonValue<Schema extends z.core.$ZodType>(
  value: unknown,
  schema: Schema,
  wholeOnly = false,
): JsonReading<z.output<Schema>> {
  return read(value, schema, undefined, wholeOnly);
}

function read<Schema extends z.core.$ZodType>(
  value: unknown,
  schema: Schema,
  document: JsonDocument | undefined,
  wholeOnly: boolean,
): JsonReading<z.output<Schema>> {
  let result = parsed(schema, value);
  const complaints = repetitions(document);
  if (result === undefined) {
    const message = 'more values of it are wrong than can be listed';
    return {
      value: undefined,
      complaints: [{ path: '', span: document?.openingSpan([]), message, suggestion: undefined }],
    };
  }
  if (result.success) return { value: wholeOnly && complaints.length > 0 ? undefined : result.data, complaints };
  const remaining = new RemainingValue(value);
  while (!result.success) {
    for (const fault of result.error.issues.flatMap((issue) => faultsOf(issue, []))) {
      const original = { ...fault, path: remaining.originalPath(fault.path) };
      // What misses a member only because that was removed is removed without another complaint.
      const isConsequence = remaining.isRemoved(original.path);
      remaining.mark(fault.path);
      if (isConsequence || isPassedOver(fault) || complaints.length === MOST_COMPLAINTS) continue;
      complaints.push(complaintOf(original, value, schema, document));
    }
    if ((wholeOnly && complaints.length > 0) || !remaining.removeMarked()) return { value: undefined, complaints };
    result = parsed(schema, remaining.value);
    if (result === undefined) return { value: undefined, complaints };
  }
  return { value: result.data, complaints };
}

/**
 * A value held against a schema; `undefined` where more of it is wrong than the library can say: it hands the issues of
 * one value on as arguments of a call, which overflows the stack from about 120,000 on.
 */
function parsed<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
): ReturnType<typeof z.safeParse<Schema>> | undefined {
  try {
    return z.safeParse(schema, value);
  } catch {
    return undefined;
  }
}

/** Members that stand twice in one object: one of the two has no effect, and which one no author can be sure of. */
function repetitions(document: JsonDocument | undefined): Complaint[] {
  return (document?.repeatedMembers ?? []).slice(0, MOST_COMPLAINTS).map(({ path, span }) => ({
    path: pathText(path),
    span,
    message: `the object has a member ${JSON.stringify(path.at(-1))} already, which would have no effect: keep one of them`,
    suggestion: undefined,
  }));
}

/** One value that a schema refuses. */
interface Fault {
  readonly path: JsonPath;
  readonly issue: z.core.$ZodIssue;
  /** Whether its object has no such member. */
  readonly isUnknown: boolean;
}

/** What an issue is about: an object's unknown members one by one; of alternatives the one that was probably meant. */
function faultsOf(issue: z.core.$ZodIssue, around: JsonPath): Fault[] {
  const path = [...around, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], issue, isUnknown: true }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((issues) =>
      issues.every(({ path: inside, code }) => inside.length > 0 || code === 'unrecognized_keys'),
    );
    if (meant !== undefined && meant.length > 0) return meant.flatMap((inner) => faultsOf(inner, path));
  }
  return [{ path, issue, isUnknown: false }];
}

/** What names the schema for an editor is no part of the value. */
const OF_EDITORS = '$schema';

const isPassedOver = ({ isUnknown, path }: Fault): boolean => isUnknown && path.length === 1 && path[0] === OF_EDITORS;

function complaintOf(
  { path, issue, isUnknown }: Fault,
  whole: unknown,
  schema: z.core.$ZodType,
  document: JsonDocument | undefined,
): Complaint {
  const name = String(path.at(-1) ?? '');
  const complaint = (
    message: string,
    span: Span | undefined,
    names: readonly string[],
    written: unknown,
  ): Complaint => {
    const suggestion = typeof written === 'string' ? nearestName(written, names) : undefined;
    return { path: pathText(path), span, message, suggestion };
  };
  /** Where a member that has no place here could stand, one level below. */
  const memberElsewhere = (written: string, at: JsonPath, members: readonly string[]): string | undefined => {
    for (const member of members) {
      const meant = nearestName(written, membersAt(schema, [...at.slice(0, -1), member], whole));
      if (meant === written) return `it belongs into "${member}"`;
      if (meant !== undefined) return `did you mean "${meant}" in "${member}"?`;
    }
    return undefined;
  };
  if (isUnknown) {
    const members = membersAt(schema, path.slice(0, -1), whole).filter((member) => !member.startsWith('$'));
    const kind = issue.message === UNSAID ? 'member' : issue.message;
    const place = document?.nameSpan(path);
    const allowed = path.length === 1 ? [...members, OF_EDITORS] : members;
    const elsewhere = nearestName(name, allowed) === undefined ? memberElsewhere(name, path, members) : undefined;
    if (elsewhere !== undefined) return complaint(`there is no ${kind} "${name}"; ${elsewhere}`, place, [], undefined);
    const others = members.length === 0 || members.length > MAXIMUM_NAMED ? '' : `; there are ${members.join(', ')}`;
    return complaint(`there is no ${kind} "${name}"${others}`, place, allowed, name);
  }
  const value = path.reduce<unknown>(memberOf, whole);
  if (value === undefined && path.length > 0) {
    const message = sentenceOf(issue) ?? `${name} is missing`;
    return complaint(message, document?.openingSpan(path.slice(0, -1)), [], undefined);
  }
  const span = document?.valueSpan(path);
  const predicate = issue.message === UNSAID ? expectation(issue) : issue.message;
  const message = sentenceOf(issue) ?? `${shown(value, span)} ${predicate}`;
  return complaint(message, span, namesIn(issue), value);
}

/** The `params` of an issue whose message is a whole sentence, which does not begin with the value. */
export const COMPLETE_MESSAGE = { complete: true };

/** The `params` of an issue whose whole sentence takes work: it is made where the issue is listed, which few of many are. */
export const completeMessage = (sentence: () => string): { readonly complete: () => string } => ({
  complete: sentence,
});

/** The message of an issue that is a whole sentence. */
function sentenceOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'custom') return undefined;
  const complete: unknown = issue.params?.complete;
  if (typeof complete === 'function') return String(complete());
  return complete === true ? issue.message : undefined;
}

/** What the library says where a schema has no message. */
const UNSAID = 'Invalid input';

/** More names than this are not listed in a message. */
const MAXIMUM_NAMED = 12;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  number: 'a number',
  boolean: 'true or false',
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `is not ${TYPES[issue.expected] ?? issue.expected}`;
  const names = namesIn(issue);
  if (names.length > 0) return `is none of ${names.join(', ')}`;
  if (issue.code === 'too_small') return 'is empty or too small';
  if (issue.code === 'too_big') return `has more than ${issue.maximum} entries`;
  return 'cannot stand here';
}

/** The names of which one can stand where the issue is. */
function namesIn(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  // What decides between the alternatives of a union; the library does not declare it.
  const { options } = issue as { readonly options?: unknown };
  return issue.code === 'invalid_union' && Array.isArray(options) ? options.map(String) : [];
}

/** A value as it is written in its file, cut where it is long. */
function shown(value: unknown, span: Span | undefined): string {
  const text =
    span === undefined
      ? (JSON.stringify(value) ?? String(value))
      : textOfBytes(span.file.text.slice(span.start, Math.min(span.end, span.start + 4 * MAXIMUM_SHOWN)));
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > MAXIMUM_SHOWN ? `${line.slice(0, MAXIMUM_SHOWN - 3)}…` : line;
}
