import type { NumberedLine } from './uniformMarks.ts';

/** A line of a capture without its envelope. */
export interface CaptureLine {
  /** The line's number in the capture, from 1. */
  readonly number: number;
  /** Without colours, quotation marks, indentation and the stamps of a terminal program. */
  readonly text: string;
  /** Without what the kernel's log, dmesg or a journal puts in front of a message. */
  readonly message: string;
  /** Whether something in front of the message says that it is one of the kernel's. */
  readonly isLog: boolean;
  /** What follows `text` on a very long line, where it may be of a dump. */
  readonly rest?: string;
}

/** At most this many marks stand in front of one message: a quote, two stamps, a level, a caller. */
const MAXIMUM_MARKS = 8;
/** At most this many stamps without brackets stand in front of one line. */
const MAXIMUM_STAMPS = 3;

const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?`;
const ISO = String.raw`\d{4}-\d\d-\d\d[ T]${CLOCK}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;
/** In the language of the machine: `Nov 26`, `nov. 26`, `11月 26`. */
const MONTH_DAY = String.raw`(?:[^\s\d:;,.\[\]<>/-]{2,9}\.?|\d{1,2}月) +\d{1,2} ${CLOCK}`;
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
/** A host, if there is one, and what syslog daemons of small systems write before the program: `carrier kern.info kernel: `. */
const KERNEL_SPEAKS = String.raw`(?: [\w.-]+(?<!kernel))?(?: [a-z]+\d?\.[a-z]+)? kernel(?:\[\d+\])?: ?`;

/** What mail and terminal programs put in front of any line. */
const OUTER_MARKS: readonly RegExp[] = [
  // Zero-width marks are no spaces, and come with what is copied from a page.
  /^[\s\u200b-\u200f\u2060]+/,
  /^>/,
  /^[|│┃](?=[\s|│┃[<]|$)/,
  /^[*•+-] ?(?=\[ *\d+\.\d|<\d{1,3}>\[)/,
  new RegExp(`^\\[(?:\\d{4}-\\d\\d-\\d\\d[ T])?${CLOCK}Z?\\] ?`),
  // Tera Term, whose stamp has fractions of a second where that of dmesg -T has none.
  new RegExp(`^\\[${WEEKDAY} [A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d\\.\\d{1,6} \\d{4}\\] ?`),
  // A file's line numbers, by grep -n, -A and -B or cat -n.
  /^\d+[-:\t]\s*(?=\[|<\d)/,
];

/** What dmesg, journals and the kernel put in front of a message of the kernel. */
const LOG_MARKS: readonly RegExp[] = [
  // journalctl: short, precise, full, iso, unix, monotonic; syslog.
  new RegExp(
    `^(?:${MONTH_DAY}|${ISO}|${WEEKDAY} ${ISO}(?: (?:[A-Z]{2,5}|[+-]\\d{2,4}))?|\\d{9,}\\.\\d+|\\[ *\\d+\\.\\d+(?: <[ +]*\\d+\\.\\d+ *>)?\\])${KERNEL_SPEAKS}`,
  ),
  // logread of OpenWrt.
  new RegExp(`^${WEEKDAY} ${MONTH_DAY} \\d{4}${KERNEL_SPEAKS}`),
  // logcat -b kernel of Android, in its formats.
  new RegExp(`^\\d\\d-\\d\\d ${CLOCK}(?: +[\\w.-]+)? +\\d+ +\\d+ [VDIWEF] (?:(?:kernel)? *: )?`),
  // RFC 5424.
  new RegExp(`^<\\d{1,3}>1 ${ISO} \\S+ kernel \\S+ \\S+ \\S+ `),
  // dmesg --time-format iso.
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d /,
  // dmesg -T, with -d a difference; dmesg -H.
  /^\[[^\][<>]{2,30} \d\d:\d\d:\d\d \d{4}(?: <[ +]*\d+\.\d+>)?\] ?/,
  /^\[[^\s\d\][<>]{2,9} ?\d{1,2} \d\d:\d\d\] ?/,
  // The kernel's own time; dmesg -d, -H.
  /^\[ *[<+]? *\d+\.\d+(?:,\d+)?>?(?: <[ +]*\d+\.\d+>)?\]:? ?/,
  // CONFIG_PRINTK_CALLER; the processor and process that vendors' kernels print.
  /^\[ *[TC]\d+\] ?/,
  /^\[\d+: *[^\]:]{1,40}: *\d+\] ?/,
  /^\(CPU:\d+-pid:\d+:[^)]{1,40}\) ?/,
  /^ *(?:<\d>\.)?\(\d\)\[\d+:[^\]]{1,40}\] ?/,
  // dmesg -x.
  /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/,
  // dmesg -r; records of /dev/kmsg.
  /^<\d{1,3}>/,
  /^\d+,\d+,\d+,[-c+](?:,[^;]{0,80})?;/,
];

/** Stamps that ts(1) and others put in front of any line, where a mark of the kernel follows or not. */
const BARE_STAMP = new RegExp(`^(?:${MONTH_DAY}|${ISO}|${CLOCK}|\\d{9,}\\.\\d{3,9})(?: +(?=\\S)| *$)`);

/** A line without its envelope. */
export function captureLine(line: NumberedLine): CaptureLine {
  const { number, text: plain, rest } = line;
  // A console prints as many empty lines as others, and a hostile capture nothing else.
  if (plain === '') return { number, text: '', message: '', isLog: false, ...(rest === undefined ? {} : { rest }) };
  let text = withoutMarks(plain, OUTER_MARKS).rest;
  let log = withoutMarks(text, LOG_MARKS);
  for (let stamps = 0; stamps < MAXIMUM_STAMPS && !log.found; stamps++) {
    const stamped = text.replace(BARE_STAMP, '');
    if (stamped === text) break;
    text = withoutMarks(stamped, OUTER_MARKS).rest;
    log = withoutMarks(text, LOG_MARKS);
  }
  return {
    number,
    text: text.trimEnd(),
    message: log.rest.trimEnd(),
    isLog: log.found,
    ...(rest === undefined ? {} : { rest }),
  };
}

function withoutMarks(text: string, marks: readonly RegExp[]): { readonly rest: string; readonly found: boolean } {
  let rest = text;
  for (let count = 0; count < MAXIMUM_MARKS; count++) {
    const before = rest;
    for (const mark of marks) {
      const match = mark.exec(rest);
      if (match === null) continue;
      rest = rest.slice(match[0].length);
      break;
    }
    if (rest === before) break;
  }
  return { rest, found: rest !== text };
}
