import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../fileSystem.ts';
import { definesFor, findSourceTree } from './sourceTree.ts';

/** Files that are there by name; folders are where files are. */
function filesOf(...paths: string[]): FileSystem {
  const inFolder = (path: string): string[] => {
    const start = path === '.' ? '' : `${path}/`;
    return paths.filter((each) => each.startsWith(start)).map((each) => each.slice(start.length));
  };
  return {
    read: (path) => (paths.includes(path) ? new SourceFile(path, '') : undefined),
    isFolder: (path) => inFolder(path).length > 0,
    list: (path) => [...new Set(inFolder(path).map((rest) => rest.replace(/\/.*/, '/')))],
  };
}

/** The kernel's sources in a build of OpenEmbedded for the machine `m`. */
const SHARED_KERNEL = 'tmp/work-shared/m/kernel-source';

const rootsOf = (files: FileSystem, path: string): readonly string[] | undefined =>
  findSourceTree(files, path)?.includeRoots;

describe('the include folders of a source tree', () => {
  it.each([
    {
      kind: 'linux',
      paths: ['scripts/dtc/include-prefixes/arm/a.dtsi', 'include/dt-bindings/a.h', 'arch/arm64/boot/dts/v/b.dts'],
      board: 'arch/arm64/boot/dts/v/b.dts',
      roots: ['scripts/dtc/include-prefixes', 'include', 'arch/arm64/boot/dts'],
    },
    {
      kind: 'linux',
      paths: ['kernel/a.c', 'mm/a.c', 'include/linux/a.h', 'arch/arm/boot/dts/include/dt-bindings/a.h'],
      board: 'arch/arm/boot/dts/b.dts',
      roots: ['include', 'arch/arm/boot/dts', 'arch/arm/boot/dts/include'],
    },
    {
      kind: 'linux',
      paths: ['include/dt-bindings/a.h', 'arch/arm64/boot/dts/v/b.dts'],
      board: 'arch/arm64/boot/dts/v/b.dts',
      roots: ['include', 'arch/arm64/boot/dts'],
    },
    {
      kind: 'u-boot',
      paths: ['include/dt-bindings/a.h', 'arch/arm/dts/b.dts'],
      board: 'arch/arm/dts/b.dts',
      roots: ['include', 'arch/arm/dts'],
    },
    {
      kind: 'u-boot',
      paths: ['include/configs/a.h', 'scripts/Makefile.lib', 'arch/arm/dts/b.dts'],
      board: 'arch/arm/dts/b.dts',
      roots: ['include', 'arch/arm/dts'],
    },
    {
      kind: 'u-boot',
      paths: [
        'arch/arm/dts/c.dts',
        'arch/riscv/dts/c.dts',
        'include/configs/a.h',
        'dts/upstream/include/dt-bindings/a.h',
        'dts/upstream/src/arm/ti/omap/c.dtsi',
        'dts/upstream/src/arm64/v/b.dts',
        'dts/upstream/src/riscv/r/c.dtsi',
      ],
      board: 'dts/upstream/src/arm64/v/b.dts',
      roots: [
        'dts/upstream/include',
        'include',
        'arch/arm/dts',
        'dts/upstream/src',
        'dts/upstream/src/arm',
        'dts/upstream/src/arm/ti',
        'dts/upstream/src/arm/ti/omap',
        'dts/upstream/src/arm64/v',
      ],
    },
    {
      kind: 'barebox',
      paths: ['arch/arm/dts/b.dts', 'include/dt-bindings/a.h', 'dts/include/dt-bindings/a.h', 'dts/src/arm/c.dtsi'],
      board: 'arch/arm/dts/b.dts',
      roots: ['include', 'dts/include', 'dts/src'],
    },
    {
      kind: 'devicetree-rebasing',
      paths: ['include/dt-bindings/a.h', 'src/arm/c.dtsi', 'src/arm64/v/b.dts', 'testcase-data/t.dtsi'],
      board: 'src/arm64/v/b.dts',
      roots: ['include', 'src/arm64', 'src', 'testcase-data'],
    },
    {
      kind: 'trusted-firmware',
      paths: ['include/dt-bindings/a.h', 'fdts/c.dtsi', 'plat/v/fdts/b.dts'],
      board: 'plat/v/fdts/b.dts',
      roots: ['include', 'fdts'],
    },
    {
      kind: 'op-tee',
      paths: ['core/include/dt-bindings/a.h', 'core/arch/arm/dts/b.dts'],
      board: 'core/arch/arm/dts/b.dts',
      roots: ['core/include'],
    },
    {
      kind: 'zephyr',
      paths: ['include/zephyr/dt-bindings/a.h', 'dts/common/mem.h', 'dts/arm/v/c.dtsi', 'boards/v/b/b.dts'],
      board: 'boards/v/b/b.dts',
      roots: ['include', 'include/zephyr', 'dts/common', 'dts/arm', 'dts'],
    },
    {
      kind: 'openwrt',
      paths: [
        'package/a',
        'include/image.mk',
        'target/linux/ramips/dts/b.dts',
        'build_dir/target-mips/linux-ramips_mt76/linux-6.6.9/include/dt-bindings/a.h',
      ],
      board: 'target/linux/ramips/dts/b.dts',
      roots: ['build_dir/target-mips/linux-ramips_mt76/linux-6.6.9/include'],
    },
    {
      kind: 'openwrt',
      paths: [
        'package/a',
        'include/image.mk',
        'target/linux/v/files-6.6/arch/arm64/boot/dts/v/b.dts',
        'build_dir/target-a/linux-v/linux-6.6.9/arch/arm/boot/dts/u/c.dtsi',
        'build_dir/target-a/linux-v/linux-6.6.9/arch/arm64/boot/dts/v/c.dtsi',
      ],
      board: 'target/linux/v/files-6.6/arch/arm64/boot/dts/v/b.dts',
      roots: ['arm64/boot/dts', 'arm64/boot/dts/v', 'arm/boot/dts', 'arm/boot/dts/u'].map(
        (folder) => `build_dir/target-a/linux-v/linux-6.6.9/arch/${folder}`,
      ),
    },
    {
      kind: 'buildroot',
      paths: ['package/a', 'board/v/b.dts', 'Config.in', 'output/build/linux-6.12/include/dt-bindings/a.h'],
      board: 'board/v/b.dts',
      roots: ['output/build/linux-6.12/include'],
    },
    {
      kind: 'buildroot',
      paths: ['package/a', 'board/v/b.dts', 'Config.in', 'output/build/linux-custom/arch/riscv/boot/dts/v/c.dtsi'],
      board: 'board/v/b.dts',
      roots: ['output/build/linux-custom/arch/riscv/boot/dts', 'output/build/linux-custom/arch/riscv/boot/dts/v'],
    },
    {
      kind: 'openembedded',
      paths: ['meta-v/recipes-kernel/b.dts', `build/${SHARED_KERNEL}/include/dt-bindings/a.h`],
      board: 'meta-v/recipes-kernel/b.dts',
      roots: [`build/${SHARED_KERNEL}/include`],
    },
  ])('are those of the build of $kind: $board', ({ kind, paths, board, roots }) => {
    const files = filesOf(...paths.map((path) => `/t/${path}`));
    const tree = findSourceTree(files, `/t/${board}`);
    expect(tree?.kind).toBe(kind);
    expect(tree?.root).toBe('/t');
    expect(tree?.includeRoots).toEqual(roots.map((root) => `/t/${root}`));
  });

  it('are found for a path below the working folder, and from inside of the tree', () => {
    const tree = ['fdts/b.dts', 'include/dt-bindings/a.h'];
    expect(rootsOf(filesOf(...tree), 'fdts/b.dts')).toEqual(['include', 'fdts']);
    expect(rootsOf(filesOf('b.dts', '../fdts/b.dts', '../include/dt-bindings/a.h'), 'b.dts')).toEqual([
      '../include',
      '../fdts',
    ]);
  });

  it('are of an application or module and of the workspace around it where it is built with one', () => {
    const files = filesOf(
      '/w/.west/config',
      '/w/zephyr/dts/arm/v/c.dtsi',
      '/w/app/zephyr/module.yml',
      '/w/app/dts/x.h',
    );
    expect(rootsOf(files, '/w/app/boards/b.dts')).toEqual(['/w/app/dts', '/w/zephyr/dts/arm', '/w/zephyr/dts']);
    const inRepositories = filesOf(
      '/w/.west/config',
      '/w/zephyr/dts/arm/v/c.dtsi',
      '/w/app/.git/HEAD',
      '/w/app/prj.conf',
      '/w/app/dts/x.h',
    );
    expect(rootsOf(inRepositories, '/w/app/boards/b.dts')).toEqual([
      '/w/app/dts',
      '/w/zephyr/dts/arm',
      '/w/zephyr/dts',
    ]);
    const application = filesOf('/a/.git/HEAD', '/a/prj.conf', '/a/boards/b.overlay', '/a/dts/x.dtsi');
    expect(rootsOf(application, '/a/boards/b.overlay')).toEqual(['/a/dts']);
  });
});

describe('a workspace of repositories', () => {
  const kernel = `/w/build-m/${SHARED_KERNEL}`;
  const board = '/w/sources/meta-v/recipes-kernel/b.dts';

  it('is found around the repository of a layer, and what lies in it may be read', () => {
    const files = filesOf(`${kernel}/arch/arm64/boot/dts/v/c.dtsi`, '/w/sources/meta-v/.git/HEAD', board);
    const tree = findSourceTree(files, board);
    expect(tree).toMatchObject({ kind: 'openembedded', root: '/w', readable: ['/w'] });
    expect(tree?.includeRoots).toEqual([`${kernel}/arch/arm64/boot/dts`, `${kernel}/arch/arm64/boot/dts/v`]);
  });

  it('makes readable what an application around which it lies is built with', () => {
    const files = filesOf(
      '/w/.west/config',
      '/w/zephyr/dts/arm/c.dtsi',
      '/w/app/.git/HEAD',
      '/w/app/zephyr/module.yml',
    );
    expect(findSourceTree(files, '/w/app/boards/b.dts')?.readable).toEqual(['/w/app', '/w']);
  });

  it('is no other tree above a repository', () => {
    const linux = ['/l/scripts/dtc/include-prefixes/x', '/l/include/dt-bindings/a.h', '/l/vendor/.git/HEAD'];
    expect(findSourceTree(filesOf(...linux), '/l/vendor/b.dts')).toBeUndefined();
  });
});

describe('the include folders of any other repository', () => {
  it('are the header folders that hold bindings, the nearest first', () => {
    const files = filesOf(
      '/r/.git/HEAD',
      '/r/include/dt-bindings/a.h',
      '/r/v/inc/dt-bindings/b.h',
      '/r/v/src/include/x.h',
    );
    const tree = findSourceTree(files, '/r/v/boards/b.dts');
    expect(tree).toMatchObject({ kind: 'collection', root: '/r', readable: ['/r'] });
    expect(tree?.includeRoots).toEqual(['/r/v/inc', '/r/include']);
  });

  it('end at the root of the repository, a submodule and a second work tree included', () => {
    const outside = ['/o/include/dt-bindings/a.h', '/o/r/overlays/b.dts'];
    expect(rootsOf(filesOf(...outside, '/o/r/.git/HEAD'), '/o/r/overlays/b.dts')).toBeUndefined();
    expect(rootsOf(filesOf(...outside, '/o/r/.git'), '/o/r/overlays/b.dts')).toBeUndefined();
    expect(rootsOf(filesOf(...outside), '/o/r/overlays/b.dts')).toEqual(['/o/include']);
  });

  it('are outside of a repository only those of the nearest folder, and nothing else there may be read', () => {
    const files = filesOf('/o/include/dt-bindings/a.h', '/o/r/include/dt-bindings/a.h', '/o/r/overlays/b.dts');
    expect(findSourceTree(files, '/o/r/overlays/b.dts')?.readable).toEqual(['/o/r/include']);
    const far = filesOf('/o/include/dt-bindings/a.h', '/o/1/2/3/4/5/b.dts');
    expect(rootsOf(far, '/o/1/2/3/4/5/b.dts')).toBeUndefined();
  });
});

describe('what a tree says about its boards', () => {
  const uBoot = filesOf('/u/include/configs/a.h', '/u/scripts/x', '/u/arch/arm/dts/b.dts', '/u/arch/mips/dts/c.dts');

  it('is what its build defines', () => {
    const names = findSourceTree(uBoot, '/u/arch/arm/dts/b.dts')?.defines.map(({ name }) => name);
    expect(names).toContain('__ASSEMBLY__');
  });

  it('is what the name of a board in Trusted Firmware stands for', () => {
    const files = filesOf('/t/fdts/stm32mp157c-ev1.dts', '/t/include/dt-bindings/a.h');
    const definesOf = (board: string) => {
      const tree = findSourceTree(files, board);
      return tree === undefined ? undefined : definesFor(tree, board);
    };
    expect(definesOf('/t/fdts/stm32mp157c-ev1.dts')).toEqual([{ name: 'STM32MP15', value: '1' }]);
    expect(definesOf('/t/fdts/fvp-base.dts')).toEqual([]);
  });

  it('is the architecture of the path, unless boards of several lie there', () => {
    expect(findSourceTree(uBoot, '/u/arch/arm/dts/b.dts')).toMatchObject({ architecture: undefined });
    expect(findSourceTree(uBoot, '/u/arch/mips/dts/c.dts')).toMatchObject({ unmodelledArchitecture: 'mips' });
    const linux = filesOf('/l/scripts/dtc/include-prefixes/x');
    expect(findSourceTree(linux, '/l/arch/riscv/boot/dts/v/b.dts')).toMatchObject({ architecture: 'riscv' });
  });
});
