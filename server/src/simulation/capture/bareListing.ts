import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Capture, Captured, CaptureNote } from './capture.ts';
import { captureLines, captureText } from './captureLines.ts';
import { looksLikeHeap, mayBeHeap } from './heapName.ts';
import { takenNote } from './takenListing.ts';

/**
 * Names alone, as `ls /dev/dma_heap` prints them, where the command was not copied along: every word has to look like a
 * heap, and one has to be `system` or a heap of the board (`known`), so that no other text is taken for it. Where
 * `system` stands, and each line is one word, as `ls` prints into a file, any name will do. Without `system`, which every
 * kernel with heaps has, it is taken for an excerpt. `undefined` for any other text.
 */
export function readBareListing(text: string, known: ReadonlySet<string>): Capture | undefined {
  // Some consoles print an empty line after each. A longer text is no listing, and was read in vain already.
  const most = 2 * INPUT_LIMITS.listedHeaps;
  if (captureText(text).split('\n', most + 1).length > most) return undefined;
  const items: Captured[] = [];
  const notes: CaptureNote[] = [];
  const lines = captureLines(text, notes).map((line) => ({
    ...line,
    words: line.text.split(/\s+/).filter((each) => each !== ''),
  }));
  const isColumn = lines.every(({ words }) => words.length <= 1) && lines.some(({ words }) => words[0] === 'system');
  for (const { number, words } of lines) {
    for (const word of words) {
      if (!known.has(word) && !looksLikeHeap(word) && !(isColumn && mayBeHeap(word))) return undefined;
      items.push({ text: word, line: number });
    }
  }
  const isWhole = items.some((item) => item.text === 'system');
  const [first] = items;
  if (first === undefined || (!isWhole && !items.some((item) => known.has(item.text)))) return undefined;
  notes.push(takenNote(first.line, isWhole));
  return { ...NOTHING, heaps: { items, isWhole }, notes };
}

const NOTHING: Capture = {
  kernel: undefined,
  architecture: undefined,
  pageSize: undefined,
  commandLine: undefined,
  model: undefined,
  memory: undefined,
  log: undefined,
  heaps: undefined,
  noHeapFolder: undefined,
  areas: undefined,
  cmaTotal: undefined,
  blob: undefined,
  notes: [],
};
