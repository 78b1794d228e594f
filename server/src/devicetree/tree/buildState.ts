import type { Problem, ProblemSeverity } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { ItemProblem } from '../syntax/items.ts';
import type { LoweredUnit, UnitLowering } from '../syntax/lowering.ts';
import { problemOfItem } from '../syntax/problemOfItem.ts';
import type { IncbinReader } from './incbin.ts';
import { LabelTable } from './labelTable.ts';
import { MergedNode } from './mergedNode.ts';

/** What the outermost statements and the bodies of nodes build on together. */
export class BuildState {
  readonly root = new MergedNode('', undefined);
  readonly labels = new LabelTable(this.root);
  readonly readIncbin: IncbinReader;
  /** In the order in which dtc would print them. */
  readonly problems: Problem[] = [];
  /** Whether nothing was met that dtc's checks could fail at, references aside. */
  isPlain = true;
  /** Whether a unit's errors leave open which node is in which. */
  isShapeUnknown = false;
  private readonly _lowering: UnitLowering;

  constructor(lowering: UnitLowering, readIncbin: IncbinReader) {
    this._lowering = lowering;
    this.readIncbin = readIncbin;
  }

  problem(id: string, message: string, span: Span | undefined, severity: ProblemSeverity = 'error'): void {
    this.problems.push({ id, severity, message, span, related: [] });
  }

  /** Reports the problems of an item that stands at an offset of a unit's text. */
  itemProblems(problems: readonly ItemProblem[], start: number, unit: ExpandedUnit): void {
    for (const problem of problems) this.problems.push(problemOfItem(problem, start, unit));
  }

  /** The items of a unit's include. */
  included(index: number, unit: ExpandedUnit): LoweredUnit | undefined {
    const include = unit.includes[index];
    if (include === undefined) return undefined;
    const lowered = this._lowering.lower(include.unit);
    if (lowered.isShapeUnknown) this.isShapeUnknown = true;
    return lowered;
  }
}
