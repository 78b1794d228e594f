import { ALLOCATION } from './allocation.ts';
import type { Behaviour, BootedReleases, VersionRange } from './behaviour.ts';
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

/** Tells whether a version lies in one of the ranges; those of the table are read once. */
function rangesOf(ranges: readonly VersionRange[]): (version: KernelVersion) => boolean {
  const bounds = ranges.map(({ from, until }) => ({
    from: from === undefined ? undefined : bound(from),
    until: until === undefined ? undefined : bound(until),
  }));
  return (version) =>
    bounds.some(
      ({ from, until }) =>
        (from === undefined || !isBefore(version, from)) && (until === undefined || isBefore(version, until)),
    );
}

const TABLE = (BEHAVIOURS as readonly Behaviour[]).map((behaviour) => ({
  name: behaviour.name as BehaviourName,
  isIn: rangesOf(behaviour.versions),
}));

/** A behaviour of which it is not known whether a release has it, with the releases beside it that were booted. */
export interface UnsettledBehaviour {
  readonly name: BehaviourName;
  readonly booted: BootedReleases;
}

const UNSETTLED = (BEHAVIOURS as readonly Behaviour[]).flatMap(({ name, booted, unsettled }) =>
  booted === undefined || unsettled === undefined
    ? []
    : [{ name: name as BehaviourName, booted, isIn: rangesOf(unsettled) }],
);

/** Whether a release of a series was booted: a series such as `6.12` stands for its latest, so that one of it will do. */
function isOfSeries({ major, minor, patch }: KernelVersion, { having, lacking }: BootedReleases): boolean {
  if (Number.isFinite(patch)) return false;
  return [...having, ...lacking].some((each) => {
    const other = readKernelVersion(each);
    return other?.major === major && other.minor === minor;
  });
}

/** The behaviours that a version may have or not, for all that is known; what `behavioursOf` says of them is a guess. */
export function unsettledBehaviours(version: KernelVersion): readonly UnsettledBehaviour[] {
  return UNSETTLED.filter(({ booted, isIn }) => isIn(version) && !isOfSeries(version, booted));
}

/** The behaviours of versions that were asked for. */
const KNOWN = new Map<string, Behaviours>();

/** The names of the behaviours that a kernel has; `modelledVersion` says by which version one outside of the table goes. */
export function behavioursOf(version: KernelVersion): Behaviours {
  const key = `${version.major}.${version.minor}.${version.patch}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const names = new Set<BehaviourName>();
  for (const { name, isIn } of TABLE) if (isIn(version)) names.add(name);
  if (KNOWN.size < 100) KNOWN.set(key, names);
  return names;
}
