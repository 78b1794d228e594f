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
  /** Where that is read, or which recorded boots show it. */
  readonly source: string;
  /**
   * The releases that were booted with it and without it, where the change that made it is not known: between them
   * `versions` is a guess.
   */
  readonly booted?: { readonly having: readonly string[]; readonly lacking: readonly string[] };
}
