import { type BehaviourName, type Behaviours, behavioursOf } from '../behaviours/behaviours.ts';
import { type KernelVersion, readKernelVersion } from '../behaviours/kernelVersion.ts';
import { modelledVersion } from '../behaviours/releases.ts';
import { type CommandLine, readCommandLine } from './commandLine.ts';
import { KernelConfig } from './kernelConfig.ts';
import type { Architecture, Patch, Profile } from './profile.ts';

/** A profile, understood: what every part of the engine asks its questions of. */
export interface Kernel {
  readonly version: KernelVersion;
  readonly architecture: Architecture;
  readonly configuration: KernelConfig;
  readonly commandLine: CommandLine;
  readonly behaviours: Behaviours;
  readonly patches: ReadonlySet<Patch>;
  /** Bytes in a page, and the same as a bigint. */
  readonly pageSize: number;
  readonly pageBytes: bigint;
  /** The largest physical address: 32 bits on arm without LPAE. */
  readonly addressMask: bigint;
}

/** Why a profile is no kernel that could boot, with what it says. */
export type ProfileFault =
  | { readonly kind: 'no-version'; readonly version: string }
  | { readonly kind: 'unknown-architecture'; readonly architecture: string };

const ARCHITECTURES: ReadonlySet<string> = new Set<Architecture>(['arm64', 'arm', 'riscv']);

/**
 * Reads a profile, or says why it cannot be a kernel. `bootargs` is the tree's own command line: what the
 * profile hands over takes its place, as firmware's does. `turnedOver` are behaviours that it has other than its version
 * says.
 */
export function kernelOf(
  profile: Profile,
  bootargs = '',
  turnedOver: readonly BehaviourName[] = [],
): Kernel | ProfileFault {
  const version = readKernelVersion(profile.kernel);
  if (version === undefined) return { kind: 'no-version', version: profile.kernel };
  if (!ARCHITECTURES.has(profile.architecture))
    return { kind: 'unknown-architecture', architecture: profile.architecture };
  const configuration = new KernelConfig(profile.architecture, profile.config);
  const is32Bit = profile.architecture === 'arm' && !configuration.isEnabled('CONFIG_ARM_LPAE');
  return {
    version,
    architecture: profile.architecture,
    configuration,
    commandLine: readCommandLine(
      commandLineOf(configuration, profile.commandLine.trim() === '' ? bootargs : profile.commandLine),
    ),
    behaviours: turnOver(behavioursOf(modelledVersion(version)), turnedOver),
    patches: new Set(profile.patches),
    pageSize: configuration.pageSize,
    pageBytes: BigInt(configuration.pageSize),
    addressMask: is32Bit ? 0xffff_ffffn : 0xffff_ffff_ffff_ffffn,
  };
}

/** Behaviours with some of them the other way round. */
function turnOver(behaviours: Behaviours, names: readonly BehaviourName[]): Behaviours {
  if (names.length === 0) return behaviours;
  const turned = new Set(behaviours);
  for (const name of names) if (!turned.delete(name)) turned.add(name);
  return turned;
}

/**
 * drivers/of/fdt.c `early_init_dt_scan_chosen`: the built-in command line is appended to the one that is
 * handed over, replaces it, or is used where there is none.
 */
function commandLineOf(configuration: KernelConfig, handedOver: string): string {
  const builtIn = configuration.text('CONFIG_CMDLINE');
  if (configuration.isEnabled('CONFIG_CMDLINE_FORCE')) return builtIn;
  if (configuration.isEnabled('CONFIG_CMDLINE_EXTEND')) return `${handedOver} ${builtIn}`;
  return handedOver.trim() === '' ? builtIn : handedOver;
}

/** Whether a kernel has a behaviour of the table in behaviours.ts. */
export function behaves(kernel: Kernel, name: BehaviourName): boolean {
  return kernel.behaviours.has(name);
}
