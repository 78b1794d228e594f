import type { Board } from './board.ts';
import { isUnreadInclude } from './followOnProblems.ts';

/** How much of a board reading could not find out. */
export type LostText =
  /** Nothing: dtc may refuse the tree, but every statement of it is known. */
  | 'nothing'
  /** Statements, whose nodes and properties are marked (`isBroken`, `isUnclosed`), and outermost ones. */
  | 'statements'
  /** More than can be said: a file, a condition, or which node is in which. */
  | 'unknown';

/** Errors that leave all statements known: what dtc and the preprocessor only refuse. */
const NOTHING_LOST: ReadonlySet<string> = new Set([
  'directive-error',
  'duplicate-label',
  'duplicate-node-names',
  'duplicate-property-names',
  'explicit-phandles',
  'fixup-of-path',
  'header-mismatch',
  'ident-invalid',
  'line-invalid',
  'macro-redefined',
  'name-is-string',
  'name-properties',
  'node-name-chars',
  'node-name-format',
  'property-after-node',
  'property-name-chars',
  'relative-reference-in-plugin',
]);

/** Errors that are at the place at which they stand, and nowhere else. */
const STATEMENTS_LOST: ReadonlySet<string> = new Set([
  'incbin-not-allowed',
  'incbin-not-found',
  'incbin-too-large',
  'macro-call-invalid',
  'path-references',
  'phandle-references',
  'reference-not-found',
  'syntax-error',
  // What is wrong with a literal or an expression.
  'bad-character',
  'bad-element-size',
  'bad-escape',
  'bad-integer',
  'division-by-zero',
  'expression-too-long',
  'integer-out-of-range',
  'reference-in-sized-array',
  'value-truncated',
]);

/** How much of a board's text was lost. A fault of any other kind may have hidden anything. */
export function lostTextOf(board: Board): LostText {
  if (!board.refused) return 'nothing';
  const { problems, tree, unit, request } = board;
  const ids = problems.filter(({ severity }) => severity === 'error').map(({ id }) => id);
  // Of a refused blob, or with an overlay that was not applied, the tree is not what the board boots with.
  if (unit === undefined || request.overlays.length > 0 || tree.isShapeUnknown === true) return 'unknown';
  if (ids.length === 0 || problems.some(isUnreadInclude)) return 'unknown';
  if (ids.every((id) => NOTHING_LOST.has(id))) return 'nothing';
  return ids.every((id) => NOTHING_LOST.has(id) || STATEMENTS_LOST.has(id)) ? 'statements' : 'unknown';
}
