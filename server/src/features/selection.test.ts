import { beforeAll, describe, expect, it, vi } from 'vitest';
import { testParser } from '../../../test/parser.ts';
import { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DevicetreeParser, SyntaxNode } from '../devicetree/syntax/parser.ts';
import { SourceFile } from '../text/sourceFile.ts';
import { selectionsAround } from './selection.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const nested = (depth: number): string => `/ { p = <${'('.repeat(depth)}1${')'.repeat(depth)}>; };\n`;
const read = (text: string): DocumentTree => DocumentTree.read(new SourceFile('a.dts', text), parser);

describe('what a selection grows to', () => {
  it('begins with the innermost expression and ends with the document', () => {
    const text = nested(20);
    const found = selectionsAround(read(text), text.indexOf('1')).map(({ start, end }) => text.slice(start, end));
    expect(found.slice(0, 3)).toEqual(['1', '(1)', '((1))']);
    expect(found.at(-1)).toBe(text);
  });

  it('is looked for in a bounded number of steps, however deep the expression is', () => {
    const document = read(nested(50_000));
    const prototype = document.withSyntax((tree) => Object.getPrototypeOf(tree.rootNode)) as SyntaxNode;
    const steps = vi.spyOn(prototype, 'firstChildForIndex');
    const parents = vi.spyOn(prototype, 'parent', 'get');
    expect(selectionsAround(document, document.file.text.indexOf('1')).length).toBeLessThan(300);
    expect(steps.mock.calls.length).toBeLessThan(2500);
    expect(parents).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    document.release();
  });
});
