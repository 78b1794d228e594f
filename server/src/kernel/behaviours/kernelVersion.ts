/** A kernel release: `6.12.117` is `{ major: 6, minor: 12, patch: 117 }`. */
export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
  /** Infinite where only the series is named: a series stands for its latest stable release. */
  readonly patch: number;
}

/** Reads `7.3.4`, `6.12` or `6.1.0-rc3-custom`; `undefined` for what is no kernel version. */
export function readKernelVersion(text: string): KernelVersion | undefined {
  const match = /^\s*v?(\d{1,3})\.(\d{1,4})(?:\.(\d{1,5}))?(?![\d.])/.exec(text);
  if (match === null) return undefined;
  return {
    major: Number(match[1]),
    minor: Number(match[2]),
    patch: match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]),
  };
}

/** Whether a version comes before another one. */
export function isBefore(version: KernelVersion, other: KernelVersion): boolean {
  if (version.major !== other.major) return version.major < other.major;
  if (version.minor !== other.minor) return version.minor < other.minor;
  return version.patch < other.patch;
}
