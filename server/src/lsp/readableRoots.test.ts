import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { OpenDocuments } from './openDocuments.ts';
import { pathOfUri } from './positions.ts';
import { ReadableRoots } from './readableRoots.ts';

describe('what may be read', () => {
  let folder: string;
  let files: DiskFileSystem;
  let documents: OpenDocuments;
  let roots: ReadableRoots;
  const write = (name: string): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), name);
  };
  const uri = (name: string): string => pathToFileURL(join(folder, name)).toString();
  const readable = (...names: string[]): boolean[] =>
    names.map((name) => documents.read(`${folder}/${name}`) !== undefined);
  const open = (name: string): void =>
    documents.set(`${folder}/${name}`, TextDocument.create(uri(name), 'dts', 1, 'editor'));

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-roots-'))).replaceAll('\\', '/');
    for (const name of ['w/a.dts', 'w/inner/b.dts', 'set/s.dtsi', 'other/o.dts', 'linux/arch/arm64/boot/dts/v/k.dts'])
      write(name);
    write('linux/include/dt-bindings/k.h');
    mkdirSync(join(folder, 'linux/scripts/dtc/include-prefixes'), { recursive: true });
    files = new DiskFileSystem([]);
    documents = new OpenDocuments(files);
    roots = new ReadableRoots(files, new DiskFileSystem(), documents);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the workspace, what is around the board and the open documents, and what the settings point to', () => {
    roots.setFolders([uri('w'), 'untitled:nowhere']);
    roots.update(`${folder}/w/a.dts`, [`${folder}/set`]);
    expect(readable('w/a.dts', 'set/s.dtsi', 'other/o.dts', 'linux/Makefile')).toEqual([true, true, false, false]);
    open('other/x.dts');
    roots.update(`${folder}/linux/arch/arm64/boot/dts/v/k.dts`, []);
    expect(readable('w/a.dts', 'set/s.dtsi', 'other/o.dts', 'linux/include/dt-bindings/k.h')).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it.each([
    '',
    'not a uri',
    'file:',
    'file:///%FF',
    'file:///a.dts',
    `${pathToFileURL(tmpdir())}${'/..'.repeat(40)}/a.dts`,
  ])('is never the whole file system for a document with the URI %j', (name) => {
    const path = pathOfUri(name) ?? '/a.dts';
    documents.set(path, TextDocument.create(name, 'dts', 1, 'editor'));
    roots.update(path, []);
    expect(readable('other/o.dts')).toEqual([false]);
  });

  it('is never the whole file system for a document in a link to it', () => {
    symlinkSync('/', join(folder, 'w/system'));
    open('w/system/a.dts');
    roots.update(`${folder}/w/a.dts`, []);
    expect(readable('w/a.dts', 'other/o.dts')).toEqual([true, false]);
  });

  it('goes by the innermost folder of the workspace', () => {
    roots.setFolders([uri('w'), uri('w/inner')]);
    expect(roots.folderAround(`${folder}/w/inner/b.dts`)).toBe(uri('w/inner'));
    expect(roots.baseOf(`${folder}/w/a.dts`)).toBe(`${folder}/w`);
    expect(roots.folderAround(`${folder}/wider/a.dts`)).toBeUndefined();
    expect(roots.baseOf(`${folder}/wider/a.dts`)).toBe(`${folder}/wider`);
  });

  it('lets an open document be found by its real path once that can be read', () => {
    symlinkSync(join(folder, 'w'), join(folder, 'link'));
    open('link/a.dts');
    roots.update(`${folder}/w/inner/b.dts`, [`${folder}/w`]);
    expect(documents.read(`${folder}/w/a.dts`)?.text).toBe('editor');
  });
});
