import { expect } from 'vitest';
import { readBlob } from '../../../server/src/devicetree/blob/readBlob.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { DocumentTree } from '../../../server/src/devicetree/document/documentTree.ts';
import type { DocumentStatement } from '../../../server/src/devicetree/document/statements.ts';
import { writtenIncludes } from '../../../server/src/devicetree/document/writtenIncludes.ts';
import { stringsOf } from '../../../server/src/devicetree/tree/readProperty.ts';
import { partsOfPath } from '../../../server/src/features/navigation/meaning.ts';
import { commandLineArguments } from '../../../server/src/kernel/input/commandLine.ts';
import { isTooDeep } from '../../../server/src/text/json/jsonDocument.ts';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import { byteString, SourceFile } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { formatted } from '../../formattedText.ts';
import { addChild, newRoot, treeOf } from '../../handmadeTree.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import type { InputEdges } from '../edges.ts';

const boardOf = async (files: Readonly<Record<string, string>>) =>
  new BoardReader(new MemoryReader(files), await testParser()).read(boardRequest('a.dts'));

const nested = (depth: number, inside = ''): string => `${'n {\n'.repeat(depth)}${inside}${'};\n'.repeat(depth)}`;

/** How deep the statements of an open document go. */
function depthOf(statements: readonly DocumentStatement[]): number {
  let depth = 0;
  for (let level = statements; level.length > 0; depth++) {
    level = level.flatMap((statement) => (statement.kind === 'node' ? statement.statements : []));
  }
  return depth;
}

/** What stands in sources, open documents and blobs. */
export const textEdges = {
  jsonDepth() {
    const { jsonDepth } = INPUT_LIMITS;
    const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(isTooDeep(lists(jsonDepth))).toBe(false);
    expect(isTooDeep(lists(jsonDepth + 1))).toBe(true);
  },
  async conditionDepth() {
    const { conditionDepth } = INPUT_LIMITS;
    const board = (depth: number) =>
      boardOf({
        'a.dts': `/dts-v1/;\n#if ${'('.repeat(depth)}1${')'.repeat(depth)}\n/ { if; };\n#endif\n/ { after; };\n`,
      });
    const most = await board(conditionDepth);
    expect(most.problems).toEqual([]);
    expect([...most.tree.root.properties.keys()]).toEqual(['if', 'after']);
    const past = await board(conditionDepth + 1);
    expect(past.problems.map(({ id, message }) => [id, message])).toEqual([
      ['condition-too-deep', expect.stringContaining(`nested more than ${conditionDepth} deep`)],
    ]);
    expect([...past.tree.root.properties.keys()]).toEqual(['after']);
  },
  documentIncludes() {
    const { documentIncludes } = INPUT_LIMITS;
    const found = (count: number): number =>
      writtenIncludes(new SourceFile('a.dts', '#include "a.dtsi"\n'.repeat(count))).length;
    expect(found(documentIncludes)).toBe(documentIncludes);
    expect(found(documentIncludes + 1)).toBe(documentIncludes);
  },
  async documentDepth() {
    const { documentDepth } = INPUT_LIMITS;
    const parser = await testParser();
    const depth = (nodes: number): number =>
      depthOf(
        DocumentTree.read(new SourceFile('a.dts', `/dts-v1/;\n/ {\n${nested(nodes - 1)}};\n`), parser).statements,
      );
    // The outermost statements have the level 0.
    expect(depth(documentDepth + 1)).toBe(documentDepth + 1);
    expect(depth(documentDepth + 5)).toBe(documentDepth + 1);
  },
  async documentStatements() {
    const { documentStatements } = INPUT_LIMITS;
    const parser = await testParser();
    const properties = (count: number): number => {
      const document = DocumentTree.read(new SourceFile('a.dts', `/ {\n${'p;'.repeat(count)}\n};\n`), parser);
      const [root] = document.statements;
      document.release();
      expect(root).toMatchObject({ kind: 'node', closed: true });
      return root?.kind === 'node' ? root.statements.length : 0;
    };
    // The root is one of them.
    expect(properties(documentStatements - 1)).toBe(documentStatements - 1);
    expect(properties(documentStatements)).toBe(documentStatements - 1);
  },
  async formattedDepth() {
    const { formattedDepth } = INPUT_LIMITS;
    const parser = await testParser();
    // A level for the text and one for each node, and within the innermost one for the property and its name.
    const most = formattedDepth - 3;
    const indented = (nodes: number): boolean =>
      formatted(`/dts-v1/;\n${nested(nodes, 'p=<1>;\n')}`, parser).includes(`\n${'\t'.repeat(nodes)}p = <1>;\n`);
    expect(indented(most)).toBe(true);
    expect(indented(most + 9)).toBe(false);
    // What is left as it is stays, and what is around it is formatted.
    const deep = formatted(`/dts-v1/;\nq=<1>;\n${nested(most + 9, 'p=<1>;\n')}`, parser);
    expect(deep).toContain('p=<1>;');
    expect(deep).toContain('q = <1>;');
  },
  pathCharacters() {
    const { pathCharacters } = INPUT_LIMITS;
    const parts = (length: number): number => {
      const file = new SourceFile('a.dts', `/a${'b'.repeat(length - 4)}/c`);
      return partsOfPath({ file, start: 0, end: length }).length;
    };
    expect(parts(pathCharacters)).toBe(2);
    expect(parts(pathCharacters + 1)).toBe(0);
  },
  async incbinBytes() {
    const { incbinBytes } = INPUT_LIMITS;
    const x = 'x'.repeat(incbinBytes / 2);
    const board = (more: string) =>
      boardOf({ 'a.dts': `/dts-v1/;\n/ { a = /incbin/("x"); b = /incbin/("x"); ${more}c = "c"; };\n`, x });
    const most = await board('');
    expect(most.problems).toEqual([]);
    expect(most.tree.root.properties.get('b')?.value).toHaveLength(incbinBytes / 2);
    const { problems, tree } = await board('d = /incbin/("x", 0, 1); ');
    expect(problems.map(({ id, message }) => [id, message])).toEqual([
      ['incbin-too-large', expect.stringContaining(`${incbinBytes >> 20} MiB`)],
    ]);
    const [a, c] = [tree.root.properties.get('a'), tree.root.properties.get('c')];
    expect(a?.value).toHaveLength(incbinBytes / 2);
    expect(c && stringsOf(c)).toEqual(['c']);
  },
  blobDepth() {
    const { blobDepth } = INPUT_LIMITS;
    const problemsAt = (depth: number) => {
      const root = newRoot();
      for (let node = root, level = 1; level < depth; level++) node = addChild(node, 'n');
      return readBlob(new SourceFile('a.dtb', byteString(writeBlob(treeOf(root))))).problems;
    };
    expect(problemsAt(blobDepth)).toEqual([]);
    expect(problemsAt(blobDepth + 1).map(({ message }) => message)).toEqual([
      expect.stringContaining(`more than ${blobDepth} deep`),
    ]);
  },
  bootArguments() {
    const { bootArguments } = INPUT_LIMITS;
    expect(commandLineArguments(`${' '.repeat(bootArguments - 5)}cma=1`)).toEqual(['cma=1']);
    expect(commandLineArguments(`${' '.repeat(bootArguments - 5)}cma=1M`)).toEqual(['cma=1']);
  },
} satisfies Partial<InputEdges>;
