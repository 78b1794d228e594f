import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';

/** Bytes as the conformance cases hold them: base64, compressed if long, or text. `null` where there are none. */
export type RecordedBytes =
  | { readonly b64: string }
  | { readonly gz_b64: string }
  | { readonly text: string }
  | null
  | undefined;

/** Recorded bytes; `undefined` where a tool wrote none. */
export function recordedBytes(bytes: RecordedBytes): Buffer | undefined {
  if (bytes === null || bytes === undefined) return undefined;
  if ('text' in bytes) return Buffer.from(bytes.text, 'utf8');
  if ('b64' in bytes) return Buffer.from(bytes.b64, 'base64');
  return gunzipSync(Buffer.from(bytes.gz_b64, 'base64'));
}

/** The names of a folder's cases: each has a `.json` with what the real tools did. */
export function caseNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}

/** A file of a folder as the readers take it; named by its name in that folder. */
export function sourceFile(folder: string, name: string): SourceFile {
  return new SourceFile(name, byteString(readFileSync(join(folder, name))));
}

/** Says on the test's output how many cases agree, and which do not. */
export function report(title: string, total: number, differences: readonly string[]): void {
  console.log(`${title}: ${total - differences.length} of ${total} agree`);
  for (const difference of differences) console.log(`  ${difference}`);
}
