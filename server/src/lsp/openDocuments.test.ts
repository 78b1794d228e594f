import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiskFileSystem } from '../disk/diskFileSystem.ts';
import { LONG_TEXT, SourceFile } from '../text/sourceFile.ts';
import { OpenDocuments } from './openDocuments.ts';

describe('open documents', () => {
  let folder: string;
  let documents: OpenDocuments;
  const open = (name: string, text: string, version = 1) =>
    documents.set(`${folder}/${name}`, TextDocument.create(`file://${folder}/${name}`, 'dts', version, text));

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'dtheaps-open-')));
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'soc.dtsi'), 'disk');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    documents = new OpenDocuments(new DiskFileSystem([folder]));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read as they stand in the editor, by whichever path', () => {
    open('real/soc.dtsi', 'editor');
    expect(documents.read(`${folder}/real/soc.dtsi`)?.text).toBe('editor');
    expect(documents.read(`${folder}/link/soc.dtsi`)).toBe(documents.read(`${folder}/real/soc.dtsi`));
    open('real/soc.dtsi', 'edited', 2);
    expect(documents.read(`${folder}/link/soc.dtsi`)?.text).toBe('edited');
  });

  it('give way to the disk once closed', () => {
    open('real/soc.dtsi', 'editor');
    documents.close(`${folder}/real/soc.dtsi`);
    expect(documents.read(`${folder}/link/soc.dtsi`)?.text).toBe('disk');
    expect(documents.isOpen(`${folder}/real/soc.dtsi`)).toBe(false);
  });

  it('are bytes', () => {
    open('new.dts', 'é😀');
    expect(documents.read(`${folder}/new.dts`)?.text).toBe('\u00c3\u00a9\u00f0\u009f\u0098\u0080');
  });

  it('are the same file until they change', () => {
    open('real/soc.dtsi', 'editor');
    expect(documents.read(`${folder}/real/soc.dtsi`)).toBe(documents.read(`${folder}/real/soc.dtsi`));
  });

  it('answer for the file that was opened last of two that are one, and for the other once that is closed', () => {
    open('real/soc.dtsi', 'first');
    open('link/soc.dtsi', 'second');
    mkdirSync(join(folder, 'other'));
    symlinkSync(join(folder, 'real', 'soc.dtsi'), join(folder, 'other', 'soc.dtsi'));
    expect(documents.read(`${folder}/other/soc.dtsi`)?.text).toBe('second');
    documents.close(`${folder}/link/soc.dtsi`);
    expect(documents.read(`${folder}/other/soc.dtsi`)?.text).toBe('first');
    documents.close(`${folder}/real/soc.dtsi`);
    expect(documents.read(`${folder}/other/soc.dtsi`)?.text).toBe('disk');
  });

  it('are found by their real paths once those can be read', () => {
    const disk = new DiskFileSystem([]);
    documents = new OpenDocuments(disk);
    open('link/soc.dtsi', 'editor');
    disk.setRoots([folder]);
    documents.pathsChanged();
    expect(documents.read(`${folder}/real/soc.dtsi`)?.text).toBe('editor');
  });

  it('are looked up on the disk as often as there are documents when all are opened and closed', () => {
    class Counting extends DiskFileSystem {
      lookups = 0;
      override realPath(path: string): string | undefined {
        this.lookups++;
        return super.realPath(path);
      }
    }
    const lookups = (count: number): number => {
      const disk = new Counting([folder]);
      documents = new OpenDocuments(disk);
      for (let at = 0; at < count; at++) open(`real/${at}.dts`, '');
      for (let at = 0; at < count; at++) {
        documents.close(`${folder}/real/${at}.dts`);
        documents.read(`${folder}/link/soc.dtsi`);
      }
      return disk.lookups;
    };
    expect(lookups(200)).toBeLessThanOrEqual(201);
  });
});

it('knows of which version of a document a text is, also of one that it has no more', () => {
  const documents = new OpenDocuments(new DiskFileSystem(['/']));
  const textOf = (version: number, text: string): SourceFile => {
    documents.set('/a.dts', TextDocument.create('file:///a.dts', 'dts', version, text));
    return documents.fileOf('/a.dts') as SourceFile;
  };
  const first = textOf(3, 'first');
  const second = textOf(4, 'second');
  expect([first, second].map((file) => documents.versionOfText(file))).toEqual([3, 4]);
  // What was read from the disk before it was opened.
  expect(documents.versionOfText(new SourceFile('/a.dts', 'second'))).toBe(4);
  expect(documents.versionOfText(new SourceFile('/a.dts', 'other'))).toBeUndefined();
  expect(documents.versionOfText(new SourceFile('/b.dts', 'second'))).toBeUndefined();
});

it('gives notice of each long text before it is read, and of no other', () => {
  let notices = 0;
  const documents = new OpenDocuments(new DiskFileSystem(['/']), () => notices++);
  const open = (version: number, length: number) =>
    documents.set('/a.dts', TextDocument.create('file:///a.dts', 'dts', version, ' '.repeat(length)));
  open(1, LONG_TEXT);
  expect(notices).toBe(0);
  open(2, LONG_TEXT + 1);
  open(3, LONG_TEXT + 2);
  expect(notices).toBe(2);
});
