import type * as z from 'zod/mini';
import { type Complaint, complaintText } from '../../text/json/complaint.ts';
import { readJson } from '../../text/json/readJson.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { UnusableError } from '../failure.ts';
import { placeText } from '../output/codeFrame.ts';
import { printableSentences } from '../output/printable.ts';
import type { NamedFiles } from './namedFiles.ts';

/** At most this many of the faults of a file are named; the line is to be read. */
export const MAXIMUM_NAMED = 12;

/** A file that the caller named; unusable input if it cannot be read. */
export function readNamedFile(files: NamedFiles, path: string): SourceFile {
  const file = files.read(path);
  if (file === undefined) throw new UnusableError(files.failureText(path));
  return file;
}

/** What the JSON in a file that the caller named comes to by a schema; unusable input where anything in it is wrong. */
export function readJsonFile<Schema extends z.core.$ZodType>(
  files: NamedFiles,
  path: string,
  schema: Schema,
): z.output<Schema> {
  const { value, complaints } = readJson(readNamedFile(files, path), schema, true);
  requireNone(complaints, path);
  return value as z.output<Schema>;
}

/** Unusable input, in one line with the places, where there is a complaint about a file. */
export function requireNone(complaints: readonly Complaint[], path: string): void {
  if (complaints.length > 0) throw unusableFor(complaints, path);
}

/** The same where there is a complaint in any case. */
export function unusableFor(complaints: readonly Complaint[], path: string): UnusableError {
  const sorted = [...complaints].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const named = sorted.slice(0, MAXIMUM_NAMED).map((complaint) => {
    const place = complaint.span === undefined ? path : placeText(complaint.span);
    return `${place}: ${printableSentences(complaintText(complaint))}`;
  });
  const more = complaints.length - named.length;
  return new UnusableError(`${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}
