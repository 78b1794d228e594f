import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import type { IndexedFiles } from '../workspace/fileSystem.ts';
import { Includers } from './includers.ts';

/** A folder with an include and some boards that include it, and files beside it in `far`. */
function folder(texts: ReadonlyMap<string, string>): IndexedFiles & { fetchMissing(): Promise<void> } {
  const read = (path: string): string | undefined => texts.get(path);
  const list = (path: string): string[] => {
    const inside = [...texts.keys()].filter((file) => file.startsWith(`${path}/`));
    return [...new Set(inside.map((file) => file.slice(path.length + 1).replace(/\/.*/, '/')))];
  };
  return {
    realPath: (path) => (texts.has(path) ? path : undefined),
    readText: read,
    read: (path) => (texts.has(path) ? new SourceFile(path, read(path) ?? '') : undefined),
    isFolder: (path) => list(path).length > 0,
    list,
    fetchMissing: async () => {},
  };
}

describe('what includes what', () => {
  it('comes to its end for a request that waits for it, although requests are being answered', async () => {
    const texts = new Map([['/w/soc.dtsi', '']]);
    for (let at = 0; at < 2000; at++) texts.set(`/w/far/b${at}.dts`, '/dts-v1/;\n#include "../soc.dtsi"\n');
    let grown = 0;
    const includers = new Includers(
      folder(texts),
      { rootsOf: () => [], additionsTo: () => [] },
      async (work) => work(),
      {
        begin: async () => ({ report: () => undefined, done: () => undefined }),
        grown: () => grown++,
        full: () => undefined,
        isAnswering: () => true,
        unseenMilliseconds: 0,
      },
    );
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(includers.isWorking).toBe(false);
    expect(includers.boards()).toHaveLength(2000);
    expect(grown).toBe(1);
  });

  it('tells who has heard that it goes on of its end, though it finds no file that was not there before', async () => {
    const texts = new Map([['/w/soc.dtsi', '']]);
    for (let at = 0; at < 3; at++) texts.set(`/w/far/b${at}.dts`, '/dts-v1/;\n#include "../soc.dtsi"\n');
    let grown = 0;
    const includers = new Includers(
      folder(texts),
      { rootsOf: () => [], additionsTo: () => [] },
      async (work) => work(),
      {
        begin: async () => ({ report: () => undefined, done: () => undefined }),
        grown: () => grown++,
        full: () => undefined,
        isAnswering: () => false,
        unseenMilliseconds: 1000,
      },
    );
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(grown).toBe(1);
    await includers.boardsIncluding('/w/soc.dtsi', ['/w', '/elsewhere']);
    expect(includers.isWorking).toBe(true);
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(grown).toBe(2);
  });

  it.each([
    ['does not answer', () => new Promise<never>(() => {})],
    ['refuses', () => Promise.reject(new Error('no progress here'))],
  ])('comes to its end for a client that %s when it is asked to show the work', async (_name, begin) => {
    const texts = new Map([['/w/soc.dtsi', '']]);
    for (let at = 0; at < 2000; at++) texts.set(`/w/far/b${at}.dts`, '/dts-v1/;\n#include "../soc.dtsi"\n');
    const options = { begin, grown: () => {}, full: () => {}, isAnswering: () => false, unseenMilliseconds: 0 };
    const sources = { rootsOf: () => [], additionsTo: () => [] };
    const includers = new Includers(folder(texts), sources, async (work) => work(), options);
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(includers.boards()).toHaveLength(2000);
  });
});
