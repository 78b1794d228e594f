import type { BootOutcome, Heap } from '../../kernel/outcome/bootOutcome.ts';
import { Session } from '../../kernel/session.ts';
import { FrameBuffers } from '../../simulation/frames/frameBuffers.ts';
import { frameLayout, PLAIN_FRAME } from '../../simulation/frames/frameLayout.ts';
import { USUAL_FD_FLAGS } from '../../simulation/scenario.ts';

/** A picture that nearly every camera and decoder hands out, as a measure of a heap. */
const MEASURE = { name: 'NV12 1080p', frame: { width: 1920, height: 1080, format: 'NV12', ...PLAIN_FRAME } };

/** At most this many frames are counted. */
const MOST_FRAMES = 999;

const known = new WeakMap<Heap, string | undefined>();

/**
 * How many frames of 1920×1080 in NV12 a heap gives one after the other right after boot, in a few words; `undefined`
 * where the kernel dies of it. Counted once a boot.
 */
export function frameCapacity(outcome: BootOutcome, heap: Heap): string | undefined {
  if (!known.has(heap)) known.set(heap, countFrames(outcome, heap));
  return known.get(heap);
}

function countFrames(outcome: BootOutcome, heap: Heap): string | undefined {
  const layout = frameLayout(MEASURE.frame);
  if ('message' in layout) return undefined;
  const request = { heap: heap.name, id: 'frame', inKernel: false, fd: 0, fdFlags: USUAL_FD_FLAGS, heapFlags: 0n };
  const frames = new FrameBuffers(new Session(outcome, []), outcome.pageSize);
  const { result, allocated = 0 } = frames.fill(request, layout.buffers, MOST_FRAMES);
  if (result === 'crash') return undefined;
  const count = result === 'max' ? `over ${MOST_FRAMES}` : allocated === 0 ? 'no' : `${allocated}`;
  return `${count} ${MEASURE.name}`;
}
