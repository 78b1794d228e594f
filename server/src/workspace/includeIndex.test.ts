import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import type { IndexedFiles } from './fileSystem.ts';
import { IncludeIndex } from './includeIndex.ts';

/** Files in memory; `links` lead from a folder to another, as `scripts/dtc/include-prefixes` does. */
class Files implements IndexedFiles {
  readonly texts: Map<string, string>;
  readonly #links: ReadonlyMap<string, string>;
  /** The paths whose text was looked at, in order. */
  readonly looked: string[] = [];

  constructor(texts: Record<string, string>, links: Record<string, string> = {}) {
    this.texts = new Map(Object.entries(texts));
    this.#links = new Map(Object.entries(links));
  }

  realPath(path: string): string | undefined {
    let real = path;
    for (const [link, target] of this.#links) {
      if (path.startsWith(`${link}/`)) real = target + path.slice(link.length);
    }
    return this.texts.has(real) ? real : undefined;
  }

  readText(path: string): string | undefined {
    this.looked.push(path);
    return this.texts.get(this.realPath(path) ?? '');
  }

  read(path: string): SourceFile | undefined {
    const text = this.readText(path);
    return text === undefined ? undefined : new SourceFile(path, text);
  }

  isFolder(path: string): boolean {
    return this.list(path).length > 0;
  }

  list(path: string): readonly string[] {
    const inside = [...this.texts.keys()].filter((file) => file.startsWith(`${path}/`));
    return [...new Set(inside.map((file) => file.slice(path.length + 1).replace(/\/.*/, '/')))];
  }
}

const BOARD = '/dts-v1/;\n';

function indexOf(files: Files, roots: readonly string[] = []): IncludeIndex {
  const index = new IncludeIndex(files, () => roots);
  index.addFolders(['w']);
  finish(index);
  return index;
}

function finish(index: IncludeIndex): void {
  while (index.step());
}

describe('the boards that include a file', () => {
  it('are those too to whose text the build appends it', () => {
    const files = new Files({
      '/u/a.dts': BOARD,
      '/u/b.dts': BOARD,
      '/u/a-u-boot.dtsi': '#include "more.dtsi"\n',
      '/u/more.dtsi': '',
    });
    const additions = new Map([['/u/a.dts', ['/u/a-u-boot.dtsi']]]);
    const index = new IncludeIndex(
      files,
      () => [],
      (path) => additions.get(path) ?? [],
    );
    index.addFolders(['/u']);
    finish(index);
    expect(index.boardsIncluding('/u/a-u-boot.dtsi')).toEqual(['/u/a.dts']);
    expect(index.boardsIncluding('/u/more.dtsi')).toEqual(['/u/a.dts']);
  });

  it('are found through includes of includes, those of its own folder first', () => {
    const index = indexOf(
      new Files({
        'w/b/soc.dtsi': '',
        'w/b/module.dtsi': '#include "soc.dtsi"\n',
        'w/b/z.dts': `${BOARD}#include "module.dtsi"\n`,
        'w/b/old.dts': `${BOARD}/ { /include/ "soc.dtsi"\n};`,
        'w/b/other.dts': `${BOARD}#include "other.dtsi"\n`,
      }),
    );
    expect(index.boardsIncluding('w/b/soc.dtsi')).toEqual(['w/b/old.dts', 'w/b/z.dts']);
    expect(index.boardsIncluding('w/b/module.dtsi')).toEqual(['w/b/z.dts']);
    expect(index.boardsIncluding('w/b/other.dts')).toEqual([]);
    expect(index.boardsIncluding('w/nothing.dtsi')).toEqual([]);
  });

  it('are those named after it before others of its folder', () => {
    const index = indexOf(
      new Files({
        'w/qcom/qcs8550-aim.dts': '/dts-v1/;\n#include "qcs8550.dtsi"\n',
        'w/qcom/qcs8550.dtsi': '#include "sm8550.dtsi"\n',
        'w/qcom/sm8550-qrd.dts': '/dts-v1/;\n#include "sm8550.dtsi"\n',
        'w/qcom/sm8550-hdk.dts': '/dts-v1/;\n#include "sm8550.dtsi"\n',
        'w/qcom/sm8550.dtsi': '',
      }),
    );
    expect(index.boardsIncluding('w/qcom/sm8550.dtsi')).toEqual([
      'w/qcom/sm8550-hdk.dts',
      'w/qcom/sm8550-qrd.dts',
      'w/qcom/qcs8550-aim.dts',
    ]);
  });

  it('are found through roots, links and headers', () => {
    const files = new Files(
      {
        'w/arch/dts/vendor/board.dts': `${BOARD}#include <dt-bindings/pins.h>\n#include <arm/shared.dtsi>\n`,
        'k/arm/shared.dtsi': '',
        'k/include/dt-bindings/pins.h': '#include "gpio.h"\n',
        'k/include/dt-bindings/gpio.h': '',
      },
      { 'k/prefixes/arm': 'k/arm', 'k/prefixes/dt-bindings': 'k/include/dt-bindings' },
    );
    const index = indexOf(files, ['k/prefixes']);
    const board = ['w/arch/dts/vendor/board.dts'];
    expect(index.boardsIncluding('k/arm/shared.dtsi')).toEqual(board);
    expect(index.boardsIncluding('k/prefixes/arm/shared.dtsi')).toEqual(board);
    expect(index.boardsIncluding('k/include/dt-bindings/gpio.h')).toEqual(board);
  });

  it('are those whose own file is meant, not one of the same name elsewhere', () => {
    const index = indexOf(
      new Files({
        'w/a/soc.dtsi': '',
        'w/a/a.dts': `${BOARD}#include "soc.dtsi"`,
        'w/b/soc.dtsi': '',
        'w/b/b.dts': `${BOARD}#include "soc.dtsi"`,
        'w/c/c.dts': `${BOARD}#include "soc.dtsi"`,
      }),
      ['w/b'],
    );
    expect(index.boardsIncluding('w/a/soc.dtsi')).toEqual(['w/a/a.dts']);
    expect(index.boardsIncluding('w/b/soc.dtsi')).toEqual(['w/b/b.dts', 'w/c/c.dts']);
  });

  it('are found where files include each other', () => {
    const index = indexOf(
      new Files({
        'w/a.dtsi': '#include "b.dtsi"\n',
        'w/b.dtsi': '#include "a.dtsi"\n',
        'w/c.dts': `${BOARD}#include "b.dtsi"\n`,
      }),
    );
    expect(index.boardsIncluding('w/a.dtsi')).toEqual(['w/c.dts']);
  });

  it('follow edits, and files that come and go', () => {
    const files = new Files({ 'w/soc.dtsi': '', 'w/a.dts': `${BOARD}#include "soc.dtsi"` });
    const index = indexOf(files);
    const ask = (): string[] => {
      finish(index);
      return index.boardsIncluding('w/soc.dtsi');
    };
    files.texts.set('w/a.dts', BOARD);
    index.textChanged('w/a.dts');
    expect(ask()).toEqual([]);
    files.texts.set('w/b.dts', `${BOARD}#include "module.dtsi"`);
    index.fileChanged('w/b.dts');
    expect(ask()).toEqual([]);
    files.texts.set('w/module.dtsi', '#include "soc.dtsi"');
    index.fileChanged('w/module.dtsi');
    expect(ask()).toEqual(['w/b.dts']);
    files.texts.delete('w/b.dts');
    index.fileChanged('w/b.dts');
    expect(ask()).toEqual([]);
  });
});

describe('the index', () => {
  it('looks at the neighbours of a file first when it is in a hurry', () => {
    const files = new Files({
      'w/x/1.dts': BOARD,
      'w/y/soc.dtsi': '',
      'w/y/2.dts': `${BOARD}#include "soc.dtsi"`,
    });
    const index = new IncludeIndex(files, () => []);
    index.addFolders(['w']);
    index.hurry('w/y/soc.dtsi');
    while (index.isUrgent) index.step();
    expect(files.looked).not.toContain('w/x/1.dts');
    expect(index.boardsIncluding('w/y/soc.dtsi')).toEqual(['w/y/2.dts']);
  });

  it('looks at each file once, and not into folders that hold no sources of anyone', () => {
    const files = new Files({
      'w/a.dts': '#include "b.dtsi"\n#include "b.dtsi"',
      'w/b.dtsi': '#include "b.dtsi"',
      'w/.git/c.dts': BOARD,
      'w/node_modules/d.dts': BOARD,
      'w/big.dts': `${' '.repeat(5 * 1024 * 1024)}\n#include "b.dtsi"`,
      'w/notes.txt': '#include "b.dtsi"',
    });
    const index = indexOf(files);
    index.addFolders(['w']);
    index.hurry('w/a.dts');
    finish(index);
    expect([...files.looked].sort()).toEqual(['w/a.dts', 'w/b.dtsi', 'w/big.dts']);
    expect(index.progress).toEqual({ done: 3, waiting: 0 });
  });
});
