import type { DeviceTree } from '../devicetree/tree/deviceTree.ts';
import { nodesBelow, stringsOf } from '../devicetree/tree/readProperty.ts';
import { NEWEST_RELEASE } from '../kernel/behaviours/releases.ts';
import { readKernelConfig } from '../kernel/input/kernelConfig.ts';
import type { Architecture, Profile } from '../kernel/input/profile.ts';
import { readMemory } from '../memory/memoryMap.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import type { FileSystem } from './fileSystem.ts';
import type { KernelTree } from './kernelTree.ts';
import type { ProfileSettings } from './profileJson.ts';

/** Where a profile's kernel version comes from. */
export type KernelSource = 'setting' | 'kernelTree' | 'default';

/** What a `.config` must have switched on to be one of an architecture. */
const ARCHITECTURE_OPTION: Readonly<Record<Architecture, string>> = {
  arm64: 'CONFIG_ARM64',
  arm: 'CONFIG_ARM',
  riscv: 'CONFIG_RISCV',
};

/**
 * The profile that boots a board: what is set, else what the kernel tree around it says (its version, the architecture
 * of the path, a `.config` of that architecture), else the defaults.
 */
export function profileOf(
  files: FileSystem,
  tree: DeviceTree,
  kernelTree: KernelTree | undefined,
  settings: ProfileSettings,
): { profile: Profile; kernelSource: KernelSource } {
  const architecture = settings.architecture ?? kernelTree?.architecture ?? architectureOf(tree) ?? 'arm64';
  const kernelSource: KernelSource =
    settings.kernel !== undefined ? 'setting' : kernelTree?.kernelVersion !== undefined ? 'kernelTree' : 'default';
  const treeConfig = kernelTreeConfig(files, kernelTree, architecture);
  const boardConfig: [string, string][] =
    architecture === 'arm' && settings.config === undefined && needsWideAddresses(tree)
      ? [['CONFIG_ARM_LPAE', 'y']]
      : [];
  const profile: Profile = {
    kernel: settings.kernel ?? kernelTree?.kernelVersion ?? NEWEST_RELEASE,
    architecture,
    ...(settings.architecture === undefined && kernelTree?.unmodelledArchitecture !== undefined
      ? { standsInFor: kernelTree.unmodelledArchitecture }
      : {}),
    patches: settings.patches ?? [],
    config: new Map([...boardConfig, ...treeConfig, ...(settings.config ?? [])]),
    commandLine: settings.commandLine ?? '',
    memory: settings.memory,
    occupied: settings.occupied ?? [],
    firmwareRegions: settings.firmwareRegions ?? [],
  };
  return { profile, kernelSource };
}

/** Whether memory or a region begins above 4 GiB: on 32-bit arm only a kernel with LPAE runs such a board. */
function needsWideAddresses(tree: DeviceTree): boolean {
  const map = readMemory(tree);
  const entries = [...map.banks.flatMap((bank) => bank.entries), ...map.regions.flatMap(({ reg }) => reg)];
  return entries.some(({ range }) => range.base >= 1n << 32n);
}

/** What a `.config` says, read once for all the boards of its tree. */
const configurations = new WeakMap<SourceFile, ReadonlyMap<string, string | number>>();

function kernelTreeConfig(
  files: FileSystem,
  kernelTree: KernelTree | undefined,
  architecture: Architecture,
): ReadonlyMap<string, string | number> {
  const file = kernelTree?.configPath === undefined ? undefined : files.read(kernelTree.configPath);
  if (file === undefined) return new Map();
  const config = configurations.get(file) ?? readKernelConfig(file.text);
  configurations.set(file, config);
  return config.get(ARCHITECTURE_OPTION[architecture]) === 'y' ? config : new Map();
}

/** The 64-bit cores of Arm's own naming (`arm,cortex-a53`, …) as devicetree/bindings/arm/cpus.yaml lists them. */
const ARM64_CPU =
  /^(?:arm,(?:armv8|cortex-a(?:3[45]|5[357]|510|520|55|65|65ae|7[1235678]|7[0-9]ae|78c|710|715|720|725)|cortex-x\d|neoverse-.*)|apple,.*|qcom,(?:kryo.*|oryon)|nvidia,(?:denver|carmel).*|cavium,thunder.*|brcm,(?:brahma-b53|vulcan))$/;

/** The architecture that a tree's processors are of; `undefined` where it does not say, or one that is not modelled. */
export function architectureOf(tree: DeviceTree): Architecture | undefined {
  const cpus = tree.root.children.get('cpus');
  if (cpus === undefined) return undefined;
  for (const node of nodesBelow(cpus)) {
    if (stringsOf(node.properties.get('device_type'))[0] !== 'cpu') continue;
    for (const compatible of stringsOf(node.properties.get('compatible'))) {
      if (compatible === 'riscv' || node.properties.has('riscv,isa') || node.properties.has('riscv,isa-base')) {
        return 'riscv';
      }
      if (ARM64_CPU.test(compatible)) return 'arm64';
      if (/^arm,(?:cortex-a\d+|arm\d+|armv7|pj4)/.test(compatible)) return 'arm';
    }
  }
  return undefined;
}
