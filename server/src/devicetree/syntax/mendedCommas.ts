import { LIMITS } from '../../text/limits.ts';
import { isSpace } from './dtsCharacters.ts';
import { type FirstError, findFirstError } from './firstError.ts';
import { missingText, TokensBefore } from './missingText.ts';
import { type DevicetreeParser, type SyntaxTree, syntaxEdit } from './parser.ts';

/** A text whose values have the commas that are missing between them, each in the place of a blank. */
export interface MendedCommas {
  readonly text: string;
  readonly tree: SyntaxTree;
  /** Where each comma is missing, and at last the first error that none mends, if there is one: in order. */
  readonly errors: readonly FirstError[];
}

/**
 * Finds the errors of a text whose syntax tree has one. After a value that begins where a comma or the end of the
 * statement was expected the parser understands little of what follows, so that its next error would be no fault of the
 * text: such a comma is put in, and the text parsed again. Who gets the tree deletes it.
 */
export function mendCommas(parser: DevicetreeParser, whole: string, broken: SyntaxTree): MendedCommas {
  let text = whole;
  let tree = broken.copy();
  const errors: FirstError[] = [];
  while (tree.rootNode.hasError) {
    const error = findFirstError(parser, text, tree);
    errors.push(error);
    const at = commaBefore(text, error);
    if (at === undefined || !mayMend(errors.length, text)) break;
    text = `${text.slice(0, at)},${text.slice(at + 1)}`;
    tree.edit(syntaxEdit(at, at + 1, at + 1));
    const next = parser.parse(text, tree);
    tree.delete();
    tree = next;
  }
  return { text, tree, errors };
}

/** Whether so many errors of a text may be mended. */
export function mayMend(count: number, text: string): boolean {
  return count <= LIMITS.mendedErrors.most && count * text.length <= LIMITS.mendedCharacters.most;
}

/** The offset of the blank in whose place a comma mends an error; `undefined` where that is not what is missing. */
function commaBefore(text: string, error: FirstError): number | undefined {
  const missing = missingText(text, error, new TokensBefore(text), []);
  const isComma = missing?.parts.length === 1 && missing.parts[0]?.text === ',';
  return isComma && isSpace(text.charCodeAt(missing.after)) ? missing.after : undefined;
}
