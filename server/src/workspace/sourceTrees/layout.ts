/** What a source tree is of. */
export type TreeKind =
  | 'linux'
  | 'u-boot'
  | 'barebox'
  | 'devicetree-rebasing'
  | 'trusted-firmware'
  | 'op-tee'
  | 'zephyr'
  | 'zephyr-workspace'
  | 'zephyr-application'
  | 'openwrt'
  | 'buildroot'
  | 'openembedded';

/**
 * How a kind of source tree is laid out. Paths are relative to its root. In `includeRoots` and `dtcIncludeRoots`,
 * `*` stands for any name within one folder's, and `$ARCH` for the architecture that the board's path names; entries
 * with `$ARCH` are left out where it names none.
 */
export interface Layout {
  readonly kind: TreeKind;
  /**
   * It is such a tree where all paths of one of these lists are there; those that end in `/` are folders, in which `*`
   * stands for any name.
   */
  readonly marks: readonly (readonly string[])[];
  /**
   * As `marks`, where the board's path fits `architecture` and no tree is marked: a part of such a tree that somebody
   * keeps.
   */
  readonly boardMarks?: readonly (readonly string[])[];
  /** Finds the architecture's folder name, the first group, in a board's path below the root. */
  readonly architecture?: RegExp;
  /**
   * The architecture that the build names (`$ARCH`), by the folder's name where the two differ.
   */
  readonly buildArchitecture?: Readonly<Record<string, string>>;
  /** Folders of architectures that hold boards of several: there the board's processors decide. */
  readonly mixedArchitectures?: readonly string[];
  /** In the order of the build's `-I`. */
  readonly includeRoots: readonly string[];
  /** What dtc's `-i` names besides. */
  readonly dtcIncludeRoots?: readonly string[];
  /** The build's `-D`. */
  readonly defines?: readonly { readonly name: string; readonly value: string }[];
  /** What the build of some boards defines besides, by the name of the board's file. */
  readonly boardDefines?: readonly {
    readonly boards: RegExp;
    readonly define: { readonly name: string; readonly value: string };
  }[];
  /** The folder whose files U-Boot's build appends to boards. */
  readonly additionsFolder?: readonly string[];
  /**
   * Folders inside of it that look like trees on their own but are built as part of it, each with the include folders
   * that come first for the files in it.
   */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  /** Whether it is built with the tree around it, whose include folders follow on its own. */
  readonly needsOuter?: boolean;
  /** Whether it is a workspace of repositories: a board in one of them is built with what lies around its repository. */
  readonly holdsRepositories?: boolean;
  /** The program that its device trees are for, where that is not Linux and reads `/reserved-memory` in ways of its own. */
  readonly program?: string;
  /** Whether its Makefile and `.config` are those of the kernel that boots the board. */
  readonly isKernel?: boolean;
  /** Where its device trees lie, for whoever looks for the boards that include a file. */
  readonly boardFolders: readonly string[];
}
