import { isLimitOfReading } from '../../devicetree/followOnProblems.ts';
import { INTERNAL_ERROR } from '../../text/internalError.ts';
import type { UnreadBoards } from '../unreadBoards.ts';
import { printable, printablePath } from './printable.ts';

const counted = (boards: number): string => `${boards.toLocaleString('en')} ${boards === 1 ? 'board' : 'boards'}`;

/** Why boards could not be read, by cause: a line for each, none where all were read. */
export function unreadText({ boards, includes, otherIncludes, refused }: UnreadBoards): string[] {
  const lines: string[] = [];
  if (boards > 0) {
    const wanted = includes.map(({ name, foundIn }) => {
      const place = foundIn === undefined ? '' : `; found in ${printablePath(foundIn)}`;
      return `${printable(name)} (-I, \`includeRoots\`${place})`;
    });
    const more = otherIncludes > 0 ? `, and ${otherIncludes} more` : '';
    lines.push(`${counted(boards)} could not be read; most wanted: ${wanted.join(', ')}${more}`);
  }
  for (const { rule, boards: count } of refused) lines.push(`${counted(count)} ${refusedText(rule)}: ${rule}`);
  return lines;
}

/** What is wrong with boards whose first error has this rule, in words that follow their number. */
function refusedText(rule: string): string {
  if (rule === 'file-not-allowed' || rule === 'incbin-not-allowed') return 'with a file that may not be read';
  if (rule === 'configuration-invalid') return 'with a .dtheaps.json that cannot be used';
  if (rule === INTERNAL_ERROR) return 'on which this program failed';
  return isLimitOfReading(rule) ? 'with more text than is read' : 'refused by cpp or dtc';
}
