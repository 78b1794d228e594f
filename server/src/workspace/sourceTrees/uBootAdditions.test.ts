import { describe, expect, it } from 'vitest';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { FileSystem } from '../fileSystem.ts';
import { findSourceTree } from './sourceTree.ts';
import { uBootAdditions } from './uBootAdditions.ts';

const TREE = { 'include/configs/a.h': '', 'scripts/Makefile.lib': '', 'arch/arm/dts/Makefile': '' };

/** What is appended to a board of a U-Boot tree in which these files are besides, by path below its root. */
function additions(board: string, files: Readonly<Record<string, string>>): string[] {
  const all = new Map(Object.entries({ ...TREE, ...files, [board]: '' }).map(([path, text]) => [`/u/${path}`, text]));
  const system: FileSystem = {
    read: (path) => (all.has(path) ? new SourceFile(path, all.get(path) ?? '') : undefined),
    isFolder: (path) => [...all.keys()].some((each) => each.startsWith(`${path}/`)),
    list: (path) => {
      const inside = [...all.keys()].filter((each) => each.startsWith(`${path}/`));
      return [...new Set(inside.map((each) => each.slice(path.length + 1).replace(/\/.*/, '/')))];
    },
  };
  const path = `/u/${board}`;
  return uBootAdditions(system, findSourceTree(system, path), path).map((each) => each.slice('/u/'.length));
}

const BOARD = 'arch/arm/dts/kestrel-evk.dts';
const added = (...names: string[]) => Object.fromEntries(names.map((name) => [`arch/arm/dts/${name}-u-boot.dtsi`, '']));
const config = { '.config': 'CONFIG_SYS_SOC="krl2"\nCONFIG_SYS_CPU="armv8"\nCONFIG_SYS_VENDOR="acme"\n' };

describe('what U-Boot appends to a board', () => {
  it('is the first of the files for the board, its SoC, its CPU, its vendor, and for all', () => {
    const order = ['kestrel-evk', 'krl2', 'armv8', 'acme'];
    for (let first = 0; first < order.length; first++) {
      const name = order[first];
      expect(additions(BOARD, { ...config, ...added(...order.slice(first)) })).toEqual([
        `arch/arm/dts/${name}-u-boot.dtsi`,
      ]);
    }
    expect(additions(BOARD, { ...config, 'arch/arm/dts/u-boot.dtsi': '' })).toEqual(['arch/arm/dts/u-boot.dtsi']);
    expect(additions(BOARD, { ...config, ...added('other') })).toEqual([]);
  });

  it('is in the folder of the architecture for boards of dts/upstream, too', () => {
    const board = 'dts/upstream/src/arm64/acme/kestrel-evk.dts';
    expect(additions(board, added('kestrel-evk'))).toEqual(['arch/arm/dts/kestrel-evk-u-boot.dtsi']);
  });

  it('goes by the SoC that the defconfig or Kconfig names where there is no .config', () => {
    const named = { 'configs/kestrel_evk_defconfig': 'CONFIG_SYS_SOC="krl2"\n' };
    expect(additions(BOARD, { ...named, ...added('krl2') })).toEqual(['arch/arm/dts/krl2-u-boot.dtsi']);
    const known = { 'arch/arm/mach-acme/Kconfig': 'config SYS_SOC\n\tstring\n\tdefault "kestrel"\n\nconfig X\n' };
    expect(additions(BOARD, { ...known, ...added('kestrel') })).toEqual(['arch/arm/dts/kestrel-u-boot.dtsi']);
    expect(additions(BOARD, added('kestrel'))).toEqual([]);
  });

  it('goes by no SoC that stands in the block of another option, or that Kconfig does not know', () => {
    const other = 'config SYS_SOC\n\tstring\n\tdefault "kes"\n\nconfig SYS_CPU\n\tdefault "kestrel"\n';
    expect(additions(BOARD, { 'arch/arm/mach-acme/Kconfig': other, ...added('kestrel') })).toEqual([]);
    const second = 'config SYS_SOC\n\tdefault "kes" if KES\n\tdefault "kestrel" if KESTREL\n';
    expect(additions(BOARD, { 'arch/arm/cpu/armv8/Kconfig': second, ...added('kestrel') })).toEqual([
      'arch/arm/dts/kestrel-u-boot.dtsi',
    ]);
  });

  it('has the files that the configuration names after it', () => {
    const includes = {
      '.config': 'CONFIG_DEVICE_TREE_INCLUDES="extra.dtsi none.dtsi"\n',
      'arch/arm/dts/extra.dtsi': '',
    };
    expect(additions(BOARD, { ...includes, ...added('kestrel-evk') })).toEqual([
      'arch/arm/dts/kestrel-evk-u-boot.dtsi',
      'arch/arm/dts/extra.dtsi',
    ]);
  });

  it('is nothing for an include, an overlay or a board of another tree', () => {
    expect(additions('arch/arm/dts/kestrel-evk.dtso', added('kestrel-evk'))).toEqual([]);
    expect(uBootAdditions({ read: () => undefined, isFolder: () => false, list: () => [] }, undefined, BOARD)).toEqual(
      [],
    );
  });

  it('is nothing of a list that is longer than any, no name of which is looked for', () => {
    const listed = (count: number) => {
      const names = `${'gone.dtsi '.repeat(count - 1)}there.dtsi`;
      return additions(BOARD, {
        '.config': `CONFIG_DEVICE_TREE_INCLUDES="${names}"\n`,
        'arch/arm/dts/there.dtsi': '',
      });
    };
    expect(listed(INPUT_LIMITS.listedFiles)).toEqual(['arch/arm/dts/there.dtsi']);
    expect(listed(INPUT_LIMITS.listedFiles + 1)).toEqual([]);
  });
});
