import { describe, expect, it } from 'vitest';
import type { FileSystem } from './fileSystem.ts';
import { indexedFolders } from './indexedFolders.ts';
import type { KernelTree } from './kernelTree.ts';

const files: FileSystem = {
  read: () => undefined,
  isFolder: () => true,
  list: (path) => (path === '/k/arch' ? ['arm/', 'arm64/', 'Kconfig'] : []),
};

const tree = (kind: KernelTree['kind']): KernelTree => ({
  root: '/k',
  kind,
  includeRoots: [],
  architecture: undefined,
  unmodelledArchitecture: undefined,
  kernelVersion: undefined,
  configPath: undefined,
});

describe('the folders in which boards are looked for', () => {
  it.each([
    ['linux', ['/k/arch/arm/boot/dts', '/k/arch/arm64/boot/dts']],
    ['u-boot', ['/k/arch/arm/dts', '/k/arch/arm64/dts', '/k/dts/upstream/src']],
    ['devicetree-rebasing', ['/k/src']],
  ] as const)('are those of the workspace, and of a %s tree those with device trees', (kind, folders) =>
    expect(indexedFolders(files, ['/w'], tree(kind))).toEqual(['/w', ...folders]),
  );

  it('are those of the workspace alone where there is no tree, or the workspace is one', () => {
    expect(indexedFolders(files, ['/w'], undefined)).toEqual(['/w']);
    expect(indexedFolders(files, ['/k'], tree('linux'))).toEqual(['/k']);
  });
});
