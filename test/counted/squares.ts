import { blocksOf, countOf } from './blocks.ts';
import { takeNatives } from './natives.ts';

/** Growth for four times the input that is neither 16, that of the square, nor near it. */
const LINEAR = 9;

/** What runs so often for each piece of the input runs as often as the input asks for, however seldom it ran for a smaller one. */
const OFTEN = 16;

/**
 * What grows as the square of the input, or nearly so: blocks of code with how often they ran for `size` pieces and for four
 * times as many, and V8's own functions with the characters or elements that they went over. Nothing, where the work of a
 * call grows with its input. `inputOf` makes a fresh input of so many pieces, which is not counted.
 *
 * It is counted, not timed, so that no machine changes anything. What a regular expression tries again at one place is not
 * counted: `growth` measures that.
 */
export async function squares<Input>(
  size: number,
  inputOf: (size: number) => Input,
  call: (input: Input) => unknown,
): Promise<string[]> {
  // What is made at the first call is not made again.
  call(inputOf(2));
  const before = await counted(inputOf(size), call);
  const after = await counted(inputOf(4 * size), call);
  const found = new Set<string>();
  const hold = (place: string, [less, more]: readonly [number, number]): void => {
    if (more > OFTEN * 4 * size && more >= LINEAR * less) found.add(`${place}: ${less}, then ${more}`);
  };
  for (const [functionPlace, blocks] of after.blocks) {
    for (const block of blocks) hold(block.place, [countOf(before.blocks, functionPlace, block), block.count]);
  }
  for (const [name, work] of after.natives) hold(name, [before.natives.get(name) ?? 0, work]);
  return [...found];
}

async function counted<Input>(input: Input, call: (input: Input) => unknown) {
  takeNatives();
  let natives: ReadonlyMap<string, number> = new Map();
  const blocks = await blocksOf(() => {
    call(input);
    natives = takeNatives();
  });
  return { blocks, natives };
}
