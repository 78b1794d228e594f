import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../../test/chance.ts';
import { testParser } from '../../../../test/parser.ts';
import { brokenParts } from './brokenParts.ts';
import { childrenOf, type SyntaxNode } from './parser.ts';
import { READ_KINDS, STATEMENTS } from './syntaxKinds.ts';

const parser = await testParser();

const placeOf = ({ type, startIndex, endIndex }: SyntaxNode): string => `${type} ${startIndex} ${endIndex}`;

/** The nodes of a text with errors whose children have some. */
function* brokenNodes(node: SyntaxNode): Generator<SyntaxNode, void, undefined> {
  yield node;
  for (const child of childrenOf(node)) if (child.hasError) yield* brokenNodes(child);
}

test('what is read of good statements in a row is what each by itself has', () => {
  const words = [
    'a;',
    'b = <1>',
    'n { a; };',
    '/* c */',
    '};',
    ' = ',
    '"',
    'l: ',
    '&a;',
    '<1>',
    '/delete-node/ x;',
    '\n',
  ];
  // A comment may come before the statements around it.
  const placesOf = (nodes: readonly SyntaxNode[]) => nodes.filter(({ type }) => type !== 'comment').map(placeOf);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (text) => {
      const tree = parser.parse(`/ {\n${text.join('')}`);
      for (const parent of brokenNodes(tree.rootNode)) {
        const read = [...brokenParts(parent)].flatMap(({ child, good }) => (child === undefined ? [...good] : [child]));
        const each = [...childrenOf(parent)].flatMap((child) =>
          STATEMENTS.includes(child.type) && !child.hasError ? child.descendantsOfType(READ_KINDS) : [child],
        );
        expect(placesOf(read)).toEqual(placesOf(each));
      }
      tree.delete();
    }),
    { numRuns: 300 },
  );
});

test('statements of a broken node are searched many at once', () => {
  const tree = parser.parse(`/ {\n${'a;'.repeat(10_000)}= =`);
  const prototype = Object.getPrototypeOf(tree.rootNode) as Pick<SyntaxNode, 'descendantsOfType'>;
  const { descendantsOfType } = prototype;
  let searches = 0;
  prototype.descendantsOfType = function (this: SyntaxNode, ...asked) {
    searches++;
    return descendantsOfType.apply(this, asked);
  };
  let read = 0;
  for (const parent of brokenNodes(tree.rootNode)) {
    for (const { good = [] } of brokenParts(parent)) for (const _ of good) read++;
  }
  prototype.descendantsOfType = descendantsOfType;
  tree.delete();
  expect(read).toBeGreaterThanOrEqual(10_000);
  expect(searches).toBeLessThan(10);
});
