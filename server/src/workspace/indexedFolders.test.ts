import { describe, expect, it } from 'vitest';
import { indexedFolders } from './indexedFolders.ts';

describe('the folders in which boards are looked for', () => {
  it('are those of the workspace, and of the tree around a file those with device trees', () =>
    expect(indexedFolders(['/w'], { root: '/k', boardFolders: ['/k/a', '/k/b'] })).toEqual(['/w', '/k/a', '/k/b']));

  it('are those of the workspace alone where there is no tree, or the workspace is one', () => {
    expect(indexedFolders(['/w'], undefined)).toEqual(['/w']);
    expect(indexedFolders(['/k'], { root: '/k', boardFolders: ['/k/a'] })).toEqual(['/k']);
  });
});
