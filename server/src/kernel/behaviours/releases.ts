import { isBefore, type KernelVersion, readKernelVersion } from './kernelVersion.ts';

/** A release series that people are offered. */
export interface Release {
  readonly version: string;
  /** What it makes of heaps, in a few words. */
  readonly note: string;
  /** Whether heaps are compared on it where nobody named kernels. */
  readonly compared: boolean;
}

/**
 * The releases that are offered, newest first, and the only place where a new one is written. From the last to the first
 * every release is modelled: what differs between them stands in the table of behaviours.
 */
export const RELEASES: readonly [Release, ...Release[]] = [
  { version: '7.3', note: 'A heap for every CMA region, by its node’s full name', compared: true },
  {
    version: '6.18',
    note: 'Long-term; the default area’s heap is default_cma_region, with the older name beside it',
    compared: false,
  },
  { version: '6.12', note: 'Long-term; one CMA heap, named after the default area', compared: true },
  { version: '6.6', note: 'Long-term; one CMA heap, named after the default area', compared: false },
  { version: '6.1', note: 'Long-term; one CMA heap, named after the default area', compared: false },
  { version: '5.15', note: 'Long-term; one CMA heap; CMA aligned to the largest page order', compared: false },
  { version: '5.10', note: 'Long-term; the oldest with these heaps that is modelled', compared: false },
];

/** The kernel that boots where nothing names one, and the last that is modelled. */
export const NEWEST_RELEASE = RELEASES[0].version;

/** The first that is modelled. */
export const OLDEST_RELEASE = (RELEASES.at(-1) ?? RELEASES[0]).version;

/** The kernels that are compared where nobody named any, oldest first. */
export const COMPARED_RELEASES: readonly string[] = RELEASES.filter(({ compared }) => compared)
  .map(({ version }) => version)
  .reverse();

/** The modelled series that stands in for a version outside of the modelled ones; `undefined` for one within. */
function standIn(version: KernelVersion): string | undefined {
  const oldest = readKernelVersion(OLDEST_RELEASE);
  const newest = readKernelVersion(NEWEST_RELEASE);
  if (oldest !== undefined && isBefore(version, { ...oldest, patch: 0 })) return OLDEST_RELEASE;
  return newest !== undefined && isBefore({ ...newest, patch: Number.POSITIVE_INFINITY }, version)
    ? NEWEST_RELEASE
    : undefined;
}

/** The version by whose behaviour a kernel is modelled: itself, or the nearest that is modelled. */
export function modelledVersion(version: KernelVersion): KernelVersion {
  const other = standIn(version);
  return (other === undefined ? undefined : readKernelVersion(other)) ?? version;
}

/** A sentence for whoever uses a version that is not modelled; `undefined` for one that is, and for what is no version. */
export function unmodelledNote(text: string): string | undefined {
  const version = readKernelVersion(text);
  const other = version === undefined ? undefined : standIn(version);
  if (other === undefined) return undefined;
  return `Linux ${text} is not modelled: what Linux ${other} does is shown (modelled are ${OLDEST_RELEASE} to ${NEWEST_RELEASE})`;
}
