import type { Session } from '../kernel/session.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { churn } from './churn.ts';
import type { FrameBuffers } from './frames/frameBuffers.ts';
import type { FrameLayout } from './frames/frameLayout.ts';
import type { PlainStep, Step } from './scenario.ts';
import type { StepOutcome } from './stepOutcome.ts';

/** So many operations does it take to map one contiguous piece of a buffer. */
const OF_A_SEGMENT = 1 / 64;

/** Does one step on a session. `buffers` are those of the session. */
export function runStep(session: Session, buffers: FrameBuffers, step: Step): StepOutcome {
  return step.op === 'repeat' ? repeat(session, buffers, step) : runPlainStep(session, buffers, step);
}

/** Whether a step did what it was asked for. */
export function succeeded({ result }: Pick<StepOutcome, 'result'>): boolean {
  return result === 'ok' || result === 'max';
}

function runPlainStep(session: Session, buffers: FrameBuffers, step: PlainStep): StepOutcome {
  switch (step.op) {
    case 'allocate':
    case 'start':
      return step.count === undefined
        ? buffers.allocate(step, bufferLengths(step))
        : buffers.allocateSeveral(step, bufferLengths(step), step.count);
    case 'fill':
      return buffers.fill(step, bufferLengths(step), step.max ?? INPUT_LIMITS.stepBuffers);
    case 'churn':
      return churn(buffers, step);
    case 'free':
    case 'stop':
      return buffers.free(step.id);
    case 'freeAll':
      return buffers.freeAll();
    case 'mmap':
      return buffers.each(step.id, (id) => session.mmap(id, step));
    case 'sync':
      return buffers.each(step.id, (id) => session.sync(id, step.flags));
    case 'attach':
    case 'unmap':
    case 'detach':
      return buffers.each(step.id, (id) => session[step.op](id, step.device));
    case 'map':
      return buffers.each(
        step.id,
        (id) => buffers.spend(session.segmentCount(id) * OF_A_SEGMENT) ?? session.map(id, step.device, step.direction),
      );
    case 'beginCpuAccess':
    case 'endCpuAccess':
      return buffers.each(step.id, (id) => session[step.op](id, step.direction));
    case 'find':
      return session.find(step.heap, step.id);
    case 'put':
      return session.put(step.id);
    case 'vmap':
      return buffers.each(step.id, (id) => session.vmap(id));
    case 'vunmap':
      return buffers.each(step.id, (id) => session.vunmap(id));
    case 'drop':
      return buffers.each(step.id, (id) => session.drop(id));
  }
}

/** Goes through steps again and again; the first that fails is the result. */
function repeat(
  session: Session,
  buffers: FrameBuffers,
  { times, steps }: Extract<Step, { op: 'repeat' }>,
): StepOutcome {
  session.noteNames();
  for (let round = 0; round < times; round++) {
    for (const [index, step] of steps.entries()) {
      const outcome = buffers.spend(1) ?? runPlainStep(session, buffers, step);
      if (succeeded(outcome)) continue;
      const { result, stage, log, freeRuns } = outcome;
      const why = `round ${round}, its step ${index} (${step.op}): ${outcome.why ?? result}`;
      return {
        result,
        ...(stage === undefined ? {} : { stage }),
        ...(log === undefined ? {} : { log }),
        ...(freeRuns === undefined ? {} : { freeRuns }),
        rounds: round,
        buffers: session.notedBuffers(),
        why,
      };
    }
  }
  return { result: 'ok', rounds: times, buffers: session.notedBuffers() };
}

/** The bytes of each dma-buf of one allocation. */
export function bufferLengths(step: {
  readonly size: bigint;
  readonly frame: FrameLayout | undefined;
}): readonly bigint[] {
  return step.frame?.buffers ?? [step.size];
}
