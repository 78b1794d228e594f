import type { Analysis } from '../analysis.ts';
import { Session } from '../kernel/session.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../kernel/units/formatBytes.ts';
import { FrameBuffers } from '../simulation/frames/frameBuffers.ts';
import { frameText } from '../simulation/frames/frameText.ts';
import { USUAL_FD_FLAGS } from '../simulation/scenario.ts';
import type { StepOutcome } from '../simulation/stepOutcome.ts';
import { analysisNotes } from './analysisNotes.ts';
import { type AskedAllocation, readAllocation } from './scenario/readAllocation.ts';

/** What allocations on a freshly booted board come to. */
export interface AllocationOutcome {
  /** `ok`, `max` where a heap does not fill up, an errno's name, `crash`, or `invalid` where the text cannot be read. */
  readonly result: string;
  /** One sentence: what happens, and why. */
  readonly summary: string;
  readonly details: readonly string[];
  /** What the kernel prints. */
  readonly log: readonly string[];
  /** The same as the text of a scenario's file; absent where what was asked for cannot be read. */
  readonly scenario?: string;
}

/** Of a heap that does not fill up no more buffers than this are tried: somebody waits for the answer. */
const MOST_BUFFERS = 1 << 16;

/**
 * Allocates from a heap of the freshly booted board: what is `asked` as typed (`readAllocation`), such as `1M`,
 * `8 x 1920x1080 NV12` or `64K until full`.
 */
export function simulateAllocation(analysis: Analysis, heap: string, asked: string): AllocationOutcome {
  const request = readAllocation(asked);
  if ('complaint' in request) return { result: 'invalid', summary: request.complaint, details: [], log: [] };
  const session = new Session(analysis.boot, []);
  const outcome = allocate(new FrameBuffers(session, analysis.boot.pageSize), heap, request);
  const usage = session.usage().find((report) => report.name === heap);
  const details: string[] = [];
  if (request.frame !== undefined) {
    details.push(
      `${frameText(
        request.frame,
        request.lengths.map((length) => session.pagesApart(heap, length)),
      )}.`,
    );
  }
  if (usage !== undefined) {
    const free = usage.size - usage.used;
    const most = usage.largestFree === free ? '' : `, at most ${formatSize(usage.largestFree)} at once`;
    details.push(`${heap} has ${formatSize(free)} of ${formatSize(usage.size)} free then${most}.`);
  }
  details.push(...analysisNotes(analysis));
  const several = request.count !== undefined || request.untilFull;
  return {
    result: outcome.result,
    summary: several ? summaryOfSeveral(outcome, request) : summaryOf(analysis, outcome),
    details,
    log: outcome.log ?? [],
    scenario: scenarioText(heap, request),
  };
}

function allocate(buffers: FrameBuffers, heap: string, { lengths, count, untilFull }: AskedAllocation): StepOutcome {
  const request = { heap, id: 'buffer', inKernel: false, fd: 0, fdFlags: USUAL_FD_FLAGS, heapFlags: 0n };
  if (untilFull) return buffers.fill(request, lengths, MOST_BUFFERS);
  return count === undefined ? buffers.allocate(request, lengths) : buffers.allocateSeveral(request, lengths, count);
}

function summaryOf({ boot }: Analysis, outcome: StepOutcome): string {
  const why = outcome.why === undefined ? '' : `: ${outcome.why}`;
  if (outcome.result !== 'ok') return sentence(`fails with ${outcome.result}${why}`);
  const size = outcome.bufferSize ?? 0n;
  const pages = `${size / BigInt(boot.pageSize)} pages (${formatSize(size)})`;
  const places = (outcome.buffers ?? []).flatMap(({ base, size: bytes }) =>
    base === undefined ? [] : [formatRange(new AddressRange(base, bytes))],
  );
  const place = places.length === 0 ? ' of ordinary memory' : ` at ${places.join(' and ')}`;
  return sentence(`succeeds with ${pages}${place}${why}`);
}

function summaryOfSeveral({ result, allocated = 0, why }: StepOutcome, { count, frame }: AskedAllocation): string {
  const thing = frame === undefined ? 'buffer' : 'frame';
  const made = `${allocated} ${thing}${allocated === 1 ? '' : 's'}`;
  if (result === 'ok') return sentence(`succeeds with ${made}`);
  if (result === 'max') return sentence(`is not full after ${made}`);
  const reason = why === undefined ? '' : `: ${why}`;
  if (count === undefined) return sentence(`holds ${made}; the next one fails with ${result}${reason}`);
  return sentence(`gives ${made} of ${count}; the next one fails with ${result}${reason}`);
}

function scenarioText(heap: string, { count, untilFull, written }: AskedAllocation): string {
  const many = count === undefined ? {} : { count };
  const step = { op: untilFull ? 'fill' : 'allocate', heap, ...written, ...many, id: 'buffer' };
  return `${JSON.stringify({ steps: [step] }, null, 2)}\n`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
