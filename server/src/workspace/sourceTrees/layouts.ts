import type { Layout } from './layout.ts';

/** Where a build of OpenEmbedded keeps what its recipes share, the kernel's sources among it: `work-shared` in its `TMPDIR`. */
const SHARED_BY_RECIPES = 'tmp/work-shared';

/**
 * The include folders of a Linux tree that lies in another build's folders: those of its own build, and its vendors' folders,
 * as OpenEmbedded's `devicetree.bbclass` (`KERNEL_INCLUDE`) and OpenWrt's images (`DTS_DIR`) name them. `*` for the
 * architecture comes after the one that a board's path names.
 */
const kernelIn = (folder: string): readonly string[] => [
  `${folder}/scripts/dtc/include-prefixes`,
  `${folder}/include`,
  ...['$ARCH', '*'].flatMap((name) => [`${folder}/arch/${name}/boot/dts`, `${folder}/arch/${name}/boot/dts/*`]),
];

/**
 * The source trees whose layout is known. Of two that fit a folder the first counts.
 *
 * Sources: `dtc_cpp_flags` in `scripts/Makefile.lib` of Linux (since 4.13, and before), of U-Boot (since 2024 with
 * `u_boot_dtsi_loc`, `upstream_dtsi_include` and `UBOOTINCLUDE`, and before) and of barebox; the Makefile of
 * devicetree-rebasing; `DTC_CPPFLAGS` in `make_helpers/cflags.mk` of Trusted Firmware-A and in its platforms;
 * `dtb-cppflags` in `mk/compile.mk` of OP-TEE; `cmake/modules/pre_dt.cmake` of Zephyr; `include/image.mk` of OpenWrt;
 * `linux/linux.mk` of Buildroot; `STAGING_KERNEL_DIR` of OpenEmbedded.
 */
export const LAYOUTS: readonly Layout[] = [
  {
    kind: 'barebox',
    marks: [['dts/include/', 'dts/src/', 'arch/']],
    architecture: /^(?:arch\/([^/]+)\/(?:dts|boards)\/|dts\/src\/([^/]+)\/)/,
    buildArchitecture: { arm64: 'arm' },
    mixedArchitectures: ['arch/arm'],
    includeRoots: ['arch/$ARCH/dts/include', 'include', 'dts/include', 'dts/src'],
    dtcIncludeRoots: ['arch/$ARCH/dts', 'dts/src/$ARCH', 'dts/src/arm/ti/omap'],
    parts: { dts: ['dts/include'] },
    boardFolders: ['arch/*/dts', 'arch/*/boards', 'dts/src'],
  },
  {
    kind: 'u-boot',
    marks: [['dts/upstream/src/', 'arch/'], ['dts/upstream/include/'], ['include/configs/', 'arch/', 'scripts/']],
    boardMarks: [['include/dt-bindings/']],
    architecture: /^(?:arch\/([^/]+)\/dts\/|dts\/upstream\/src\/([^/]+)\/)/,
    buildArchitecture: { arm64: 'arm' },
    // Boards of arm64 lie in arch/arm/dts, too.
    mixedArchitectures: ['arch/arm'],
    includeRoots: [
      'include',
      'arch/$ARCH/include',
      'dts/upstream/include',
      'arch/$ARCH/dts',
      'arch/$ARCH/dts/include',
      'dts/upstream/src',
      'dts/upstream/src/$ARCH',
      'dts/upstream/src/$ARCH/*',
      'dts/upstream/src/$ARCH/*/*',
      'dts/upstream/src/arm64/*',
      'dts/upstream/src/arm64/*/*',
    ],
    dtcIncludeRoots: ['arch/$ARCH/dts'],
    // As a condition the latter two say what include/linux/kconfig.h says: whether an option is set.
    defines: [
      { name: '__ASSEMBLY__', value: '1' },
      { name: 'IS_ENABLED(option)', value: '(option)' },
      { name: 'CONFIG_IS_ENABLED(option)', value: '(CONFIG_ ## option)' },
    ],
    additionsFolder: ['arch/$ARCH/dts'],
    // Most of these boards are not U-Boot's, and its own headers of the same names lack what they use.
    parts: { 'dts/upstream': ['dts/upstream/include'] },
    boardFolders: ['arch/*/dts', 'dts/upstream/src'],
  },
  {
    kind: 'linux',
    marks: [['scripts/dtc/include-prefixes/'], ['arch/', 'kernel/', 'mm/', 'include/linux/']],
    boardMarks: [['include/dt-bindings/']],
    architecture: /^arch\/([^/]+)\/boot\/dts\//,
    includeRoots: [
      'scripts/dtc/include-prefixes',
      'include',
      'arch/$ARCH/boot/dts',
      'arch/$ARCH/boot/dts/include',
      'drivers/of/testcase-data',
    ],
    isKernel: true,
    boardFolders: ['arch/*/boot/dts'],
  },
  {
    kind: 'zephyr',
    marks: [['include/zephyr/', 'dts/', 'boards/']],
    includeRoots: ['include', 'include/zephyr', 'dts/common', 'dts/vendor', 'dts/*', 'dts'],
    boardFolders: ['boards', 'dts'],
  },
  {
    kind: 'zephyr-workspace',
    marks: [['.west/', 'zephyr/dts/']],
    includeRoots: [
      'zephyr/include',
      'zephyr/include/zephyr',
      'zephyr/dts/common',
      'zephyr/dts/vendor',
      'zephyr/dts/*',
      'zephyr/dts',
      'modules/hal/*/dts',
      'modules/*/*/dts',
    ],
    holdsRepositories: true,
    boardFolders: ['zephyr/boards', 'zephyr/dts'],
  },
  {
    kind: 'zephyr-application',
    marks: [['zephyr/module.yml'], ['prj.conf', 'boards/'], ['prj.conf', 'dts/']],
    includeRoots: ['include', 'dts/common', 'dts/vendor', 'dts/*', 'dts'],
    needsOuter: true,
    boardFolders: ['boards', 'dts'],
  },
  {
    kind: 'devicetree-rebasing',
    marks: ['arm', 'arm64', 'riscv', 'mips', 'powerpc'].map((name) => ['include/dt-bindings/', `src/${name}/`]),
    architecture: /^src\/([^/]+)\//,
    includeRoots: ['include', 'src/$ARCH', 'src', 'testcase-data'],
    boardFolders: ['src'],
  },
  {
    kind: 'trusted-firmware',
    marks: [['fdts/', 'include/dt-bindings/']],
    includeRoots: ['include', 'fdts'],
    // plat/st/stm32mp1/platform.mk and stm32mp2's set what the name of the board's file says.
    boardDefines: ['13', '15', '21', '23', '25'].map((series) => ({
      boards: new RegExp(`^stm32mp${series}`),
      define: { name: `STM32MP${series}`, value: '1' },
    })),
    boardFolders: ['fdts', 'plat'],
  },
  {
    kind: 'op-tee',
    marks: [['core/include/dt-bindings/', 'core/arch/']],
    includeRoots: ['core/include'],
    // Its trees describe the memory of every world, Linux' own as a region.
    program: 'OP-TEE',
    boardFolders: ['core/arch/*/dts'],
  },
  {
    kind: 'openwrt',
    marks: [['target/linux/', 'package/', 'include/']],
    architecture: /\/arch\/([^/]+)\/boot\/dts\//,
    includeRoots: [...kernelIn('build_dir/target-*/linux-*/linux-*'), 'target/linux/generic/files/include'],
    boardFolders: ['target/linux'],
  },
  {
    kind: 'buildroot',
    marks: [['package/', 'board/', 'Config.in']],
    includeRoots: kernelIn('output/build/linux-*'),
    boardFolders: ['board'],
  },
  {
    kind: 'openembedded',
    // Vendors' scripts keep the layers in sources/ or layers/ and name the build's folder after the machine.
    marks: [
      [`build/${SHARED_BY_RECIPES}/`],
      [`${SHARED_BY_RECIPES}/`, 'conf/'],
      ['sources/', `*/${SHARED_BY_RECIPES}/`],
      ['layers/', `*/${SHARED_BY_RECIPES}/`],
    ],
    includeRoots: [`*/${SHARED_BY_RECIPES}`, SHARED_BY_RECIPES].flatMap((shared) =>
      kernelIn(`${shared}/*/kernel-source`),
    ),
    holdsRepositories: true,
    boardFolders: [],
  },
];

/**
 * Where any other repository may keep headers: folders below an ancestor of a board that count as include folders if
 * they hold `dt-bindings/`. The first is the ancestor itself.
 */
export const HEADER_FOLDERS: readonly string[] = [
  '',
  'include',
  'files/include',
  'Include',
  'inc',
  'dts',
  'dts/include',
  'core/include',
  'src/include',
  'kernel/include',
  'linux/include',
  'devicetree/include',
  'scripts/dtc/include-prefixes',
];
