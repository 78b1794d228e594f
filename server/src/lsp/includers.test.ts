import { describe, expect, it, vi } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import type { IndexedFiles } from '../workspace/fileSystem.ts';
import { Includers, type IndexingOptions } from './includers.ts';

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

/** An index of a folder in which so many boards include `/w/soc.dtsi`. */
function includersAmong(boards: number, options: Partial<IndexingOptions>): Includers {
  const texts = new Map([['/w/soc.dtsi', '']]);
  for (let at = 0; at < boards; at++) texts.set(`/w/far/b${at}.dts`, '/dts-v1/;\n#include "../soc.dtsi"\n');
  const sources = { rootsOf: () => [], additionsTo: () => [] };
  return new Includers(folder(texts), sources, async (work) => work(), {
    begin: async () => ({ report: () => undefined, done: () => undefined }),
    grown: () => undefined,
    full: () => undefined,
    isAnswering: () => false,
    unseenMilliseconds: 0,
    ...options,
  });
}

describe('what includes what', () => {
  it('comes to its end for a request that waits for it, although requests are being answered', async () => {
    const grown = vi.fn();
    const includers = includersAmong(2000, { grown, isAnswering: () => true });
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(includers.isWorking).toBe(false);
    expect(includers.boards()).toHaveLength(2000);
    expect(grown).toHaveBeenCalledTimes(1);
  });

  it('tells who has heard that it goes on of its end, though it finds no file that was not there before', async () => {
    const grown = vi.fn();
    const includers = includersAmong(3, { grown, unseenMilliseconds: 1000 });
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(grown).toHaveBeenCalledTimes(1);
    await includers.boardsIncluding('/w/soc.dtsi', ['/w', '/elsewhere']);
    expect(includers.isWorking).toBe(true);
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(grown).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['does not answer', () => new Promise<never>(() => {})],
    ['refuses', () => Promise.reject(new Error('no progress here'))],
  ])('comes to its end for a client that %s when it is asked to show the work', async (_name, begin) => {
    const includers = includersAmong(2000, { begin });
    await includers.completed('/w/soc.dtsi', ['/w']);
    expect(includers.boards()).toHaveLength(2000);
  });
});
