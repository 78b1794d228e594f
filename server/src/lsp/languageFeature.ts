import type { Connection, InitializeParams, ServerCapabilities, TextDocumentIdentifier } from 'vscode-languageserver';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentTrees } from '../devicetree/document/documentTrees.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { BoardChoice } from './boardChoice.ts';
import type { EditedBoard, EditedBoards } from './editedBoards.ts';
import type { Diagnostics } from './handlers/diagnostics.ts';
import type { Includers } from './includers.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import type { ProvenFixes } from './provenFixes.ts';
import type { Requests } from './requests.ts';
import type { ScenarioDocuments } from './scenarios/scenarioDocuments.ts';
import type { SourceSymbols } from './sourceSymbols.ts';

/** What the server is made of, for the features that answer a client's requests. */
export interface ServerParts {
  readonly connection: Connection;
  readonly requests: Requests;
  readonly documents: OpenDocuments;
  /** The documents as typed: one syntax tree a version. */
  readonly trees: DocumentTrees;
  readonly boards: EditedBoards;
  readonly choice: BoardChoice;
  readonly includers: Includers;
  readonly diagnostics: Diagnostics;
  readonly proven: ProvenFixes;
  readonly scenarios: ScenarioDocuments;
  readonly symbols: SourceSymbols;
  /** What the client said of itself and asked for at the start. */
  readonly client: InitializeParams;
}

/** One thing that the server does for a client: what it announces of it, and what answers the requests. */
export interface LanguageFeature {
  readonly capabilities: ServerCapabilities;
  /** What it announces besides to some clients. */
  capabilitiesFor?(client: InitializeParams): ServerCapabilities;
  serve(parts: ServerParts): void;
  /**
   * Does what answers a request about a place of a document, and drops the answer: V8 compiles a function when it is called
   * first, for which a person would wait.
   */
  rehearse?(parts: ServerParts, document: AskedDocument, offset: number): void;
}

/** A document that a request is about. */
export interface AskedDocument {
  readonly path: string;
  readonly file: SourceFile;
  readonly tree: DocumentTree;
  /** The boards that it is seen through; empty where none is known. The first is the one that is shown. */
  readonly boards: readonly EditedBoard[];
}

/**
 * The document that a request is about; `undefined` where there is none to read, or it is no device tree's, and where it has
 * changed meanwhile: of a long one requests about others, and edits, come between the steps.
 */
export async function askedDocument(
  parts: ServerParts,
  { uri }: TextDocumentIdentifier,
): Promise<AskedDocument | undefined> {
  const path = pathOfUri(uri);
  if (path === undefined) return undefined;
  const boards = await parts.choice.of(path);
  const file = parts.documents.read(path);
  if (file === undefined) return undefined;
  await parts.requests.afterStep(path);
  if (parts.documents.read(path) !== file) return undefined;
  const tree = parts.trees.of(file);
  await parts.requests.afterStep(path);
  return parts.documents.read(path) === file ? { path, file, tree, boards } : undefined;
}

/** The same, but for headers: their own language's server says what can be said of a C file's text. */
export async function askedSource(
  parts: ServerParts,
  textDocument: TextDocumentIdentifier,
): Promise<AskedDocument | undefined> {
  return /\.h$/.test(textDocument.uri) ? undefined : askedDocument(parts, textDocument);
}
