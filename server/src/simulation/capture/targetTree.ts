import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { Capture, CaptureNote } from './capture.ts';
import { type CaptureDifference, difference, type ExplainedDifference, settledBy } from './compareCapture.ts';

/** Where the board's tree and the target's differ in what bears on reserved memory, in the words of a device tree. */
export interface TreeDifference {
  readonly predicted: string | undefined;
  readonly captured: string | undefined;
  /** Of a region that the target alone has: firmware adds some on most boards. */
  readonly isAdded: boolean;
}

/** The tree that a target was booted with: `/sys/firmware/fdt`. */
export interface TargetTree {
  /** That tree booted as the board was. */
  readonly outcome: BootOutcome;
  readonly differences: readonly TreeDifference[];
  readonly line: number;
}

const CAUSE = 'the target was booted with another tree, its /sys/firmware/fdt';

/** The differences that are gone when the target's own tree is booted, each with the cause; none where more come than go. */
export function settledByTree(
  tree: TargetTree | undefined,
  capture: Capture,
  differences: readonly CaptureDifference[],
): ReadonlyMap<string, string> {
  if (tree === undefined || tree.differences.length === 0 || differences.length === 0) return new Map();
  const { settled } = settledBy(tree.outcome, capture, differences);
  const [first] = tree.differences;
  const what = first?.captured ?? `${first?.predicted} no longer`;
  const more = tree.differences.length === 1 ? '' : `, and ${tree.differences.length - 1} more`;
  return new Map([...settled].map((each) => [each, `${CAUSE}: it has ${what}${more}`]));
}

/**
 * What differs between the trees themselves. Regions that firmware adds are worth knowing, and a difference only where
 * something else differs by them (`isNeeded`).
 */
export function treeDifferences(
  tree: TargetTree | undefined,
  isNeeded: boolean,
): { readonly differences: readonly ExplainedDifference[]; readonly notes: readonly CaptureNote[] } {
  if (tree === undefined) return { differences: [], notes: [] };
  const isNote = ({ isAdded }: TreeDifference): boolean => isAdded && !isNeeded;
  return {
    differences: tree.differences
      .filter((each) => !isNote(each))
      .map(({ predicted, captured }) => ({ ...difference('tree', predicted, captured, tree.line), cause: CAUSE })),
    notes: tree.differences.filter(isNote).map(({ captured = '' }) => ({
      message: `the tree that the target was booted with has ${captured}, which the board has not: firmware adds regions ("firmwareRegions" of a profile)`,
      line: tree.line,
    })),
  };
}
