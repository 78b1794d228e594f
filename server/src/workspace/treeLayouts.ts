/** What a source tree is of. `collection` is any folder with headers for device trees that is none of the others. */
export type TreeKind =
  | 'linux'
  | 'u-boot'
  | 'barebox'
  | 'devicetree-rebasing'
  | 'trusted-firmware'
  | 'op-tee'
  | 'zephyr'
  | 'collection';

/** How the boards of one project lie in its source tree, and with which options its build reads them. */
export interface TreeLayout {
  readonly kind: TreeKind;
  /** Folders that must all be there, below the tree's root. */
  readonly markers: readonly string[];
  /** What a board's path below the root must match, with the name of its architecture as the first group, if any. */
  readonly board?: RegExp;
  /**
   * Folders below the root in which includes are searched, in the order of the build's `-I`. `{arch}` is the
   * architecture (without one the folder is left out), `{folder}` the board's own folder; a final `*` stands for every
   * folder there, and two for those below them as well.
   */
  readonly includeRoots: readonly string[];
  /** Macros that the build defines. */
  readonly defines?: readonly { readonly name: string; readonly value: string }[];
  /** Whether the Makefile at the root says which Linux it is, and the `.config` there is the kernel's. */
  readonly isKernel?: boolean;
  /** Folders below the root that hold device trees; a `*` stands for every folder. All of the tree where absent. */
  readonly boardFolders?: readonly string[];
  /** Where that is read. */
  readonly source: string;
}

/** U-Boot's `dtc_cpp_flags`. It calls arm64 by the name of arm. */
const U_BOOT_DEFINES = [{ name: '__ASSEMBLY__', value: '1' }] as const;

/** The layouts that are known, the more particular ones first. */
export const TREE_LAYOUTS: readonly TreeLayout[] = [
  {
    kind: 'linux',
    markers: ['scripts/dtc/include-prefixes'],
    board: /\/arch\/([^/]+)\/boot\/dts\//,
    includeRoots: ['scripts/dtc/include-prefixes', 'include', 'arch/{arch}/boot/dts'],
    isKernel: true,
    boardFolders: ['arch/*/boot/dts'],
    source: 'Linux scripts/Makefile.lib dtc_cpp_flags',
  },
  {
    kind: 'u-boot',
    markers: ['dts/upstream/include'],
    board: /\/(?:arch|dts\/upstream\/src)\/([^/]+)\//,
    includeRoots: [
      'include',
      'dts/upstream/include',
      '{folder}',
      'arch/{arch}/dts',
      'arch/{arch}/dts/include',
      'dts/upstream/src',
      'dts/upstream/src/{arch}',
      'dts/upstream/src/{arch}/**',
      'dts/upstream/src/arm64/**',
    ],
    defines: U_BOOT_DEFINES,
    boardFolders: ['arch/*/dts', 'dts/upstream/src'],
    source: 'U-Boot scripts/Makefile.lib dtc_cpp_flags, upstream_dtsi_include',
  },
  {
    kind: 'barebox',
    markers: ['dts/include/dt-bindings', 'dts/src'],
    board: /\/(?:arch|dts\/src)\/([^/]+)\//,
    includeRoots: ['arch/{arch}/dts/include', 'include', 'dts/include', 'dts/src', 'arch/{arch}/dts', 'dts/src/{arch}'],
    boardFolders: ['arch/*/dts', 'dts/src'],
    source: 'barebox scripts/Makefile.lib dtc_cpp_flags, cmd_dtc',
  },
  {
    kind: 'devicetree-rebasing',
    markers: ['include/dt-bindings', 'src'],
    board: /\/src\/([^/]+)\//,
    includeRoots: ['include', 'src/{arch}', 'src'],
    boardFolders: ['src'],
    source: 'devicetree-rebasing Makefile',
  },
  {
    kind: 'op-tee',
    markers: ['core/include/dt-bindings'],
    includeRoots: ['core/include', 'core/arch/arm/dts'],
    source: 'OP-TEE mk/compile.mk, core/core.mk',
  },
  {
    kind: 'linux',
    markers: ['include/dt-bindings'],
    board: /\/arch\/([^/]+)\/boot\/dts\//,
    includeRoots: ['arch/{arch}/boot/dts', 'arch/{arch}/boot/dts/include', 'include'],
    isKernel: true,
    boardFolders: ['arch/*/boot/dts'],
    source: 'Linux before 4.12 scripts/Makefile.lib dtc_cpp_flags; trees that keep its folders alone',
  },
  {
    kind: 'u-boot',
    markers: ['include/dt-bindings'],
    board: /\/arch\/([^/]+)\/dts\//,
    includeRoots: ['include', '{folder}', 'arch/{arch}/dts', 'arch/{arch}/dts/include'],
    defines: U_BOOT_DEFINES,
    boardFolders: ['arch/*/dts'],
    source: 'U-Boot 2023.10 scripts/Makefile.lib dtc_cpp_flags',
  },
  {
    kind: 'trusted-firmware',
    markers: ['fdts', 'include/dt-bindings'],
    includeRoots: ['include', 'fdts'],
    source: 'TF-A Makefile DTC_CPPFLAGS',
  },
  {
    kind: 'zephyr',
    markers: ['include/zephyr/dt-bindings', 'dts/bindings'],
    includeRoots: ['include', 'include/zephyr', 'dts/common', 'dts/vendor', 'dts/*', 'dts'],
    source: 'Zephyr cmake/modules/dts.cmake',
  },
];

/** Folders of headers for device trees that other projects have, below any folder above a board: they hold `dt-bindings`. */
export const HEADER_FOLDERS: readonly string[] = [
  'include',
  'dts/include',
  'core/include',
  'files/include',
  'src/include',
  'kernel/include',
  'arch/arm/boot/dts/include',
];
