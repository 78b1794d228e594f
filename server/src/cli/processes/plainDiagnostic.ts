import { createHash } from 'node:crypto';
import type { Fix } from '../../rules/finding.ts';
import type { FileReader } from '../../text/fileReader.ts';
import type { RelatedPlace } from '../../text/problem.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import type { Diagnostic } from '../output/diagnostic.ts';

/** A span by its file's path, as it goes from process to process. */
interface PlainSpan {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface PlainEdit {
  readonly span: PlainSpan;
  /** Of the text that the edit was made for: in another one it would replace something else. */
  readonly digest: string;
  readonly newText: string;
}

/** A diagnostic as it goes from process to process. */
export interface PlainDiagnostic extends Omit<Diagnostic, 'span' | 'related' | 'fixes'> {
  readonly span: PlainSpan | undefined;
  readonly related: readonly { readonly span: PlainSpan; readonly message: string }[];
  readonly fixes: readonly (Omit<Fix, 'edits'> & { readonly edits: readonly PlainEdit[] })[];
}

const digests = new WeakMap<SourceFile, string>();

function digestOf(file: SourceFile): string {
  const known = digests.get(file);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(file.text, 'latin1').digest('hex');
  digests.set(file, digest);
  return digest;
}

/** Makes a diagnostic ready for another process, which reads its files by itself. */
export function plainDiagnostic(diagnostic: Diagnostic): PlainDiagnostic {
  const plainSpan = ({ file, start, end }: Span): PlainSpan => ({ path: file.path, start, end });
  return {
    ...diagnostic,
    span: diagnostic.span === undefined ? undefined : plainSpan(diagnostic.span),
    related: diagnostic.related.map(({ span, message }) => ({ span: plainSpan(span), message })),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map(({ span, newText }) => ({ span: plainSpan(span), digest: digestOf(span.file), newText })),
    })),
  };
}

/**
 * The same diagnostic with its files read again here. What stands in a file that is gone by now is left out, and so are
 * all the edits of a fix one of whose files is gone or holds another text: a fix is whole or not at all.
 */
export function restoredDiagnostic(diagnostic: PlainDiagnostic, files: FileReader): Diagnostic {
  const spanOf = ({ path, start, end }: PlainSpan): Span | undefined => {
    const file = files.read(path);
    return file === undefined ? undefined : { file, start, end };
  };
  return {
    ...diagnostic,
    span: diagnostic.span === undefined ? undefined : spanOf(diagnostic.span),
    related: diagnostic.related.flatMap((place): RelatedPlace[] => {
      const span = spanOf(place.span);
      return span === undefined ? [] : [{ span, message: place.message }];
    }),
    fixes: diagnostic.fixes.map((fix) => {
      const edits = fix.edits.flatMap(({ span: plain, digest, newText }) => {
        const span = spanOf(plain);
        return span === undefined || digestOf(span.file) !== digest ? [] : [{ span, newText }];
      });
      return { ...fix, edits: edits.length === fix.edits.length ? edits : [] };
    }),
  };
}
