import type { Analysis } from '../analysis.ts';
import { Session } from '../kernel/session.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../kernel/units/formatBytes.ts';
import { parseBytes } from '../kernel/units/parseBytes.ts';
import type { OperationResult } from '../kernel/use/operationResult.ts';
import { analysisNotes } from './analysisNotes.ts';

/** What a single allocation on a freshly booted board comes to. */
export interface AllocationOutcome {
  /** `ok`, an errno's name, `crash`, or `invalid` where the size cannot be read. */
  readonly result: string;
  /** One sentence: what happens, and why. */
  readonly summary: string;
  readonly details: readonly string[];
  /** What the kernel prints. */
  readonly log: readonly string[];
}

/** O_RDWR | O_CLOEXEC. */
export const USUAL_FD_FLAGS = 0x80002;

/** Allocates once from a heap of the freshly booted board; `size` as typed (`1M`, `64K`, `0x100000`, `4096`). */
export function simulateAllocation(analysis: Analysis, heap: string, size: string): AllocationOutcome {
  const length = parseBytes(size);
  if (length === undefined) {
    const summary = 'This is no size: write bytes (4096, 0x100000) or a number with K, M or G (64K, 1M).';
    return { result: 'invalid', summary, details: [], log: [] };
  }
  const session = new Session(analysis.boot, []);
  const request = { heap, length, id: 'buffer', inKernel: false, fd: 0, fdFlags: USUAL_FD_FLAGS, heapFlags: 0n };
  const outcome = session.allocate(request);
  const usage = session.usage().find((report) => report.name === heap);
  const details: string[] = [];
  if (usage !== undefined) {
    const free = usage.size - usage.used;
    const most = usage.largestFree === free ? '' : `, at most ${formatSize(usage.largestFree)} at once`;
    details.push(`${heap} has ${formatSize(free)} of ${formatSize(usage.size)} free then${most}.`);
  }
  details.push(...analysisNotes(analysis));
  return { result: outcome.result, summary: summaryOf(analysis, outcome), details, log: outcome.log ?? [] };
}

function summaryOf({ boot }: Analysis, outcome: OperationResult): string {
  const why = outcome.why === undefined ? '' : `: ${outcome.why}`;
  if (outcome.result !== 'ok') return sentence(`fails with ${outcome.result}${why}`);
  const size = outcome.bufferSize ?? 0n;
  const pages = `${size / BigInt(boot.pageSize)} pages (${formatSize(size)})`;
  const base = outcome.cmaPages?.[0]?.base ?? outcome.coherentBase;
  const place = base === undefined ? ' of ordinary memory' : ` at ${formatRange(new AddressRange(base, size))}`;
  return sentence(`succeeds with ${pages}${place}${why}`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
