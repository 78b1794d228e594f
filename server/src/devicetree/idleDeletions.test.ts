import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../test/boardRequest.ts';
import { MemoryReader } from '../../../test/memoryReader.ts';
import { testParser } from '../../../test/parser.ts';
import { BoardReader } from './board.ts';
import type { DevicetreeParser } from './syntax/parser.ts';

const BASE = '/dts-v1/;\n/ { reserved-memory { ranges; cam: cam@1 { reusable; part { }; }; }; };\n';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

/** The texts in an overlay of which it is said that they delete nothing, and the properties of the region afterwards. */
function read(overlay: string, name = 'o.dtso', included = ''): { said: string[]; left: string[]; refused: boolean } {
  const files = new MemoryReader({ 'base.dts': BASE, [name]: overlay, 'part.dtsi': included });
  const board = new BoardReader(files, parser).read({ ...boardRequest('base.dts'), overlays: [name] });
  const said = board.problems.flatMap(({ id, severity, span }) => {
    if (id !== 'overlay-deletion' || span === undefined) return [];
    expect(severity).toBe('note');
    return [span.file.text.slice(span.start, span.end)];
  });
  const region = board.tree.root.children.get('reserved-memory')?.children.get('cam@1');
  return {
    said,
    left: [...(region?.properties.keys() ?? []), ...(region?.children.keys() ?? [])],
    refused: board.refused,
  };
}

const plugin = (text: string): string => `/dts-v1/;\n/plugin/;\n${text}\n`;

describe('an overlay that deletes what its base has is told that nothing is deleted', () => {
  it.each([
    ['by a label', '&cam { /delete-property/ reusable; /delete-node/ part; };'],
    ['by a path', '&{/reserved-memory/cam@1} { /delete-property/ reusable; /delete-node/ part; };'],
    ['below a label', '&{/reserved-memory} { cam@1 { /delete-property/ reusable; /delete-node/ part; }; };'],
    [
      'in a fragment that is written out',
      '/ { fragment@0 { target = <&cam>; __overlay__ { /delete-property/ reusable; /delete-node/ part; }; }; };',
    ],
  ])('%s', (_, text) => {
    const { said, left, refused } = read(plugin(text));
    expect(refused).toBe(false);
    expect(said).toEqual(['/delete-property/ reusable;', '/delete-node/ part;']);
    expect(left).toEqual(expect.arrayContaining(['reusable', 'part']));
  });

  it('also where the property is one of another fragment: each is a node of its own', () => {
    expect(read(plugin('&cam { mine; };\n&cam { /delete-property/ mine; };'))).toMatchObject({
      said: ['/delete-property/ mine;'],
      left: expect.arrayContaining(['mine']),
    });
  });
});

describe('nothing is said of a deletion', () => {
  it.each([
    [
      'in a node of the overlay itself, by its label',
      '&cam { own: sub { mine; }; };\n&own { /delete-property/ mine; };',
    ],
    [
      'in a root that is written again',
      '/ { fragment@0 { target = <&cam>; __overlay__ { mine; }; }; };\n' +
        '/ { fragment@0 { __overlay__ { /delete-property/ mine; }; }; };',
    ],
  ])('%s', (_, text) => {
    const { said, left, refused } = read(plugin(text));
    expect(refused).toBe(false);
    expect(said).toEqual([]);
    expect(left).not.toContain('mine');
  });

  it('in a node whose label stands in an include', () => {
    const text = plugin('#include "part.dtsi"\n&own { /delete-property/ mine; };');
    expect(read(text, 'o.dtso', '&cam { own: sub { mine; }; };\n').said).toEqual([]);
  });

  it('in a text that is read after the board’s own, which does delete', () => {
    const { said, left } = read('&cam { /delete-property/ reusable; /delete-node/ part; };\n', 'z.overlay');
    expect(said).toEqual([]);
    expect(left).not.toContain('reusable');
    expect(left).not.toContain('part');
  });
});
