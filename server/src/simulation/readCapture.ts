import { isBootMessage } from '../kernel/outcome/matchLog.ts';

/** Something that a target printed, and the line of the capture (from 1) on which it did. */
export interface Captured {
  readonly text: string;
  readonly line: number;
}

/** A CMA area as debugfs shows it below `/sys/kernel/debug/cma`. */
export interface CapturedArea {
  readonly name: string;
  readonly pages: number | undefined;
  readonly basePage: number | undefined;
  readonly line: number;
}

/** What a target said about itself. A member is `undefined` where the capture holds nothing of its kind. */
export interface Capture {
  /** From `Linux version …`. */
  readonly kernel: string | undefined;
  /** From `Kernel command line: …`. */
  readonly commandLine: string | undefined;
  /** The kernel's messages about reserved memory, CMA and heaps, in order; present if there is a kernel log at all. */
  readonly log: readonly Captured[] | undefined;
  /** The names below `/dev/dma_heap`. */
  readonly heaps: readonly Captured[] | undefined;
  readonly areas: readonly CapturedArea[] | undefined;
}

/** What dmesg and journals put in front of a message: `<6>`, `[    0.000000]`, `Jan 01 00:00:00 host kernel:`. */
const LOG_PREFIX = /^(?:[A-Z][a-z]{2} +\d+ [\d:]{8} \S+ kernel: )?(?:<\d+>)?(?:\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? ?)?/;

const LOG_EVIDENCE = /\[ *\d+\.\d+\]|Linux version \d/;

const OVERLAP = 'OVERLAP DETECTED!';
const HEAP_PATH = /\/dev\/dma_heap\/([A-Za-z0-9,._+@-]+)/g;
const HEAP_NAME = /^[A-Za-z0-9,._+@-]+$/;
const LISTING_START = /(?:^|\s)(?:\.\/|\/dev\/)?dma_heap\/?:?\s*$/;
const PROMPT = /^\S*[#$>] /;
const AREA_FILE = /cma\/([^/\s]+)\/(count|base_pfn):\s*(\d+)/;

/** More lines than any boot prints; the rest is not looked at. */
const MAXIMUM_LINES = 1_000_000;

/**
 * Reads what a person copied from a target: the kernel's log (`dmesg`, a serial console, a journal), a listing of
 * `/dev/dma_heap`, and `grep -r . /sys/kernel/debug/cma`, in any order and mixture.
 */
export function readCapture(text: string): Capture {
  const lines = text.split(/\r?\n/, MAXIMUM_LINES);
  const log: Captured[] = [];
  const heaps = new Map<string, Captured>();
  const areas = new Map<string, CapturedArea>();
  let hasLog = false;
  let hasHeaps = false;
  let listing = false;
  let kernel: string | undefined;
  let commandLine: string | undefined;
  let overlap: Captured | undefined;
  const addHeap = (name: string, line: number): void => {
    hasHeaps = true;
    if (!heaps.has(name)) heaps.set(name, { text: name, line });
  };
  for (const [index, whole] of lines.entries()) {
    const line = index + 1;
    hasLog ||= LOG_EVIDENCE.test(whole);
    const message = whole.replace(LOG_PREFIX, '').trimEnd();
    kernel ??= /Linux version (\d+\.\d+(?:\.\d+)?)/.exec(message)?.[1];
    commandLine ??= /^Kernel command line: (.*)$/.exec(message)?.[1];
    if (overlap !== undefined) {
      log.push({ text: `${overlap.text}\n${message}`, line: overlap.line });
      overlap = undefined;
    } else if (message.endsWith(OVERLAP)) overlap = { text: message, line };
    else if (isBootMessage(message)) log.push({ text: message, line });
    const area = AREA_FILE.exec(whole);
    if (area !== null) addArea(areas, area, line);
    if (LISTING_START.test(whole)) {
      listing = true;
      hasHeaps = true;
    } else if (listing) listing = readListing(whole, (name) => addHeap(name, line));
    else for (const [, name = ''] of whole.matchAll(HEAP_PATH)) addHeap(name, line);
  }
  return {
    kernel,
    commandLine,
    log: hasLog || log.length > 0 ? log : undefined,
    heaps: hasHeaps ? [...heaps.values()] : undefined,
    areas: areas.size > 0 ? [...areas.values()] : undefined,
  };
}

/** Reads one line of `ls` on the folder of heaps; false where the listing has ended. */
function readListing(line: string, add: (name: string) => void): boolean {
  if (line.trim() === '' || PROMPT.test(line) || LOG_EVIDENCE.test(line)) return false;
  if (/^total \d+$/.test(line)) return true;
  const words = line.trim().split(/\s+/);
  const names = /^[cdl-][rwxsStT-]{9}/.test(line) ? words.slice(-1) : words;
  for (const name of names) if (HEAP_NAME.test(name) && !/^\.+$/.test(name)) add(name);
  return true;
}

function addArea(areas: Map<string, CapturedArea>, [, name = '', file, number]: RegExpExecArray, line: number): void {
  const earlier = areas.get(name) ?? { name, pages: undefined, basePage: undefined, line };
  areas.set(name, { ...earlier, [file === 'count' ? 'pages' : 'basePage']: Number(number) });
}
