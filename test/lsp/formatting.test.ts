import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { TestClient } from './client.ts';

const TEXT = `/dts-v1/;
/{
 a {
  x=<1>;  \t


  y=<2>;
  };
};
`;

describe('formatting through the protocol', () => {
  let client: TestClient;
  beforeEach(async () => {
    client = new TestClient();
    writeFileSync(join(client.folder, 'a.dts'), TEXT);
    await client.start();
    await client.open('a.dts');
  });
  afterEach(() => client.stop());

  /** The text after the edits that a request is answered by. */
  async function formatted(method: string, more: object): Promise<string> {
    const options = { tabSize: 2, insertSpaces: true };
    const params = { textDocument: { uri: client.uri('a.dts') }, options, ...more };
    const edits = await client.connection.sendRequest<TextEdit[]>(`textDocument/${method}`, params);
    const starts = TEXT.split('\n').map(
      (_, line, lines) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0),
    );
    let result = TEXT;
    for (const { range, newText } of edits.reverse()) {
      const start = (starts[range.start.line] ?? 0) + range.start.character;
      const end = (starts[range.end.line] ?? 0) + range.end.character;
      result = result.slice(0, start) + newText + result.slice(end);
    }
    return result;
  }

  it('gives a document the kernel’s style, whatever the editor indents by', async () => {
    expect(await formatted('formatting', {})).toBe('/dts-v1/;\n/ {\n\ta {\n\t\tx = <1>;\n\n\t\ty = <2>;\n\t};\n};\n');
  });

  it('changes the lines of a range alone', async () => {
    const range = { start: { line: 2, character: 1 }, end: { line: 4, character: 0 } };
    expect(await formatted('rangeFormatting', { range })).toBe(
      '/dts-v1/;\n/{\n\ta {\n\t\tx = <1>;\n\n\n  y=<2>;\n  };\n};\n',
    );
  });

  it('changes the line that a semicolon, a brace or a line feed ends', async () => {
    const typed = (line: number, ch: string) => formatted('onTypeFormatting', { position: { line, character: 1 }, ch });
    expect(await typed(6, ';')).toBe(TEXT.replace('  y=<2>;', '\t\ty = <2>;'));
    expect(await typed(7, '}')).toBe(TEXT.replace('  };', '\t};'));
    expect(await typed(4, '\n')).toBe(TEXT.replace('  x=<1>;  \t', '\t\tx = <1>;'));
  });

  it('puts no line feed after a brace or a semicolon that is typed at the end', async () => {
    for (const [name, text] of [
      ['brace.dts', '/dts-v1/;\n/ {\n\tx {\n\t}'],
      ['semicolon.dts', '/dts-v1/;\n/ {\n};'],
    ] as const) {
      writeFileSync(join(client.folder, name), text);
      await client.open(name);
      const textDocument = { uri: client.uri(name) };
      const options = { tabSize: 8, insertSpaces: false };
      const position = { line: text.split('\n').length - 1, character: 2 };
      const asked = { textDocument, options, position, ch: text.slice(-1) };
      expect(await client.connection.sendRequest('textDocument/onTypeFormatting', asked), name).toEqual([]);
      const whole = await client.connection.sendRequest<TextEdit[]>('textDocument/formatting', asked);
      expect(
        whole.map(({ newText }) => newText),
        name,
      ).toEqual(['\n']);
    }
  });
});
