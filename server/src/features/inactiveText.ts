import type { Analysis } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import { firstEndingAfter, lexicalParts, type Stretch } from '../devicetree/document/lexicalParts.ts';
import { isConditional } from '../devicetree/expansion/tokens/directiveNames.ts';
import { readStretches } from '../devicetree/expansion/units/readStretches.ts';
import { unitsBelow } from '../devicetree/expansion/units/unitsBelow.ts';

/**
 * The stretches of a document between lines of the preprocessor that no board reads, as `#if` leaves them out; in order.
 * None where no board is known, or none reads the document.
 */
export function inactiveStretches(analyses: readonly Analysis[], document: DocumentTree): Stretch[] {
  const { file } = document;
  const { directives, comments } = lexicalParts(file);
  const conditions = directives.filter(({ name }) => isConditional(name));
  if (conditions.length === 0) return [];
  const units = analyses
    .flatMap(({ board }) => unitsBelow(board.units))
    .filter((unit) => unit.file.path === file.path && unit.file.text === file.text);
  if (units.length === 0) return [];
  const read = units.map(readStretches);
  const inactive: Stretch[] = [];
  let depth = 0;
  conditions.forEach(({ name, end }, index) => {
    if (name === 'endif') depth--;
    else if (name.startsWith('if')) depth++;
    const next = conditions[index + 1];
    if (depth <= 0 || next === undefined) return;
    const group = { start: end, end: next.start };
    if (hasCode(file.text, comments, group) && !read.some((stretches) => touches(stretches, group))) {
      inactive.push(group);
    }
  });
  return inactive;
}

/** Whether a stretch has anything but white space and comments. */
function hasCode(text: string, comments: readonly Stretch[], { start, end }: Stretch): boolean {
  let at = start;
  for (let index = firstEndingAfter(comments, start); ; index++) {
    const comment = comments[index];
    const stop = comment === undefined || comment.start >= end ? end : comment.start;
    if (/\S/.test(text.slice(at, stop))) return true;
    if (comment === undefined || comment.start >= end) return false;
    at = comment.end;
  }
}

function touches(stretches: readonly Stretch[], { start, end }: Stretch): boolean {
  const next = stretches[firstEndingAfter(stretches, start)];
  return next !== undefined && next.start < end;
}
