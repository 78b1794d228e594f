import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import { boardsIncluding, isBoardText } from './boardsIncluding.ts';
import type { FileSystem } from './fileSystem.ts';

function folder(files: Record<string, string>): FileSystem {
  const all = new Map(Object.entries(files).map(([name, text]) => [`b/${name}`, new SourceFile(`b/${name}`, text)]));
  return {
    read: (path) => all.get(path),
    isFolder: (path) => path === 'b',
    list: (path) => (path === 'b' ? Object.keys(files) : []),
  };
}

const BOARD = '/dts-v1/;\n';

describe('the boards that include a file', () => {
  it('are found through includes of includes, in the order of their names', () => {
    const files = folder({
      'soc.dtsi': '',
      'module.dtsi': '#include "soc.dtsi"\n',
      'z.dts': `${BOARD}#include "module.dtsi"\n`,
      'a.dts': `${BOARD}\t#  include <vendor/soc.dtsi>\n`,
      'old.dts': `${BOARD}/include/ "soc.dtsi"\n`,
      'other.dts': `${BOARD}#include "other.dtsi"\n`,
    });
    expect(boardsIncluding(files, 'b/soc.dtsi')).toEqual(['b/a.dts', 'b/old.dts', 'b/z.dts']);
    expect(boardsIncluding(files, 'b/module.dtsi')).toEqual(['b/z.dts']);
    expect(boardsIncluding(files, 'b/other.dts')).toEqual([]);
  });

  it('are found where files include each other', () => {
    const files = folder({
      'a.dtsi': '#include "b.dtsi"\n',
      'b.dtsi': '#include "a.dtsi"\n',
      'c.dts': `${BOARD}#include "b.dtsi"\n`,
    });
    expect(boardsIncluding(files, 'b/a.dtsi')).toEqual(['b/c.dts']);
  });

  it('are none in a folder that cannot be listed', () => expect(boardsIncluding(folder({}), 'c/x.dtsi')).toEqual([]));
});

describe('a text', () => {
  it.each([
    ['/dts-v1/;', true],
    ['// x\n  /dts-v1/ ;\n/plugin/;', true],
    ['/ { };', false],
    ['a /dts-v1/;', false],
  ])('%j begins a tree of its own: %s', (text, is) => expect(isBoardText(text)).toBe(is));
});
