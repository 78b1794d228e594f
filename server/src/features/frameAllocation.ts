import type { Analysis } from '../analysis.ts';
import type { Heap } from '../kernel/outcome/bootOutcome.ts';
import { formatSize } from '../kernel/units/formatBytes.ts';
import { readScenario } from '../simulation/readScenario.ts';
import { backingOf } from './regionFacts.ts';
import { runOnBoard } from './scenario/runOnBoard.ts';

/** The heap that a simulated frame is drawn from: the smallest that is no system heap, as it says most. */
function heapForFrame({ boot }: Analysis): Heap | undefined {
  const sizeOf = (heap: Heap): bigint => backingOf(boot, heap)?.range.size ?? 1n << 64n;
  const pools = boot.heaps.filter(({ backing }) => backing !== undefined);
  return pools.sort((a, b) => (sizeOf(a) < sizeOf(b) ? -1 : sizeOf(a) > sizeOf(b) ? 1 : 0))[0] ?? boot.heaps[0];
}

/** How many full-HD frames one heap of a board holds, and why the next one fails, in a sentence; names as bytes. */
export function frameAllocationText(analysis: Analysis): string {
  const heap = heapForFrame(analysis);
  if (heap === undefined) return 'There is no heap to allocate from.';
  const frame = { width: 1920, height: 1080, format: 'NV12', strideAlign: 64 };
  if (heap.backing === undefined) return `${heap.name} takes pages from all free memory; no pool limits it.`;
  const { scenario } = readScenario({ steps: [{ op: 'fill', heap: heap.name, frame, max: 10000, id: 'frame' }] });
  const [asked] = scenario.steps;
  const size = asked?.op === 'fill' ? asked.size : 0n;
  const [step] = runOnBoard(analysis, scenario).steps;
  const why = step?.why === undefined ? '' : `: ${step.why}`;
  return `${heap.name} holds ${step?.allocated ?? 0} NV12 frames of 1920x1080 (${formatSize(size)} each); the next one fails with ${step?.result}${why}.`;
}
