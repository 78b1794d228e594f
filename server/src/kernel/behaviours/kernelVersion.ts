/** A kernel release: `6.12.117` is `{ major: 6, minor: 12, patch: 117 }`. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
  /** Infinite where only the series is named: a series stands for its latest stable release. */
  readonly patch: number;
}

/** Reads `7.3.4`, `6.12` or `6.1.0-rc3-custom`; `undefined` for what is no kernel version. */
export function readKernelVersion(text: string): KernelVersion | undefined {
  // Bounds of repetition in the pattern would be six times the code to compile at each start.
  const [, major, minor, patch] = /^\s*v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  if (major.length > 3 || minor.length > 4 || (patch !== undefined && patch.length > 5)) return undefined;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? Number.POSITIVE_INFINITY : Number(patch),
  };
}

/** Whether a version comes before another one. */
export function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  if (version.major !== other.major) return version.major < other.major;
  if (version.minor !== other.minor) return version.minor < other.minor;
  return version.patch < other.patch;
}
