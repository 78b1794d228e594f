import { describe, expect, it } from 'vitest';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import { folderOf, normalizePath } from '../workspace/path.ts';
import { isOldVersion, offsetOf, pathOfUri, rangeOfSpan, shownName, uriOfPath } from './positions.ts';

const file = new SourceFile('/boards/a b.dts', byteString(new TextEncoder().encode('/* é 😀 */ x\nnode;')));

describe('positions', () => {
  it('count UTF-16 units outside and bytes inside', () => {
    const start = file.text.indexOf('x');
    expect(start).toBe(14);
    expect(rangeOfSpan({ file, start, end: start + 1 })).toEqual({
      start: { line: 0, character: 11 },
      end: { line: 0, character: 12 },
    });
    expect(offsetOf(file, { line: 0, character: 11 })).toBe(start);
    expect(offsetOf(file, { line: 1, character: 4 })).toBe(file.text.length - 1);
  });

  it('turn paths into URIs and back', () => {
    expect(uriOfPath(file.path)).toBe('file:///boards/a%20b.dts');
    expect(pathOfUri('file:///boards/a%20b.dts')).toBe(file.path);
  });

  it.each([
    ['/boards/variants/../shared/pool.dtsi', 'file:///boards/shared/pool.dtsi'],
    ['/boards/./a.dts', 'file:///boards/a.dts'],
    ['/boards/.config/a.dts', 'file:///boards/.config/a.dts'],
    ['vscode-vfs://github/b/variants/../shared/pool.dtsi', 'vscode-vfs://github/b/shared/pool.dtsi'],
    ['c:/boards/x/../a.dts', 'file:///c%3A/boards/a.dts'],
  ])('name the file that %s leads to', (path, uri) => expect(uriOfPath(path)).toBe(uri));

  it.each([
    ['file:///c%3A/boards/a%20b.dts', 'c:/boards/a b.dts'],
    ['file://host/share/a.dts', '//host/share/a.dts'],
  ])('turn %s of Windows into a path and back', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
    expect(uriOfPath(path)).toBe(uri);
  });

  it.each([
    ['file:///boards//a.dts', '/boards/a.dts'],
    ['file:///boards/x/../a.dts', '/boards/a.dts'],
    ['file:///boards/%2F%2e%2e%2Fa.dts', '/a.dts'],
    ['FILE:///boards/a.dts', '/boards/a.dts'],
    ['file:///c%3A/boards//a.dts', 'c:/boards/a.dts'],
    ['file://host/share/./a.dts', '//host/share/a.dts'],
  ])('have one path for a file, however %s spells it', (uri, path) => expect(pathOfUri(uri)).toBe(path));

  it('keep a backslash that is a character of a name', () => {
    expect(pathOfUri('file:///boards/a%5Cb.dts')).toBe('/boards/a\\b.dts');
    expect(uriOfPath('/boards/a\\b.dts')).toBe('file:///boards/a%5Cb.dts');
  });

  it('have one URI for a drive, however its letter is written', () => {
    expect(uriOfPath('C:/boards/a.dts')).toBe('file:///c%3A/boards/a.dts');
    expect(pathOfUri('file:///C:/boards/a.dts')).toBe('c:/boards/a.dts');
  });

  it('name files whose bytes are no UTF-8', () => {
    const path = '/boards/gr\udcf6\udcdfe%41.dts';
    expect(uriOfPath(path)).toBe('file:///boards/gr%F6%DFe%2541.dts');
    expect(pathOfUri(uriOfPath(path))).toBe(path);
    expect(pathOfUri('file:/boards/gr%F6.dts')).toBe('/boards/gr\udcf6.dts');
    expect(pathOfUri('file:%FF')).toBe('/%FF');
  });

  it.each([
    ['vscode-vfs://github/boards/a%20b.dts', 'vscode-vfs://github/boards/a b.dts'],
    ['vscode-test-web://mount/soc/%C3%A9.dtsi', 'vscode-test-web://mount/soc/é.dtsi'],
    ['memfs:///boards/a.dts', 'memfs:///boards/a.dts'],
  ])('turn %s into a path of its file system and back', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
    expect(pathOfUri(uriOfPath(path))).toBe(path);
    expect(normalizePath(`${folderOf(path)}/../x/../${path.split('/').at(-2)}/y.h`)).toBe(`${folderOf(path)}/y.h`);
  });

  it.each([
    ['untitled:Untitled-1', 'untitled://new/', 'Untitled-1'],
    ['untitled:/boards/new.dts', '/boards/', 'new.dts'],
    [
      'git:/boards/a%20b.dts?%7B%22path%22%3A%22%2Fboards%2Fa%20b.dts%22%2C%22ref%22%3A%22~%22%7D',
      '/boards/',
      'a b.dts',
    ],
    ['git:/c%3A/boards/a.dts?%C3%A9%26x', 'c:/boards/', 'a.dts'],
  ])('turn %s into a path in a folder and back', (uri, folder, name) => {
    const path = pathOfUri(uri) ?? '';
    expect(`${folderOf(path)}/`).toBe(folder);
    expect(shownName(path)).toBe(name);
    expect(normalizePath(path)).toBe(path);
    expect(uriOfPath(path)).toBe(uri);
    expect(isOldVersion(path)).toBe(uri.startsWith('git'));
  });

  it('have no path for what a query makes of a file elsewhere', () =>
    expect(pathOfUri('devicetree-heaps:/x/a.dts?%7B%7D')).toBeUndefined());

  it.each(['', ':', 'a b:c', 'file:////x', 'file:////../a.dts', '%2F:/a.dts', 'git:', 'x://', 'mailto:a@b'])(
    'have no path for %j, or one that has a URI',
    (uri) => {
      const path = pathOfUri(uri);
      if (path !== undefined) expect(pathOfUri(uriOfPath(path))).toBeDefined();
    },
  );

  it.each([
    ['memfs:////x/a.dts', 'memfs:/x/a.dts'],
    ['////x/a.dts', 'file:///x/a.dts'],
    ['c:/gr\udcf6.dts', 'file:///c%3A/gr%F6.dts'],
  ])('name %s by a URI that can be read', (path, uri) => expect(uriOfPath(path)).toBe(uri));

  it('never throw, whatever the text is made of', () => {
    const pieces = [
      'git:',
      'x',
      ':',
      '/',
      '//',
      '..',
      'C:',
      '\\',
      '?',
      '#',
      '%2F',
      '%00',
      '%FF',
      'é',
      '?git=x&',
      '\ud800',
    ];
    // Every text of three pieces after each beginning.
    for (const beginning of ['', 'file://', 'git:', 'untitled:', 'vscode-vfs://']) {
      for (const a of pieces) {
        for (const b of pieces) {
          for (const c of pieces) {
            const path = pathOfUri(beginning + a + b + c);
            if (path !== undefined) expect(pathOfUri(uriOfPath(path))).not.toBe('');
          }
        }
      }
    }
  });
});
