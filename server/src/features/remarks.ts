import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';
import { asCode, type Line } from './richText.ts';

/** What a rule has to say, as far as a hover shows it. */
export interface Remark {
  readonly rule: string;
  readonly severity: string;
  readonly span: Span;
  readonly nodePath: string;
  /** The line that the kernel prints about it. */
  readonly kernelLog: string | undefined;
}

/** More of one region stands in the Problems panel. */
const MAXIMUM_REMARKS = 3;

/** The errors and warnings about a region's node, the first of them. */
export function remarksOn(region: Region, remarks: readonly Remark[]): readonly Remark[] {
  return remarks
    .filter(({ nodePath, severity }) => nodePath === region.path && ['error', 'warning'].includes(severity))
    .slice(0, MAXIMUM_REMARKS);
}

/** A remark in a few words: the rule, and the property of the region that matters to it, if it is one. */
export function remarkText({ span, rule }: Remark, region: Region): Line {
  const isAround = (outer: Span): boolean =>
    outer.file.path === span.file.path && outer.start <= span.start && span.end <= outer.end;
  const property = [...region.node.properties.values()].find(({ history }) =>
    history.some((change) => isAround(change.span)),
  );
  return property === undefined ? [rule] : [`${rule}, for its `, asCode(property.name)];
}
