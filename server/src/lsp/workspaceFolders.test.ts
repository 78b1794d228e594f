import { describe, expect, it } from 'vitest';
import type { InitializeParams } from 'vscode-languageserver';
import { WorkspaceFolders } from './workspaceFolders.ts';

const from = (params: object): WorkspaceFolders =>
  new WorkspaceFolders({ processId: null, capabilities: {}, ...params } as InitializeParams);
const folder = (uri: unknown) => ({ uri, name: 'a' });

describe('the folders of the workspace', () => {
  it.each([
    [
      { workspaceFolders: [folder('file:///a'), folder('file:///b')], rootUri: 'file:///c' },
      ['file:///a', 'file:///b'],
    ],
    [{ workspaceFolders: [], rootUri: 'file:///c' }, []],
    [{ workspaceFolders: null, rootUri: 'file:///c' }, ['file:///c']],
    [{ rootUri: 'file:///c', rootPath: '/d' }, ['file:///c']],
    [{ rootUri: null, rootPath: '/d e' }, ['file:///d%20e']],
    [{ rootPath: 'c:\\boards' }, ['file:///c%3A/boards']],
    [{ workspaceFolders: null, rootUri: null, rootPath: null }, []],
    [{}, []],
    [{ workspaceFolders: 7 }, []],
    [{ workspaceFolders: [null, folder(4), folder('file:///a')] }, ['file:///a']],
    [{ rootUri: 7 }, []],
    [{ rootPath: 7 }, []],
  ])('of a client that sends %j are %j', (params, uris) => expect(from(params).uris).toEqual(uris));

  it('come and go as the client says', () => {
    const folders = from({ workspaceFolders: [folder('file:///a')] });
    folders.change({ added: [folder('file:///b'), folder('file:///a')], removed: [] } as never);
    expect(folders.uris).toEqual(['file:///a', 'file:///b']);
    folders.change({ added: [], removed: [folder('file:///a'), folder('file:///nowhere')] } as never);
    expect(folders.uris).toEqual(['file:///b']);
    folders.change({ added: 5, removed: [null] } as never);
    expect(folders.uris).toEqual(['file:///b']);
  });
});
