import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** How often a stretch of code ran: a function, or a block within one. */
interface Block {
  readonly place: string;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** How often the blocks of each function ran, by the function's place; the outer ones before those within them. */
export type BlockCounts = ReadonlyMap<string, readonly Block[]>;

let session: Session | undefined;

/**
 * Begins to count in this thread how often each block of code runs. To be called before the code is loaded: of what V8 has
 * compiled before it counts calls alone. It turns V8's optimiser off.
 */
export async function countBlocks(): Promise<void> {
  if (session !== undefined) return;
  const begun = new Session();
  begun.connect();
  await begun.post('Profiler.enable');
  await begun.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  session = begun;
}

/** What is counted of nobody: Node itself, what runs the tests, and what counts. */
const OF_NOBODY = /^node:|^$|\/node_modules\/(?:vite|vitest|@vitest)\/|\/counted\/natives\.ts$/;

/** How often each block of the product, the tests and the libraries runs during a call. */
export async function blocksOf(call: () => unknown): Promise<BlockCounts> {
  if (session === undefined) throw new Error('Blocks are counted in files named *.growth.test.ts alone.');
  await session.post('Profiler.takePreciseCoverage');
  call();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const scripts = result.filter(({ url }) => !OF_NOBODY.test(url));
  return new Map(scripts.flatMap(({ url, functions }) => functions.map((each) => blocksIn(url, each))));
}

function blocksIn(url: string, { functionName, ranges }: Profiler.FunctionCoverage): [string, readonly Block[]] {
  const file = url.slice(url.lastIndexOf('/', url.lastIndexOf('/') - 1) + 1);
  const at = `${file} ${functionName || '(a function)'}`;
  const blocks = ranges.map(({ startOffset, endOffset, count }, index) => {
    return { place: index === 0 ? at : `${at}, in a block`, start: startOffset, end: endOffset, count };
  });
  return [`${url} ${ranges[0]?.startOffset}`, blocks];
}

/** How often a block of a function ran, as counted another time: what has no count of its own ran as often as what is around it. */
export function countOf(counts: BlockCounts, functionPlace: string, block: Block): number {
  const around = ({ start, end }: Block): boolean => start <= block.start && block.end <= end;
  return counts.get(functionPlace)?.findLast(around)?.count ?? 0;
}
