/** Releases from `from` (the first that has it) up to, and without, `until`. An absent end is open. */
export interface VersionRange {
  readonly from?: string;
  readonly until?: string;
}

export interface Behaviour {
  readonly name: string;
  /** What it is about: a heading of docs/kernel-model.md. */
  readonly topic: string;
  /** What the kernel does where the behaviour holds. */
  readonly summary: string;
  /** The releases that have it; more than one range where a stable series got it back-ported. */
  readonly versions: readonly VersionRange[];
  /**
   * The changes that begin or end it in Linux, oldest first: the first digits of a commit, or its subject. Absent where
   * none is known: then `booted` says between which releases it changed.
   */
  readonly commits?: readonly string[];
  /** Where it is read, or which recorded boots show it. */
  readonly source: string;
  /** Releases that were booted with it and without it; absent where the commits answer for every release. */
  readonly booted?: BootedReleases;
  /** Releases between booted ones of which nobody knows whether they have it: there `versions` is a guess. */
  readonly unsettled?: readonly VersionRange[];
}

/** Releases that were booted with a behaviour, and without it, such as `6.12.117`. */
export interface BootedReleases {
  readonly having: readonly string[];
  readonly lacking: readonly string[];
}
