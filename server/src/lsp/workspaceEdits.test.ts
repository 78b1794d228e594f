import { describe, expect, it } from 'vitest';
import type { InitializeParams } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { OpenDocuments } from './openDocuments.ts';
import { type EditParts, workspaceEdit } from './workspaceEdits.ts';

/** What an edit is made with, for a client that has versions of documents, or has none. */
function partsOf(documentChanges: boolean): EditParts {
  const documents = new OpenDocuments(new DiskFileSystem([]));
  documents.set('/a.dts', TextDocument.create('file:///a.dts', 'dts', 7, 'ab\n'));
  const client: InitializeParams = {
    processId: null,
    rootUri: null,
    capabilities: { workspace: { workspaceEdit: { documentChanges } } },
  };
  return { client, documents };
}

const insertion = (at: number, newText: string) => ({
  span: { file: new SourceFile('/a.dts', 'ab\n'), start: at, end: at },
  newText,
});
const made = (character: number, newText: string) => ({
  range: { start: { line: 0, character }, end: { line: 0, character } },
  newText,
});

describe('edits of a file that was read twice', () => {
  const edits = [insertion(2, 'c'), insertion(0, '-')];
  const together = [made(0, '-'), made(2, 'c')];

  it('are one change of its document, from the version that has its text', () => {
    const textDocument = { uri: 'file:///a.dts', version: 7 };
    expect(workspaceEdit(partsOf(true), edits)).toEqual({ documentChanges: [{ textDocument, edits: together }] });
  });

  it('stand under one URI for a client without versions', () => {
    expect(workspaceEdit(partsOf(false), edits)).toEqual({ changes: { 'file:///a.dts': together } });
  });
});
