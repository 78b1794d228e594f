import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver';
import { abilitiesOf } from '../../../server/src/lsp/clientAbilities.ts';
import { diagnosticsOfProblems } from '../../../server/src/lsp/diagnostics.ts';
import type { EditedBoards } from '../../../server/src/lsp/editedBoards.ts';
import type { OpenDocuments } from '../../../server/src/lsp/openDocuments.ts';
import { SourceSymbols } from '../../../server/src/lsp/sourceSymbols.ts';
import { FramedInput } from '../../../server/src/node/framedInput.ts';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import type { IndexedSource } from '../../../server/src/workspace/includeIndex.ts';
import { TestClient } from '../../lsp/client.ts';
import { testParser } from '../../parser.ts';
import type { InputEdges } from '../edges.ts';

/** What a stream of messages says is wrong with these bytes. */
function faultsOf(bytes: string): string[] {
  const faults: string[] = [];
  const input = new FramedInput((fault) => faults.push(fault));
  input.write(Buffer.from(bytes, 'latin1'));
  input.destroy();
  return faults;
}

/** A message whose head has this many bytes, the empty line included. */
const head = (length: number): string => {
  const lines = 'Content-Length: 2\r\nX: ';
  return `${lines}${'x'.repeat(length - lines.length - 4)}\r\n\r\n{}`;
};

/** What a client's messages are held to, and what it is sent. */
export const clientEdges = {
  messageHeadBytes() {
    const { messageHeadBytes } = INPUT_LIMITS;
    expect(faultsOf(head(messageHeadBytes))).toEqual([]);
    // One byte more is read to see that the head goes on.
    expect(faultsOf(head(messageHeadBytes + 2))).toContainEqual(expect.stringContaining(`${messageHeadBytes} bytes`));
  },
  messageBytes() {
    const { messageBytes } = INPUT_LIMITS;
    expect(faultsOf(`Content-Length: ${messageBytes}\r\n\r\n`)).toEqual([]);
    expect(faultsOf(`Content-Length: ${messageBytes + 1}\r\n\r\n`)).toEqual([
      `a message of ${messageBytes + 1} bytes is too large`,
    ]);
  },
  async renamedPlaces() {
    const { renamedPlaces } = INPUT_LIMITS;
    const client = new TestClient();
    try {
      await client.start();
      const renamed = async (name: string, places: number): Promise<number | string> => {
        // One place is where the label is put on the node.
        const text = `/dts-v1/;\n/ { a: n { }; };\n${'&a{};'.repeat(places - 1)}\n`;
        writeFileSync(join(client.folder, name), text);
        await client.open(name);
        const params = { textDocument: { uri: client.uri(name) }, position: { line: 1, character: 4 }, newName: 'b' };
        const edit = client.connection.sendRequest<WorkspaceEdit>('textDocument/rename', params);
        return edit.then(
          ({ documentChanges }) =>
            documentChanges?.flatMap((change) => ('edits' in change ? change.edits : [])).length ?? 0,
          ({ message }: Error) => message,
        );
      };
      expect(await renamed('most.dts', renamedPlaces)).toBe(renamedPlaces);
      expect(await renamed('past.dts', renamedPlaces + 1)).toContain(`more than ${renamedPlaces} places`);
    } finally {
      await client.stop();
    }
  },
  async symbolFileBytes() {
    const { symbolFileBytes } = INPUT_LIMITS;
    const found = async (length: number) => {
      const text = '/ { pool {}; };'.padEnd(length, '\n');
      const documents = { readText: () => text } as unknown as OpenDocuments;
      const boards = { read: async <Answer>(work: () => Answer) => work() } as unknown as EditedBoards;
      const source = { path: 'a.dts' } as IndexedSource;
      const search = { most: 10, seeksScattered: false, isCancelled: () => false };
      const passedOver: string[] = [];
      const parser = await testParser();
      const symbols = new SourceSymbols(documents, boards, parser, (path) => passedOver.push(path));
      const names = (await symbols.find([source, source], 'pool', search)).map(({ name }) => name);
      return { names, passedOver };
    };
    expect(await found(symbolFileBytes)).toEqual({ names: ['pool'], passedOver: [] });
    expect(await found(symbolFileBytes + 1)).toEqual({ names: [], passedOver: ['a.dts'] });
  },
  diagnosticsOfAFile() {
    const { diagnosticsOfAFile } = INPUT_LIMITS;
    const problem = { id: 'syntax-error', severity: 'error', message: 'x', span: undefined, related: [] } as const;
    const count = (problems: number): number =>
      diagnosticsOfProblems(
        new Array(problems).fill(problem),
        abilitiesOf({ capabilities: {}, processId: null, rootUri: null }),
      ).length;
    expect(count(diagnosticsOfAFile)).toBe(diagnosticsOfAFile);
    expect(count(diagnosticsOfAFile + 1)).toBe(diagnosticsOfAFile);
  },
} satisfies Partial<InputEdges>;
