import type { Board } from '../devicetree/board.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { LIMITS } from '../text/limits.ts';
import { Remembered } from '../text/remembered.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { replaceSpan, textOf } from './edits.ts';
import type { Fix } from './finding.ts';

/** Of each file at most this many names are remembered. */
const MOST_NAMES = 1000;

/**
 * What gives a node another name, where one edit is the whole change: the node is opened once by its name, which no macro
 * made, else by references, and nothing else in the board's files spells the name (a path, an overlay, a second opening).
 * Where it is defined in another file than it is opened in last, the edit suits only a board that reads that file alone
 * (`Fix.sole`). `undefined` otherwise, and where the search for all nodes beside it would go past `LIMITS.renameSearch`.
 */
export function renameNode(
  board: Board,
  node: DeviceTreeNode,
  newName: string,
): Pick<Fix, 'edits' | 'sole'> | undefined {
  const [declaration, second] = node.declarations.filter((span) => !textOf(span).startsWith('&'));
  if (declaration === undefined || second !== undefined || textOf(declaration) !== node.name) return undefined;
  const characters = board.files.reduce((sum, file) => sum + file.text.length, 0);
  if (characters * (node.parent?.children.size ?? 1) > LIMITS.renameSearch.most) return undefined;
  const uses = board.files.reduce((sum, file) => sum + usesIn(file, node.name), 0);
  if (uses !== 1) return undefined;
  const edits = [replaceSpan(declaration, newName)];
  const isElsewhere = node.declarations.at(-1)?.file.path !== declaration.file.path;
  return isElsewhere ? { edits, sole: declaration.file.path } : { edits };
}

/** How often files spell names: of a board's many files an edit changes one. */
const known = new Remembered<SourceFile, Map<string, number>>();

function usesIn(file: SourceFile, name: string): number {
  let uses = known.get(file);
  if (uses === undefined) {
    uses = new Map();
    known.set(file, uses);
  }
  let count = uses.get(name);
  if (count === undefined) {
    if (uses.size >= MOST_NAMES) uses.clear();
    count = occurrences(file.text, name);
    uses.set(name, count);
  }
  return count;
}

function occurrences(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const next = text[at + name.length];
    if (next === undefined || !/[0-9a-zA-Z]/.test(next)) count++;
  }
  return count;
}
