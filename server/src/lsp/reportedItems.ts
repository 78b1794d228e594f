import { type Diagnostic, type DocumentDiagnosticReport, DocumentDiagnosticReportKind } from 'vscode-languageserver';
import { sameData } from '../text/sameData.ts';
import { BoundedCache } from '../workspace/boundedCache.ts';

/** Of as many documents what was reported last is kept; of another one all is reported again. */
const MOST_DOCUMENTS = 64;

/** What was reported of a document, and of which version. */
interface Reported {
  readonly id: string;
  readonly version: number;
  readonly items: readonly Diagnostic[];
}

/**
 * What was reported of documents, so that a client which asks again, since something else changed, is not sent what it has:
 * VS Code takes equal findings for a change, and drops the list of fixes that a person has just asked for
 * (its CodeActionModel).
 */
export class ReportedItems {
  readonly #last = new BoundedCache<string, Reported>(MOST_DOCUMENTS);
  #serial = 0;

  /**
   * The report of what is wrong with a version of a document to a client that has the report `previous` of it. After an
   * edit all is sent: the editor has moved what it shows with the text.
   */
  reportOf(
    uri: string,
    version: number | undefined,
    items: Diagnostic[],
    previous: string | undefined,
  ): DocumentDiagnosticReport {
    const last = this.#last.get(uri);
    if (last !== undefined && last.id === previous && last.version === version && sameData(last.items, items)) {
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
    }
    if (version === undefined) return { kind: DocumentDiagnosticReportKind.Full, items };
    const id = String(++this.#serial);
    this.#last.set(uri, { id, version, items });
    return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }
}
