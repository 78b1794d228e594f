import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readKernels } from '../../../server/src/cli/input/boardOptions.ts';
import { boardPaths } from '../../../server/src/cli/input/boardPaths.ts';
import { NamedFiles } from '../../../server/src/cli/input/namedFiles.ts';
import { isPattern, PathPattern } from '../../../server/src/cli/input/pathPattern.ts';
import { projectOf } from '../../../server/src/cli/input/project.ts';
import { requireFewBoots } from '../../../server/src/cli/input/ramVariants.ts';
import { readShard } from '../../../server/src/cli/input/shard.ts';
import { DiskFileSystem } from '../../../server/src/disk/diskFileSystem.ts';
import { replaceFile } from '../../../server/src/disk/replaceFile.ts';
import { INPUT_LIMITS } from '../../../server/src/text/limits.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import { FetchedFiles } from '../../../server/src/web/fetchedFiles.ts';
import { readConfiguration } from '../../../server/src/workspace/configuration.ts';
import { makefileBases } from '../../../server/src/workspace/makefileOverlays.ts';
import { overlayPlaces } from '../../../server/src/workspace/overlayPlaces.ts';
import { foldersAbove } from '../../../server/src/workspace/sourceTrees/foldersAbove.ts';
import { textLinkTarget } from '../../../server/src/workspace/textLink.ts';
import { MemoryFiles } from '../../memoryFiles.ts';
import type { InputEdges } from '../edges.ts';

/** What comes of something done in a new folder. */
function inFolder<Answer>(work: (folder: string) => Answer): Answer {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-edges-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Links that lead to each other and at last to a file, which is written through the first. */
function writtenThrough(links: number) {
  return inFolder((folder) => {
    const at = (index: number): string => join(folder, index === 0 ? 'file' : `link${index}`);
    writeFileSync(at(0), 'old');
    for (let index = 1; index <= links; index++) symlinkSync(at(index - 1), at(index));
    const outcome = replaceFile(at(links), new TextEncoder().encode('new'));
    return { outcome, text: readFileSync(at(0), 'utf8') };
  });
}

/** Which paths are asked for to read a file some folders deep of which nothing is there. */
async function fetchedFor(folders: number): Promise<string[]> {
  const asked: string[] = [];
  const files = new FetchedFiles(async (path) => {
    asked.push(path);
    return undefined;
  });
  for (let before = -1; before < asked.length; ) {
    before = asked.length;
    files.read(`/${'d/'.repeat(folders)}a.dts`);
    await files.fetchMissing();
  }
  return asked;
}

/** Files, links and folders. */
export const fileEdges = {
  fileBytes() {
    const { fileBytes } = INPUT_LIMITS;
    inFolder((folder) => {
      const path = join(folder, 'a.dts');
      writeFileSync(path, '');
      truncateSync(path, fileBytes);
      const files = new DiskFileSystem();
      expect(files.read(path)?.text).toHaveLength(fileBytes);
      truncateSync(path, fileBytes + 1);
      expect(files.read(path)).toBeUndefined();
      expect(files.refusal(path)).toContain('MiB, and is not read');
    });
  },
  linkBytes() {
    const { linkBytes } = INPUT_LIMITS;
    const path = (length: number): string => `../${'a'.repeat(length - 3)}`;
    expect(textLinkTarget(path(linkBytes))).toBe(path(linkBytes));
    expect(textLinkTarget(path(linkBytes + 1))).toBeUndefined();
  },
  links() {
    const { links } = INPUT_LIMITS;
    expect(writtenThrough(links)).toEqual({ outcome: { written: true, otherNames: 0 }, text: 'new' });
    const why = 'its links lead in a circle';
    expect(writtenThrough(links + 1)).toEqual({ outcome: { written: false, why }, text: 'old' });
  },
  foldersAbove() {
    const most = INPUT_LIMITS.foldersAbove;
    const above = (path: string): number => [...foldersAbove(new MemoryFiles({}), path)].length;
    expect(above(`/${'a/'.repeat(most - 1)}x.dts`)).toBe(most);
    expect(above(`/${'a/'.repeat(most + 9)}x.dts`)).toBe(most);
  },
  foldersAboveWorking() {
    // The working folder itself is one more.
    expect([...foldersAbove(new MemoryFiles({}), 'x.dts')]).toHaveLength(INPUT_LIMITS.foldersAboveWorking + 1);
  },
  async fetchedFoldersAbove() {
    const { fetchedFoldersAbove } = INPUT_LIMITS;
    // The file itself, the folders that hold it, and the root of the file system.
    expect(await fetchedFor(fetchedFoldersAbove - 1)).toHaveLength(1 + fetchedFoldersAbove);
    expect(await fetchedFor(fetchedFoldersAbove + 9)).toHaveLength(1 + fetchedFoldersAbove);
  },
  configuredNames() {
    const { configuredNames } = INPUT_LIMITS;
    const refused = (value: object): string[] =>
      readConfiguration(new SourceFile('.dtheaps.json', JSON.stringify(value))).problems.map(({ message }) => message);
    const names = (count: number): string[] => new Array(count).fill('a');
    for (const member of ['boards', 'includeRoots', 'overlays']) {
      expect(refused({ [member]: names(configuredNames) })).toEqual([]);
      expect(refused({ [member]: names(configuredNames + 1) })).toEqual([
        expect.stringContaining(`has more than ${configuredNames} entries`),
      ]);
    }
    // Two boards count with the overlays that go on them.
    const bases = (overlays: number): object => ({
      bases: [{ board: 'b', overlays: names(overlays) }, { board: 'c' }],
    });
    expect(refused(bases(configuredNames - 2))).toEqual([]);
    expect(refused(bases(configuredNames - 1))).toEqual([
      expect.stringContaining(`names more than ${configuredNames} boards and overlays`),
    ]);
  },
  patternChoices() {
    const { patternChoices } = INPUT_LIMITS;
    inFolder((folder) => {
      writeFileSync(join(folder, 'aaa.dts'), '');
      const found = (pattern: string): number =>
        boardPaths([`${folder}/${pattern}`], new NamedFiles({ folders: [], readable: [folder], writable: [] })).paths
          .length;
      // One more begins each pattern.
      expect(found(`*${'[a]*'.repeat(patternChoices)}.dts`)).toBe(1);
      expect(() => found(`*${'[a]*'.repeat(patternChoices + 1)}.dts`)).toThrow('too much is to be chosen');
      expect(found(`*${'a*'.repeat(patternChoices + 1)}.dts`)).toBe(1);
    });
  },
  patternAlternatives() {
    const { patternAlternatives } = INPUT_LIMITS;
    const choices = (count: number): string => `{${new Array(count).fill('a').join(',')}}`;
    expect(PathPattern.of(choices(patternAlternatives))?.fits('a')).toBe(true);
    expect(PathPattern.of(choices(patternAlternatives + 1))).toBeUndefined();
    expect(PathPattern.of('{a,b}'.repeat(5000))).toBeUndefined();
  },
  patternCharacters() {
    const { patternCharacters } = INPUT_LIMITS;
    const stars = '*'.repeat(patternCharacters);
    expect([isPattern(stars), isPattern(`${stars}*`)]).toEqual([true, false]);
    const found = (name: string) => boardPaths([name], new NamedFiles({ folders: [], readable: [], writable: [] }));
    expect(() => found(`${'../'.repeat(30_000)}*.dts`)).toThrow('cannot be read');
    // Above a longer path no folder is looked at for a project, not even those that are there.
    const around = (length: number) =>
      inFolder((folder) => {
        writeFileSync(join(folder, '.dtheaps.json'), '{}');
        const fill = length - `${folder}/x`.length;
        const path = `${folder}/${fill % 2 === 0 ? '' : '/'}${'./'.repeat(fill / 2)}x`;
        return projectOf({ include: [], overlay: [] }, [path]).folders.includes(realpathSync(folder));
      });
    expect([around(patternCharacters), around(patternCharacters + 1)]).toEqual([true, false]);
  },
  overlayPlaces() {
    const most = INPUT_LIMITS.overlayPlaces;
    const named = (count: number) => Array.from({ length: count }, (_, at) => ({ board: `b${at}.dts`, overlays: [] }));
    const none = new MemoryFiles({});
    expect(overlayPlaces(none, 'o.dtso', named(most))).toHaveLength(most);
    expect(overlayPlaces(none, 'o.dtso', named(most + 1)).map(({ board }) => board)).toEqual(
      named(most).map(({ board }) => board),
    );
    // A board that is named again is one place.
    expect(overlayPlaces(none, 'o.dtso', [...named(2), ...named(most)])).toHaveLength(most);
    // Of a Makefile every combination of some overlays is a list; beyond the bound none is looked for.
    const looked = new Set<string>();
    const makefile = Array.from({ length: 2 * most }, (_, at) => `x${at}-dtbs := a.dtb m${at}.dtbo o.dtbo\n`).join('');
    const files = new MemoryFiles({ 'd/Makefile': makefile, 'd/a.dts': '', 'd/o.dtso': '' });
    const read = files.read.bind(files);
    files.read = (path) => {
      looked.add(path);
      return read(path);
    };
    expect(makefileBases(files, 'd/o.dtso')).toHaveLength(most);
    expect([...looked].filter((path) => path.endsWith('.dtso'))).toHaveLength(most + 1);
  },
  listedFiles() {
    const { listedFiles } = INPUT_LIMITS;
    const bases = (blobs: number) =>
      makefileBases(
        new MemoryFiles({
          'd/Makefile': `x-dtbs := a.dtb ${'m.dtbo '.repeat(blobs - 2)}o.dtbo\n`,
          'd/a.dts': '',
          'd/m.dtso': '',
          'd/o.dtso': '',
        }),
        'd/o.dtso',
      );
    expect(bases(listedFiles)[0]?.overlays).toHaveLength(listedFiles - 1);
    expect(bases(listedFiles + 1)).toEqual([]);
  },
  kernels() {
    const { kernels } = INPUT_LIMITS;
    const versions = (count: number) => new Array(count).fill('6.12').join();
    expect(readKernels(versions(kernels))).toHaveLength(kernels);
    expect(() => readKernels(versions(kernels + 1))).toThrow(`At most ${kernels} versions`);
    expect(() => requireFewBoots(kernels / 10, 10)).not.toThrow();
    expect(() => requireFewBoots(kernels / 10, 11)).toThrow(`more than ${kernels} boots`);
    expect(() => requireFewBoots(0, kernels + 1)).toThrow(`more than ${kernels} boots`);
  },
  parts() {
    const { parts } = INPUT_LIMITS;
    expect(readShard(`1/${parts}`)).toEqual({ part: 1, parts });
    expect(() => readShard(`1/${parts + 1}`)).toThrow(`up to ${parts} parts`);
  },
} satisfies Partial<InputEdges>;
