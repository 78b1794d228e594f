import { describe, expect, it } from 'vitest';
import { absolutePath, folderOf, isBelow, isFileSystemRoot, normalizePath, relativePath } from './path.ts';

describe('paths', () => {
  it.each([
    ['/', true],
    ['//', true],
    ['/a/..', true],
    ['c:/', true],
    ['/a', false],
    ['//host/share', false],
    ['vscode-vfs://github', false],
    ['.', false],
  ])('%s is the root of a file system: %s', (path, isRoot) => expect(isFileSystemRoot(path)).toBe(isRoot));

  it.each([
    ['/w/a/../soc/./x.dtsi', '/w/soc/x.dtsi'],
    ['/w//a/', '/w/a'],
    ['/../a', '/a'],
    ['/', '/'],
    ['a/../../b', '../b'],
    ['a/..', '.'],
    ['c:/w/../x', 'c:/x'],
    ['C:/w/..', 'C:/'],
    ['c:/../../x', 'c:/x'],
    ['c:/', 'c:/'],
    ['vscode-vfs://github/w/../x.dts', 'vscode-vfs://github/x.dts'],
    ['vscode-vfs://github/..', 'vscode-vfs://github/'],
    ['//host/share/../x', '//host/x'],
    ['//host/../../x', '//host/x'],
  ])('%s is %s', (path, normal) => expect(normalizePath(path)).toBe(normal));

  it.each([
    ['/w/boards', '/w/include', '../include'],
    ['/w', '/w', '.'],
    ['/', '/w/x', 'w/x'],
    ['.', 'a/b', 'a/b'],
    ['.', '../x', '../x'],
    ['..', '../x', 'x'],
    ['..', 'x', undefined],
    ['../..', '../x', undefined],
    ['/w', 'x', undefined],
    ['c:/w', 'd:/x', undefined],
    ['c:/w/a', 'c:/w/b', '../b'],
  ])('from %s the way to %s is %s', (folder, path, way) => expect(relativePath(folder, path)).toBe(way));

  it.each([
    ['soc/x.dtsi', '/w/soc/x.dtsi'],
    ['..\\x', '/x'],
    ['/etc/x', '/etc/x'],
    ['C:\\boards\\x', 'C:/boards/x'],
    ['vscode-vfs://github/x', 'vscode-vfs://github/x'],
  ])('%s as someone in /w writes it is %s', (written, path) => expect(absolutePath(written, '/w')).toBe(path));

  it.each([
    ['x', 'c:/w/x'],
    ['..\\x', 'c:/x'],
    ['..\\..\\x', 'c:/x'],
    ['D:\\boards\\x', 'D:/boards/x'],
    ['\\\\host\\share\\x', '//host/share/x'],
  ])('%s as someone in c:/w writes it is %s', (written, path) => expect(absolutePath(written, 'c:/w')).toBe(path));

  it.each([
    ['c:/w/x.dts', 'c:/w'],
    ['c:/x.dts', 'c:/'],
    ['/x.dts', '/'],
    ['x.dts', '.'],
    ['//host/share/x.dts', '//host/share'],
  ])('%s stands in %s', (path, folder) => {
    expect(folderOf(path)).toBe(folder);
    expect(isBelow(path, folder)).toBe(folder !== '.');
  });

  it('lie below a folder, not beside one whose name begins alike', () => {
    expect(isBelow('/w/a', '/w')).toBe(true);
    expect(isBelow('/w', '/w')).toBe(true);
    expect(isBelow('/w', '/')).toBe(true);
    expect(isBelow('/work', '/w')).toBe(false);
  });
});
