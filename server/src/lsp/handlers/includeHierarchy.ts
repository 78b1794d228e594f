import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Range,
} from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import { addTo } from '../../text/addTo.ts';
import { folderOf } from '../../workspace/path.ts';
import { includeTargets } from '../includeTargets.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { offsetOf, pathOfUri, rangeOfSpan, shownName, uriOfPath } from '../positions.ts';

/** A list of more files serves nobody; each of them is read. */
const MOST_FILES = 1000;

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/**
 * What includes what, as a hierarchy of calls: a file is called by those that include it, and calls what it includes. It
 * begins with the include that it is asked for on, else with the document itself. Includers are those of the workspace,
 * as far as it was looked through.
 */
export const includeHierarchy: LanguageFeature = {
  capabilities: { callHierarchyProvider: true },
  serve(parts) {
    const { connection, requests } = parts;
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(
      requests.answering('include hierarchy', async ({ textDocument, position }) => {
        const document = await askedDocument(parts, textDocument);
        if (document === undefined) return null;
        const offset = offsetOf(document.file, position);
        const links = await includeTargets(parts, document.file, document.boards);
        const link = links.find(({ span }) => span.start <= offset && offset <= span.end);
        return [itemOf(link?.target ?? document.path)];
      }),
    );
    callHierarchy.onIncomingCalls(
      requests.answering('includers', ({ item }: { readonly item: CallHierarchyItem }) => includersOf(parts, item.uri)),
    );
    callHierarchy.onOutgoingCalls(
      requests.answering('includes', ({ item }: { readonly item: CallHierarchyItem }) => includesOf(parts, item.uri)),
    );
  },
};

function itemOf(path: string): CallHierarchyItem {
  return {
    name: shownName(path),
    detail: folderOf(path),
    kind: SymbolKind.File,
    uri: uriOfPath(path),
    range: START,
    selectionRange: START,
  };
}

/** The files that include a file, each with the names by which it does. */
async function includersOf(parts: ServerParts, uri: string): Promise<CallHierarchyIncomingCall[] | null> {
  const path = pathOfUri(uri);
  if (path === undefined) return null;
  const { boards, choice, documents } = parts;
  const real = documents.realPath(path);
  const calls: CallHierarchyIncomingCall[] = [];
  for (const from of (await choice.includersOf(path)).slice(0, MOST_FILES)) {
    const file = await boards.read(() => documents.read(from));
    if (file === undefined) continue;
    // Which boards read it does not matter: a board for each of many files would take long.
    const links = (await includeTargets(parts, file, [])).filter(({ target }) => documents.realPath(target) === real);
    if (links.length > 0) calls.push({ from: itemOf(from), fromRanges: links.map(({ span }) => rangeOfSpan(span)) });
  }
  return calls;
}

/** The files that a file includes, each once. */
async function includesOf(parts: ServerParts, uri: string): Promise<CallHierarchyOutgoingCall[] | null> {
  const document = await askedDocument(parts, { uri });
  if (document === undefined) return null;
  const ranges = new Map<string, Range[]>();
  for (const { target, span } of await includeTargets(parts, document.file, document.boards))
    addTo(ranges, target, rangeOfSpan(span));
  return [...ranges].map(([target, fromRanges]) => ({ to: itemOf(target), fromRanges }));
}
