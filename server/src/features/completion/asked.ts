import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { TypingPlace } from '../../devicetree/document/typingPlace.ts';
import type { CellCounts } from '../../text/cells.ts';
import type { NodeRole } from '../nodeRole.ts';

/** Where something is to be suggested. */
export interface Asked {
  /** The board that the document is seen through; `undefined` where none is known. */
  readonly analysis: Analysis | undefined;
  readonly document: DocumentTree;
  readonly offset: number;
  readonly place: TypingPlace;
  /** What of the word stands before the place. */
  readonly typed: string;
  /** The node around the place; `undefined` outside of all. */
  readonly role: NodeRole | undefined;
}

/** The root's cells; what most boards have where no board is known. */
export function rootCells(analysis: Analysis | undefined): CellCounts {
  return analysis?.memory.cells ?? { address: 2, size: 2 };
}

/** What stands after the word, its blanks aside: one character, empty at the end of the line. */
export function nextCharacter({ place, document }: Asked): string {
  return /[ \t]*(.?)/y.exec(document.file.text.slice(place.word.end, place.word.end + 200))?.[1] ?? '';
}

/** What a statement that has begun goes on with after the word: it is kept, and only the name is suggested. */
export type Continuation = 'body' | 'value' | 'end' | 'label' | 'call' | undefined;

export function continuationOf(asked: Asked): Continuation {
  switch (nextCharacter(asked)) {
    case '{':
      return 'body';
    case '=':
      return 'value';
    case ';':
      return 'end';
    case ':':
      return 'label';
    case '(':
      return 'call';
    default:
      return undefined;
  }
}

/** Whether a label stands before the word: what follows is a node or a property. */
export function hasLabel({ place }: Asked): boolean {
  const { file, start } = place.word;
  return /:\s*$/.test(file.text.slice(Math.max(0, start - 100), start));
}

/** The end of a statement, where none stands there yet. */
export function semicolonFor(asked: Asked): string {
  return /[;,]/.test(nextCharacter(asked)) ? '' : ';';
}
