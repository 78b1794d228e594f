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
  for (const { rule, boards: count } of refused) lines.push(`${counted(count)} refused by cpp or dtc: ${rule}`);
  return lines;
}
