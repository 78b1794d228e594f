import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import type { FileSystem } from './fileSystem.ts';
import { findKernelTree } from './kernelTree.ts';

/** A file system that holds some empty files and the folders around them. */
function filesAt(...paths: readonly string[]): FileSystem {
  return {
    read: (path) => (paths.includes(path) ? new SourceFile(path, '') : undefined),
    isFolder: (path) => paths.some((each) => each.startsWith(`${path}/`)),
    list: (path) => {
      const inside = paths.filter((each) => each.startsWith(`${path}/`)).map((each) => each.slice(path.length + 1));
      return [...new Set(inside.map((each) => (each.includes('/') ? `${each.split('/')[0]}/` : each)))];
    },
  };
}

const HEADER = 'dt-bindings/gpio/gpio.h';

describe('the source tree around a board', () => {
  it.each([
    [
      'linux',
      '/t/arch/arm64/boot/dts/acme/a.dts',
      ['/t/scripts/dtc/include-prefixes/x'],
      ['/t/scripts/dtc/include-prefixes', '/t/include', '/t/arch/arm64/boot/dts'],
    ],
    [
      'linux',
      '/t/arch/arm/boot/dts/a.dts',
      [`/t/include/${HEADER}`],
      ['/t/arch/arm/boot/dts', '/t/arch/arm/boot/dts/include', '/t/include'],
    ],
    [
      'u-boot',
      '/t/arch/arm/dts/a.dts',
      [
        `/t/dts/upstream/include/${HEADER}`,
        '/t/dts/upstream/src/arm/nxp/imx/x.dtsi',
        '/t/dts/upstream/src/arm64/ti/x.dtsi',
      ],
      [
        '/t/include',
        '/t/dts/upstream/include',
        '/t/arch/arm/dts',
        '/t/arch/arm/dts/include',
        '/t/dts/upstream/src',
        '/t/dts/upstream/src/arm',
        '/t/dts/upstream/src/arm/nxp',
        '/t/dts/upstream/src/arm/nxp/imx',
        '/t/dts/upstream/src/arm64/ti',
      ],
    ],
    [
      'u-boot',
      '/t/arch/arm/dts/a.dts',
      [`/t/include/${HEADER}`],
      ['/t/include', '/t/arch/arm/dts', '/t/arch/arm/dts/include'],
    ],
    [
      'barebox',
      '/t/arch/arm/dts/a.dts',
      [`/t/dts/include/${HEADER}`, '/t/dts/src/arm/x.dtsi'],
      ['/t/arch/arm/dts/include', '/t/include', '/t/dts/include', '/t/dts/src', '/t/arch/arm/dts', '/t/dts/src/arm'],
    ],
    ['devicetree-rebasing', '/t/src/arm64/a.dts', [`/t/include/${HEADER}`], ['/t/include', '/t/src/arm64', '/t/src']],
    ['trusted-firmware', '/t/fdts/a.dts', [`/t/include/${HEADER}`], ['/t/include', '/t/fdts']],
    [
      'op-tee',
      '/t/core/arch/arm/dts/a.dts',
      [`/t/core/include/${HEADER}`],
      ['/t/core/include', '/t/core/arch/arm/dts'],
    ],
    ['collection', '/t/overlays/a.dts', [`/t/include/${HEADER}`], ['/t/include']],
    ['collection', '/t/target/files/arch/x/a.dts', [`/t/target/files/include/${HEADER}`], ['/t/target/files/include']],
  ] as const)('is of %s for %s', (kind, board, others, includeRoots) => {
    const tree = findKernelTree(filesAt(board, ...others), board);
    expect(tree?.kind).toBe(kind);
    expect(tree?.includeRoots).toEqual(includeRoots);
  });

  it('knows the architecture by the path', () => {
    const board = '/t/dts/upstream/src/arm64/acme/a.dts';
    const tree = findKernelTree(filesAt(board, `/t/dts/upstream/include/${HEADER}`), board);
    expect(tree?.architecture).toBe('arm64');
    expect(tree?.includeRoots).toContain('/t/arch/arm/dts');
    expect(tree?.defines).toEqual([{ name: '__ASSEMBLY__', value: '1' }]);
  });

  it('is not looked for outside of the repository, nor far above where there is none', () => {
    const header = `/t/include/${HEADER}`;
    expect(findKernelTree(filesAt('/t/r/.git/HEAD', '/t/r/a.dts', header), '/t/r/a.dts')).toBeUndefined();
    expect(
      findKernelTree(filesAt('/t/.git/HEAD', '/t/1/2/3/4/5/6/7/a.dts', header), '/t/1/2/3/4/5/6/7/a.dts')?.root,
    ).toBe('/t');
    expect(findKernelTree(filesAt('/t/1/2/3/4/5/6/7/a.dts', header), '/t/1/2/3/4/5/6/7/a.dts')).toBeUndefined();
  });
});
