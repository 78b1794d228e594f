import type { Session } from '../kernel/session.ts';
import type { OperationResult } from '../kernel/use/operationResult.ts';
import type { FrameBuffers } from './frames/frameBuffers.ts';
import type { FrameLayout } from './frames/frameLayout.ts';
import { MAXIMUM_BUFFERS, type Step } from './scenario.ts';

/** Does one step on a session. `buffers` are those of the session. */
export function runStep(session: Session, buffers: FrameBuffers, step: Step): OperationResult {
  switch (step.op) {
    case 'allocate':
      return step.count === undefined
        ? buffers.allocate(step, bufferLengths(step))
        : buffers.allocateSeveral(step, bufferLengths(step), step.count);
    case 'fill':
      return buffers.fill(step, bufferLengths(step), step.max ?? MAXIMUM_BUFFERS);
    case 'freeAll':
      return session.freeAll();
    case 'mmap':
      return buffers.each(step.id, (id) => session.mmap(id, step));
    case 'sync':
      return buffers.each(step.id, (id) => session.sync(id, step.flags));
    case 'attach':
    case 'unmap':
    case 'detach':
      return buffers.each(step.id, (id) => session[step.op](id, step.device));
    case 'map':
      return buffers.each(step.id, (id) => session.map(id, step.device, step.direction));
    case 'beginCpuAccess':
    case 'endCpuAccess':
      return buffers.each(step.id, (id) => session[step.op](id, step.direction));
    case 'find':
      return session.find(step.heap, step.id);
    case 'put':
      return session.put(step.id);
    default:
      return buffers.each(step.id, (id) => session[step.op](id));
  }
}

/** The bytes of each dma-buf of one allocation. */
export function bufferLengths(step: {
  readonly size: bigint;
  readonly frame: FrameLayout | undefined;
}): readonly bigint[] {
  return step.frame?.buffers ?? [step.size];
}
