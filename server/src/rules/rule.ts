import type { Analysis } from '../analysis.ts';
import type { Span } from '../text/sourceFile.ts';
import type { Evidence } from './evidence.ts';
import type { Finding, Severity } from './finding.ts';

/**
 * What a rule reports; what it leaves out is filled in from the rule, and the board's own file where it has no place.
 * What takes work to say or to find (words with numbers in them, free places) is made by a getter: a trial of a fix asks
 * what is wrong and where, and for none of that.
 */
export interface Report extends Partial<Pick<Finding, 'severity' | 'related' | 'fixes' | 'claims'>> {
  readonly message: string;
  readonly span: Span | undefined;
  readonly nodePath: string;
  readonly kernelLog?: string | undefined;
  /** Where it needs something else than its rule does. */
  readonly evidence?: Evidence | undefined;
}

/** What an editor makes of the place of a finding: fades out what has no effect, strikes out what is outdated. */
export type FindingTag = 'unnecessary' | 'deprecated';

/** One diagnostic. Its documentation page is generated from what stands here. */
export interface Rule {
  /** A word, the same in the message, the settings, SARIF, suppression comments and documentation. */
  readonly id: string;
  /** One line: what is wrong. */
  readonly title: string;
  readonly severity: Severity;
  /** Set where some of its findings are errors although `severity` is less. */
  readonly mayBeError?: true;
  /** Set where each finding's span is without effect, or outdated, as a whole. */
  readonly tag?: FindingTag;
  /** What its findings are read off, if less than the whole tree: they are said although the rest could not be read. */
  readonly evidence?: Evidence;
  /** Why it matters: what the kernel does, and since when. */
  readonly why: string;
  /** The kernel's line it predicts, with `…` for what varies; `undefined` where the kernel says nothing. */
  readonly kernelLog: string | undefined;
  /** Where the rule was read: kernel file and function, binding, dtc. */
  readonly source: string;
  /** A tree on which it speaks, and how it is mended. */
  readonly example: { readonly wrong: string; readonly right: string };
  /** What it finds on one board under one profile. Never throws; silent where it is not certain. */
  check(analysis: Analysis): Iterable<Report>;
}
