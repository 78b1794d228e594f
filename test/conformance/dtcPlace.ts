import { DTC_PLACE } from '../../server/src/devicetree/syntax/problemOfItem.ts';
import type { Problem } from '../../server/src/text/problem.ts';
import type { Span } from '../../server/src/text/sourceFile.ts';

/** Where dtc reports a problem, which may be after the place at which a person mends it. */
export function dtcPlace({ span, related }: Problem): Span | undefined {
  return related.find(({ message }) => message === DTC_PLACE)?.span ?? span;
}
