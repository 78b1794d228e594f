import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { loadParser } from '../devicetree/syntax/parser.ts';
import { readGrammarModules } from '../disk/grammarModules.ts';
import { FetchedFiles } from '../web/fetchedFiles.ts';
import { EditedBoards } from './editedBoards.ts';
import { MOST_KEPT_CHARACTERS } from './knownBoards.ts';
import { OpenDocuments } from './openDocuments.ts';
import { SettingsStore } from './settingsStore.ts';

const parser = await loadParser(readGrammarModules());
const BOARD = '/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>; };\n';

describe('boards as the editor sees them', () => {
  let documents: OpenDocuments;
  let boards: EditedBoards;
  const outdated = vi.fn();

  beforeEach(() => {
    // How long a board is taken as it is is a matter of the clock.
    vi.useFakeTimers({ toFake: ['Date'] });
    outdated.mockClear();
    const fetch = async (path: string) =>
      path.endsWith('.dts') ? { bytes: new TextEncoder().encode(BOARD) } : undefined;
    const files = new FetchedFiles(fetch, []);
    documents = new OpenDocuments(files);
    const settings = new SettingsStore(
      async () => ({}),
      () => {},
    );
    boards = new EditedBoards(documents, { files, surroundings: new FetchedFiles(fetch) }, parser, settings, outdated);
    boards.setFolders(['file:///w']);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are read once for all who ask, until something changes', async () => {
    const [first, second] = await Promise.all([boards.at('/w/a.dts'), boards.at('/w/a.dts')]);
    expect(second).toBe(first);
    expect(await boards.at('/w/a.dts')).toBe(first);
    expect(first.analysis.board.files.map(({ path }) => path)).toEqual(['/w/a.dts']);
    boards.changed();
    expect(await boards.at('/w/a.dts')).not.toBe(first);
  });

  it('are read again after a while, since files outside of the workspace are watched by nobody', async () => {
    const first = await boards.at('/w/a.dts');
    vi.advanceTimersByTime(2000);
    const second = await boards.at('/w/a.dts');
    expect(second).not.toBe(first);
    // Nothing has changed, and nothing is worked out again.
    expect(second.analysis).toBe(first.analysis);
    expect(outdated).not.toHaveBeenCalled();
  });

  it('that have changed without a word are reported, and read again for all who ask', async () => {
    const board = '/dts-v1/;\n#include "regions.dtsi"\n';
    documents.set('/w/a.dts', TextDocument.create('file:///w/a.dts', 'dts', 1, board));
    const first = await boards.at('/w/a.dts');
    vi.advanceTimersByTime(2000);
    documents.set('/w/regions.dtsi', TextDocument.create('file:///w/regions.dtsi', 'dts', 1, BOARD.slice(9)));
    const second = await boards.at('/w/a.dts');
    expect(second.analysis).not.toBe(first.analysis);
    expect(outdated).toHaveBeenCalledTimes(1);
    // What was asked for in the same second may rest on the same files.
    expect((await boards.at('/w/a.dts')).analysis).toBe(second.analysis);
    expect(outdated).toHaveBeenCalledTimes(1);
    // So is one of whose files another text stands in one.
    vi.advanceTimersByTime(2000);
    documents.set('/w/regions.dtsi', TextDocument.create('file:///w/regions.dtsi', 'dts', 2, `${BOARD.slice(9)} `));
    expect((await boards.at('/w/a.dts')).analysis).not.toBe(second.analysis);
    expect(outdated).toHaveBeenCalledTimes(2);
  });

  it('keep what is known of them while other documents are edited', async () => {
    const first = await boards.at('/w/a.dts');
    boards.changed();
    expect((await boards.at('/w/a.dts')).analysis).toBe(first.analysis);
  });

  it('are forgotten that nobody asks for any more, where their texts are long together', async () => {
    const text = `${BOARD}${'// nothing\n'.repeat(MOST_KEPT_CHARACTERS / 44)}`;
    const paths = ['/w/open.dts', '/w/1.dts', '/w/2.dts', '/w/3.dts', '/w/4.dts', '/w/5.dts'];
    for (const path of paths) documents.set(path, TextDocument.create(`file://${path}`, 'dts', 1, text));
    const readAgain = async (): Promise<string[]> => {
      const again: string[] = [];
      for (const path of paths) if ((await boards.at(path)).analysis !== before.get(path)) again.push(path);
      return again;
    };
    const before = new Map<string, unknown>();
    for (const path of paths) before.set(path, (await boards.at(path)).analysis);
    boards.forgetUnused();
    expect(await readAgain()).toEqual([]);
    boards.changed();
    await boards.at('/w/open.dts');
    boards.forgetUnused();
    expect(await readAgain()).toEqual(['/w/1.dts', '/w/2.dts']);
  });

  it('are forgotten when there are many, but none that is open', async () => {
    const open = Array.from({ length: 40 }, (_, at) => `/w/open/${at}.dts`);
    for (const path of open) documents.set(path, TextDocument.create(`file://${path}`, 'dts', 1, BOARD));
    const shown = await Promise.all(open.map((path) => boards.at(path)));
    const closed = await boards.at('/w/closed.dts');
    expect(await Promise.all(open.map((path) => boards.at(path)))).toEqual(shown);
    expect(await boards.at('/w/closed.dts')).toBe(closed);
    for (const path of open) documents.close(path);
    for (let at = 0; at < 40; at++) await boards.at(`/w/${at}.dts`);
    const last = await boards.at('/w/39.dts');
    expect(await boards.at('/w/39.dts')).toBe(last);
    expect(await boards.at('/w/closed.dts')).not.toBe(closed);
  });
});
