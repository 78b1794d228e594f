import { ALLOCATION } from './allocation.ts';
import type { Behaviour } from './behaviour.ts';
import { CMA_AREAS } from './cmaAreas.ts';
import { DEFAULT_AREA } from './defaultArea.ts';
import { EARLY_MEMORY } from './earlyMemory.ts';
import { HEAPS } from './heaps.ts';
import { isBefore, type KernelVersion, readKernelVersion } from './kernelVersion.ts';
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

/**
 * The releases that were booted with and without a behaviour, where its change is not known; `undefined` where it is, or
 * where a version is one of them (a series such as `6.12` stands for its latest, so that one of the series will do).
 */
export function bootedBeside(name: BehaviourName, text: string): Behaviour['booted'] {
  const booted = (BEHAVIOURS as readonly Behaviour[]).find((behaviour) => behaviour.name === name)?.booted;
  const version = readKernelVersion(text);
  if (booted === undefined || version === undefined) return undefined;
  const isBooted = [...booted.having, ...booted.lacking].some((each) => {
    const other = readKernelVersion(each);
    if (other?.major !== version.major || other.minor !== version.minor) return false;
    return !Number.isFinite(version.patch) || other.patch === version.patch;
  });
  return isBooted ? undefined : booted;
}

/** The behaviours of versions that were asked for. */
const KNOWN = new Map<string, Behaviours>();

/** The names of the behaviours that a kernel has; `modelledVersion` says by which version one outside of the table goes. */
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
