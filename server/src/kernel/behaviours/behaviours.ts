import { ALLOCATION } from './allocation.ts';
import type { Behaviour } from './behaviour.ts';
import { CMA_AREAS } from './cmaAreas.ts';
import { DEFAULT_AREA } from './defaultArea.ts';
import { EARLY_MEMORY } from './earlyMemory.ts';
import { HEAPS } from './heaps.ts';
import { type KernelVersion, readKernelVersion } from './kernelVersion.ts';
import { RESERVED_MEMORY } from './reservedMemory.ts';

/** Everything that differs between the kernels that are modelled. The only place that knows of versions. */
export const BEHAVIOURS = [
  ...EARLY_MEMORY,
  ...RESERVED_MEMORY,
  ...CMA_AREAS,
  ...DEFAULT_AREA,
  ...HEAPS,
  ...ALLOCATION,
] as const satisfies readonly Behaviour[];

export type BehaviourName = (typeof BEHAVIOURS)[number]['name'];

/** The behaviours of one kernel. */
export type Behaviours = ReadonlySet<BehaviourName>;

/** The first and the last series that the table was made for. */
export const MODELLED_VERSIONS = { first: '5.10', last: '7.3' } as const;

function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  if (version.major !== other.major) return version.major < other.major;
  if (version.minor !== other.minor) return version.minor < other.minor;
  return version.patch < other.patch;
}

/** The first release of a bound such as `6.19`. */
function bound(text: string): KernelVersion {
  const version = readKernelVersion(text) ?? { major: 0, minor: 0, patch: 0 };
  return Number.isFinite(version.patch) ? version : { ...version, patch: 0 };
}

const TABLE = (BEHAVIOURS as readonly Behaviour[]).map((behaviour) => ({
  name: behaviour.name as BehaviourName,
  ranges: behaviour.versions.map((range) => ({
    from: range.from === undefined ? undefined : bound(range.from),
    until: range.until === undefined ? undefined : bound(range.until),
  })),
}));

/** The behaviours of versions that were asked for. */
const KNOWN = new Map<string, Behaviours>();

/** The names of the behaviours that a kernel has. */
export function behavioursOf(version: KernelVersion): Behaviours {
  const key = `${version.major}.${version.minor}.${version.patch}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const names = new Set<BehaviourName>();
  for (const { name, ranges } of TABLE) {
    const holds = ranges.some(
      ({ from, until }) =>
        (from === undefined || !isBefore(version, from)) && (until === undefined || isBefore(version, until)),
    );
    if (holds) names.add(name);
  }
  if (KNOWN.size < 100) KNOWN.set(key, names);
  return names;
}

/** Whether a kernel is among those that the table describes; others are treated as the nearest one. */
export function isModelled(version: KernelVersion): boolean {
  const last = bound(MODELLED_VERSIONS.last);
  return (
    !isBefore(version, bound(MODELLED_VERSIONS.first)) &&
    version.major <= last.major &&
    !(version.major === last.major && version.minor > last.minor)
  );
}
