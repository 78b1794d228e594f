import type {
  CompletionClientCapabilities,
  CompletionItem,
  CompletionList,
  CompletionParams,
} from 'vscode-languageserver';
import {
  CompletionItemKind,
  CompletionItemTag,
  CompletionTriggerKind,
  InsertTextFormat,
  InsertTextMode,
} from 'vscode-languageserver';
import { type Completion, complete } from '../../features/completion/completion.ts';
import { completeConfiguration } from '../../features/completion/configurationSuggestions.ts';
import type { JsonCompletion } from '../../features/completion/jsonChoices.ts';
import { completeScenario } from '../../features/completion/scenarioSuggestions.ts';
import {
  hasPlaceholders,
  plainText,
  type Suggestion,
  type SuggestionKind,
  snippetText,
} from '../../features/completion/suggestion.ts';
import { bytesOfText, hasLoneSurrogate, textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { folderOf, isBelow, relativePath } from '../../workspace/path.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';

/** What can be typed at a place, seen on the first board that the document is part of; in a scenario on its board. */
export const completion: LanguageFeature = {
  capabilities: {
    completionProvider: {
      triggerCharacters: ['&', '"', '<', '/', '#', '=', ' ', ',', '@'],
      resolveProvider: true,
    },
  },
  serve(parts) {
    const lists = new CompletionLists(parts.client.capabilities.textDocument?.completion);
    parts.connection.onCompletion(
      parts.requests.answering(
        'completion',
        async (params): Promise<CompletionList | null> => {
          const document = await askedDocument(parts, params.textDocument);
          if (document === undefined) return null;
          const offset = offsetOf(document.file, params.position);
          const found = await parts.boards.read(() => completionAt(parts, document, offset));
          // Which files are includes orders the next list: nobody waits for the folder to be looked at.
          if (found?.place.kind === 'include') parts.choice.includersOf(document.path).catch(() => {});
          if (found === undefined || !answersTrigger(found, offset, params)) return null;
          // The rest of a header is C, and has a server of its own.
          if (/\.h$/.test(document.path) && !IN_HEADERS.has(found.place.kind)) return null;
          return lists.listOf(found, found.place.word, offset);
        },
        async ({ textDocument, position }) => {
          const path = pathOfUri(textDocument.uri);
          const state = path === undefined ? undefined : await parts.scenarios.stateOf(path);
          if (state === undefined) return null;
          const offset = offsetOf(state.file, position);
          return lists.listInJson(completeScenario(state.file, offset, state.analysis), offset);
        },
        async ({ position }, path) => {
          const file = parts.documents.read(path);
          if (file === undefined) return null;
          const offset = offsetOf(file, position);
          return lists.listInJson(await inConfiguration(parts, file, offset), offset);
        },
      ),
    );
    parts.connection.onCompletionResolve((item) => lists.resolved(item));
  },
  rehearse(parts, document, offset) {
    const lists = new CompletionLists(parts.client.capabilities.textDocument?.completion);
    const found = completionAt(parts, document, offset);
    if (found !== undefined) lists.listOf(found, found.place.word, offset);
  },
};

/** At most this many folders are offered for includes. */
const MOST_FOLDERS = 300;

/** What a place of a `.dtheaps.json` may name: what lies around it, and the heaps of the boards that are open or were looked at. */
async function inConfiguration(
  { boards, choice, includers, documents }: ServerParts,
  file: SourceFile,
  offset: number,
) {
  const folder = folderOf(file.path);
  await choice.indexed(file.path);
  const near = (paths: readonly string[]): string[] =>
    paths
      .filter((path) => isBelow(path, folder))
      .flatMap((path) => relativePath(folder, path) ?? [])
      .map(bytesOfText);
  const list = (at: string): string[] =>
    documents
      .list(at === '' ? folder : `${folder}/${at}`)
      .filter((name) => name.endsWith('/') && !name.startsWith('.') && name !== 'node_modules/')
      .map((name) => `${at === '' ? '' : `${at}/`}${name.slice(0, -1)}`);
  const folders = await boards.read(() => {
    const top = list('');
    return [...top, ...top.flatMap(list)].slice(0, MOST_FOLDERS);
  });
  const seen = new Set([...(await choice.ofOpen()), ...(await boards.known())]);
  const analyses = [...seen].filter(({ path }) => isBelow(path, folder)).map(({ analysis }) => analysis);
  return completeConfiguration(file, offset, analyses, {
    boards: near(includers.boards()),
    overlays: near(includers.overlays()),
    includeRoots: folders.map(bytesOfText),
  });
}

function completionAt(parts: ServerParts, document: AskedDocument, offset: number): Completion | undefined {
  const { path, tree } = document;
  const board = document.boards[0];
  return complete(tree, offset, {
    analysis: board?.analysis,
    includes: {
      folder: folderOf(path),
      roots: board?.analysis.board.request.includeRoots ?? parts.boards.includeRoots(path),
      dtcRoots: board?.analysis.board.request.dtcIncludeRoots ?? [],
      list: (folder) => parts.documents.list(folder),
      isIncluded: (included) => parts.includers.isIncluded(included),
    },
  });
}

/** Where a header is completed. */
const IN_HEADERS: ReadonlySet<Completion['place']['kind']> = new Set(['include', 'condition']);

/**
 * Whether a list is to open because of the character that was typed: some of them begin a value in one place and are
 * white space in most others.
 */
function answersTrigger({ place }: Completion, offset: number, { context }: CompletionParams): boolean {
  if (context?.triggerKind !== CompletionTriggerKind.TriggerCharacter) return true;
  const typed = place.word.file.text.slice(place.word.start, offset);
  switch (context.triggerCharacter) {
    case ' ':
      return (
        place.kind !== 'statement' && place.kind !== 'expression' && place.kind !== 'include' && !isOtherText(place)
      );
    case ',':
      return place.kind === 'value' || place.kind === 'cell' || typed !== '';
    case '=':
      return place.kind === 'value' || place.property === 'bootargs';
    case '/':
      return typed.includes('/');
    case '#':
      return typed.startsWith('#');
    default:
      return true;
  }
}

/** Whether a place is in a string in which a blank begins nothing. */
const isOtherText = ({ kind, property }: Completion['place']): boolean => kind === 'string' && property !== 'bootargs';

const KINDS: Readonly<Record<SuggestionKind, CompletionItemKind>> = {
  property: CompletionItemKind.Property,
  node: CompletionItemKind.Module,
  region: CompletionItemKind.Struct,
  label: CompletionItemKind.Reference,
  value: CompletionItemKind.Value,
  place: CompletionItemKind.Unit,
  macro: CompletionItemKind.Constant,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  keyword: CompletionItemKind.Keyword,
  parameter: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
};

/** Suggestions between which their size, place or state decides. What a macro stands for would leave its name no room. */
const SHOWN_ON_EVERY_ROW: ReadonlySet<SuggestionKind> = new Set(['region', 'place', 'snippet', 'value']);

/** A character that a list must not show, or insert. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant.
const CONTROL = /[\x00-\x1f\x7f]/;

/** What is listed. */
type ListedCompletion = Pick<Completion, 'suggestions' | 'isWhole' | 'isCut'>;

/** Makes a client's lists of suggestions, and keeps the last one's documentation until an item of it is looked at. */
class CompletionLists {
  readonly #client: CompletionClientCapabilities;
  #serial = 0;
  #last: readonly Suggestion[] = [];

  constructor(client: CompletionClientCapabilities | undefined) {
    this.#client = client ?? {};
  }

  /** The list for a word; what a suggestion replaces besides it, it replaces whichever way the client inserts. */
  listOf({ suggestions, isWhole, isCut }: ListedCompletion, word: Span, offset: number): CompletionList {
    this.#serial++;
    this.#last = suggestions.filter(({ label }) => !CONTROL.test(label) && !hasLoneSurrogate(textOfBytes(label)));
    const items = this.#last.map((suggestion, index) => this.#itemOf(suggestion, index, word, offset, isWhole));
    return { isIncomplete: isCut, items };
  }

  /** The list for a place in a scenario or a `.dtheaps.json`, whose strings are replaced as a whole; null where there is none. */
  listInJson(found: JsonCompletion | undefined, offset: number): CompletionList | null {
    return found === undefined ? null : this.listOf({ ...found, isWhole: true, isCut: false }, found.word, offset);
  }

  /** The item with its documentation; as it is, where another list was made since. */
  resolved(item: CompletionItem): CompletionItem {
    const [serial, index] = Array.isArray(item.data) ? item.data : [];
    const suggestion = serial === this.#serial && typeof index === 'number' ? this.#last[index] : undefined;
    const text = suggestion?.documentation?.();
    return text === undefined ? item : { ...item, documentation: textOfMessage(text) };
  }

  #itemOf(suggestion: Suggestion, index: number, word: Span, offset: number, isWhole: boolean): CompletionItem {
    const { label, kind, detail, insertion, filter, isDeprecated } = suggestion;
    const { completionItem: supports = {} } = this.#client;
    const isSnippet = supports.snippetSupport === true && hasPlaceholders(insertion);
    const written = isSnippet ? snippetText(insertion) : plainText(insertion);
    const isOnLines = written.includes('\n');
    const indentation = indentationBefore(word);
    const mode = isOnLines ? this.#insertTextMode(written, indentation) : undefined;
    const isAdjusted = mode === InsertTextMode.adjustIndentation;
    const newText = textOfMessage(isAdjusted ? written : written.replace(/\n(?!\n)/g, `\n${indentation}`));
    const replaced = suggestion.span ?? word;
    const range = rangeOfSpan(replaced);
    const item: CompletionItem = {
      label: textOfMessage(label),
      kind: KINDS[kind],
      sortText: String(index).padStart(4, '0'),
      insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit:
        supports.insertReplaceSupport === true && !isWhole && suggestion.span === undefined
          ? { newText, insert: rangeOfSpan({ ...replaced, end: Math.max(replaced.start, offset) }), replace: range }
          : { newText, range },
      data: [this.#serial, index],
    };
    // Only where it says more than the label: Neovim heeds the start of the edit of such items alone.
    if (filter !== undefined && filter !== label) item.filterText = textOfMessage(filter);
    if (detail !== undefined && detail !== '') {
      const text = textOfMessage(detail);
      item.detail = text;
      // Editors show a detail on the row alone that is focused, and this on every row: by it a choice is made.
      if (supports.labelDetailsSupport === true && SHOWN_ON_EVERY_ROW.has(kind))
        item.labelDetails = { description: text };
    }
    if (mode !== undefined) item.insertTextMode = mode;
    if (isDeprecated === true && supports.tagSupport?.valueSet.includes(CompletionItemTag.Deprecated) === true)
      item.tags = [CompletionItemTag.Deprecated];
    return item;
  }

  /**
   * Who indents a text of several lines; `undefined` where the client has no say in it. Editors that do it fill empty
   * lines with white space, so that a text with such lines goes as it is to be, unless it would bring tabs among spaces.
   */
  #insertTextMode(written: string, indentation: string): InsertTextMode | undefined {
    const modes = this.#client.completionItem?.insertTextModeSupport?.valueSet ?? [];
    const { asIs, adjustIndentation } = InsertTextMode;
    const isFilled = written.includes('\n\n') && /^\t+$/.test(indentation) && modes.includes(asIs);
    if (modes.includes(adjustIndentation) && !isFilled) return adjustIndentation;
    return modes.includes(asIs) ? asIs : undefined;
  }
}

/** The white space at the beginning of a span's line. */
function indentationBefore({ file, start }: Span): string {
  const { lines, text } = file;
  return /^[ \t]*/.exec(text.slice(lines.startOf(lines.lineOf(start)), start))?.[0] ?? '';
}
