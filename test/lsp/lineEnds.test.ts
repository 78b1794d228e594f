import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestClient } from './client.ts';

/** A board with a comment and a macro, a fold and an inactive branch, with faults that have fixes. */
const LINES = [
  '/dts-v1/;',
  '/* Of several',
  ' * lines. */',
  '#include "soc.dtsi"',
  '#define SIZE 0x380000 // this way',
  '/ {',
  '\t#address-cells = <1>;',
  '\t#size-cells = <1>;',
  '\tname = "é", "😀"; thing = <&pool>;',
  '#ifdef NEVER',
  '\tnever = "here";',
  '\tnever-again;',
  '#endif',
  '\tmemory@40000000 {',
  '\t\tdevice_type = "memory";',
  '\t\treg = <0x40000000 0x40000000>;',
  '\t};',
  '\treserved-memory {',
  '\t\t#address-cells = <1>;',
  '\t\t#size-cells = <1>;',
  '\t\tranges;',
  '\t\tpool: pool@50000000 {',
  '\t\t\tcompatible = "shared-dma-pool";',
  '\t\t\treusable;',
  '\t\t\treg = <0x50000000 SIZE>;',
  '\t\t};',
  '\t\t/* dtheaps-disable-next-line zero-size',
  '\t\t   a log that somebody else makes larger */',
  '\t\tlog@60000000 { reg = <0x60000000 0>; };',
  '\t\told@61000000 { reg = <0x61000000 0>; };',
  '\t};',
  '};',
  '',
];

const REQUESTS = [
  'textDocument/diagnostic',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/semanticTokens/full',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/documentLink',
  'textDocument/codeAction',
  'textDocument/formatting',
] as const;

const AT_PLACES = [
  'textDocument/hover',
  'textDocument/definition',
  'textDocument/documentHighlight',
  'textDocument/references',
  'textDocument/selectionRange',
  'textDocument/prepareRename',
  'textDocument/completion',
  'textDocument/signatureHelp',
] as const;

/** The same board, of which a node is being typed that has no closing brace yet. */
const UNFINISHED = LINES.map((line) => (line === '\t\t};' ? '' : line));

/** What is answered about the board with these ends of lines, by what was asked. */
async function answers(lineEnd: string): Promise<Map<string, unknown>> {
  const client = new TestClient();
  await client.start();
  writeFileSync(join(client.folder, 'soc.dtsi'), ['/ {', '\tmodel = "x";', '};', ''].join(lineEnd));
  const name = 'board.dts';
  writeFileSync(join(client.folder, name), LINES.join(lineEnd));
  await client.open(name);
  const textDocument = { uri: client.uri(name) };
  const whole = { start: { line: 0, character: 0 }, end: { line: LINES.length, character: 0 } };
  const all = new Map<string, unknown>();
  const ask = async (method: string, more: object, key = method): Promise<void> => {
    const answer = await client.connection.sendRequest(method, {
      textDocument,
      range: whole,
      context: { diagnostics: [], includeDeclaration: true },
      options: { tabSize: 8, insertSpaces: false },
      ...more,
    });
    all.set(
      key,
      JSON.parse(
        JSON.stringify({ ...(answer as object), resultId: '' })
          .replaceAll(basename(client.folder), '')
          .replaceAll(/\\r\\n|\\r/g, '\\n'),
      ),
    );
  };
  for (const method of REQUESTS) await ask(method, {});
  for (const [line, text] of LINES.entries()) {
    for (let character = 0; character <= text.length + 1; character += 7) {
      const position = { line, character };
      for (const method of AT_PLACES) {
        await ask(method, { position, positions: [position] }, `${method} ${line}:${character}`).catch((error) =>
          all.set(`${method} ${line}:${character}`, String(error)),
        );
      }
    }
  }
  const unfinished = 'unfinished.dts';
  writeFileSync(join(client.folder, unfinished), UNFINISHED.join(lineEnd));
  await client.open(unfinished);
  for (const method of ['textDocument/codeAction', 'textDocument/documentSymbol', 'textDocument/completion']) {
    const position = { line: UNFINISHED.indexOf(''), character: 0 };
    await ask(method, { textDocument: { uri: client.uri(unfinished) }, position }, `${method} of the unfinished board`);
  }
  await client.stop();
  return all;
}

describe('answers about a text are the same', () => {
  it.each([
    ['a carriage return alone', '\r'],
    ['both', '\r\n'],
  ])('where its lines end in %s', async (_, lineEnd) => {
    const expected = await answers('\n');
    const found = await answers(lineEnd);
    const differing = [...expected].filter(([key, value]) => JSON.stringify(found.get(key)) !== JSON.stringify(value));
    expect(differing.map(([key, value]) => ({ key, value, found: found.get(key) }))).toEqual([]);
  });
});
