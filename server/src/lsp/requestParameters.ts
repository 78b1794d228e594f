import {
  blobRequest,
  changesRequest,
  checkWorkspaceRequest,
  compareTargetRequest,
  documentRequest,
  newBoardRequest,
  reportPageRequest,
} from './documentProtocol.ts';
import {
  boardStatusRequest,
  chooseBoardRequest,
  chooseKernelRequest,
  heapsRequest,
  includingBoardsRequest,
  memoryMapRequest,
  overviewRequest,
  scenarioRequest,
  severityEditRequest,
  simulateRequest,
} from './protocol.ts';

/** What a parameter has to be. */
type Kind =
  | 'a string'
  | 'an object'
  | 'an array'
  | 'a position'
  | 'a range'
  | 'an array of strings'
  | 'an array of positions'
  | 'a number'
  | 'an array of changes'
  | 'an array of diagnostics'
  | 'an array of files';

/** The parameters that a request needs, by their paths; what a `?` follows, with all in it, may be absent. */
type Needed = Readonly<Record<string, Kind>>;

const DOCUMENT: Needed = { 'textDocument.uri': 'a string' };
const PLACE: Needed = { ...DOCUMENT, position: 'a position' };
const STRETCH: Needed = { ...DOCUMENT, range: 'a range' };
const BOARD: Needed = { uri: 'a string' };
const HIERARCHY_ITEM: Needed = { 'item.uri': 'a string' };

/** Of every request that the server answers, and of what it is told about documents (Language Server Protocol 3.17; the interfaces of `protocol.ts`). */
const NEEDED: ReadonlyMap<string, Needed> = new Map<string, Needed>([
  ['initialize', { capabilities: 'an object' }],
  ['textDocument/hover', PLACE],
  ['textDocument/definition', PLACE],
  ['textDocument/declaration', PLACE],
  ['textDocument/typeDefinition', PLACE],
  ['textDocument/references', { ...PLACE, context: 'an object' }],
  ['textDocument/documentHighlight', PLACE],
  ['textDocument/prepareRename', PLACE],
  ['textDocument/rename', { ...PLACE, newName: 'a string' }],
  ['textDocument/completion', PLACE],
  ['textDocument/signatureHelp', PLACE],
  ['textDocument/prepareCallHierarchy', PLACE],
  ['textDocument/onTypeFormatting', { ...PLACE, ch: 'a string' }],
  ['textDocument/rangeFormatting', STRETCH],
  [
    'textDocument/codeAction',
    { ...STRETCH, 'context.diagnostics': 'an array of diagnostics', 'context.only?': 'an array of strings' },
  ],
  ['textDocument/inlayHint', STRETCH],
  ['textDocument/semanticTokens/range', STRETCH],
  ['textDocument/selectionRange', { ...DOCUMENT, positions: 'an array of positions' }],
  ['textDocument/semanticTokens/full', DOCUMENT],
  ['textDocument/semanticTokens/full/delta', { ...DOCUMENT, previousResultId: 'a string' }],
  ['textDocument/formatting', DOCUMENT],
  ['textDocument/foldingRange', DOCUMENT],
  ['textDocument/documentSymbol', DOCUMENT],
  ['textDocument/documentLink', DOCUMENT],
  ['textDocument/codeLens', DOCUMENT],
  ['textDocument/diagnostic', DOCUMENT],
  ['textDocument/didOpen', { ...DOCUMENT, 'textDocument.text': 'a string', 'textDocument.version': 'a number' }],
  [
    'textDocument/didChange',
    { ...DOCUMENT, 'textDocument.version': 'a number', contentChanges: 'an array of changes' },
  ],
  ['textDocument/didClose', DOCUMENT],
  ['textDocument/willSave', DOCUMENT],
  ['textDocument/didSave', DOCUMENT],
  ['workspace/didChangeWatchedFiles', { changes: 'an array of files' }],
  ['workspace/didChangeWorkspaceFolders', { event: 'an object' }],
  ['$/setTrace', { value: 'a string' }],
  ['$/progress', {}],
  ['codeLens/resolve', { range: 'a range', 'data.uri': 'a string' }],
  ['completionItem/resolve', { label: 'a string' }],
  ['callHierarchy/incomingCalls', HIERARCHY_ITEM],
  ['callHierarchy/outgoingCalls', HIERARCHY_ITEM],
  ['workspace/symbol', { query: 'a string' }],
  ['workspace/executeCommand', { command: 'a string', 'arguments?': 'an array' }],
  [chooseKernelRequest, {}],
  [checkWorkspaceRequest, {}],
  ...[
    boardStatusRequest,
    overviewRequest,
    heapsRequest,
    simulateRequest,
    memoryMapRequest,
    includingBoardsRequest,
    chooseBoardRequest,
    severityEditRequest,
    documentRequest,
    reportPageRequest,
    newBoardRequest,
    blobRequest,
  ].map((method): [string, Needed] => [method, BOARD]),
  [scenarioRequest, { ...BOARD, 'unsaved?.text': 'a string', 'unsaved?.title': 'a string' }],
  [compareTargetRequest, { ...BOARD, capture: 'a string', base64: 'a string' }],
  [changesRequest, { ...BOARD, changes: 'an array of strings' }],
]);

/** Why a message is of no use with such parameters, as a sentence; `undefined` where they are usable. */
export function faultOfParameters(method: string, parameters: unknown): string | undefined {
  const needed = NEEDED.get(method);
  if (needed === undefined) return undefined;
  if (!isObject(parameters)) return `${method} needs parameters: an object`;
  for (const [path, kind] of Object.entries(needed)) {
    const value = valueAt(parameters, path.split('.'));
    if (value !== ABSENT && !IS_KIND[kind](value)) {
      return `${method} needs the parameter ${path.replaceAll('?', '')}: ${kind}`;
    }
  }
  return undefined;
}

/** Stands for a parameter that may be absent, and is. */
const ABSENT = Symbol('absent');

/** The value at a path of names, or what stands for it; see `Needed`. */
function valueAt(parameters: unknown, names: readonly string[]): unknown {
  let at = parameters;
  for (const name of names) {
    at = isObject(at) ? at[name.replace('?', '')] : undefined;
    if (at === undefined && name.endsWith('?')) return ABSENT;
  }
  return at;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPosition = (value: unknown): boolean =>
  isObject(value) && ['line', 'character'].every((name) => typeof value[name] === 'number');

const isRange = (value: unknown): boolean => isObject(value) && isPosition(value.start) && isPosition(value.end);

/** Of a text, or of the whole of it. */
const isChange = (value: unknown): boolean =>
  isObject(value) && typeof value.text === 'string' && (value.range === undefined || isRange(value.range));

const IS_KIND: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  'a string': (value) => typeof value === 'string',
  'an object': isObject,
  'an array': Array.isArray,
  'a position': isPosition,
  'a range': isRange,
  'an array of strings': (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  'an array of positions': (value) => Array.isArray(value) && value.every(isPosition),
  'a number': (value) => typeof value === 'number',
  'an array of changes': (value) => Array.isArray(value) && value.every(isChange),
  'an array of diagnostics': (value) =>
    Array.isArray(value) && value.every((each) => isObject(each) && isRange(each.range)),
  'an array of files': (value) =>
    Array.isArray(value) && value.every((each) => isObject(each) && typeof each.uri === 'string'),
};
