import type { WhiteEdit } from './formatDocument.ts';

/** More edits than this are joined: each has two places and a hundred bytes in an answer, and no real file needs them. */
const MOST_SEPARATE = 20_000;

/** Edits of which so many are made that they are joined lie this close to each other, in characters. */
const NEAR = 256;

/**
 * The same change in fewer edits where there are very many: those near each other become one, with the text between them
 * as it is. So the answer for a text of nothing but statements without white space grows with the text alone.
 */
export function fewerEdits(edits: readonly WhiteEdit[], text: string): readonly WhiteEdit[] {
  if (edits.length <= MOST_SEPARATE) return edits;
  const joined: WhiteEdit[] = [];
  for (let index = 0; index < edits.length; ) {
    const start = edits[index]?.start ?? 0;
    let end = start;
    let newText = '';
    for (let edit = edits[index]; edit !== undefined && edit.start - start <= NEAR; edit = edits[++index]) {
      newText += text.slice(end, edit.start) + edit.newText;
      end = edit.end;
    }
    joined.push({ start, end, newText });
  }
  return joined;
}
