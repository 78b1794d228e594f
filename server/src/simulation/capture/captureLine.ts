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
}

/** At most this many marks stand in front of one message: a quote, two stamps, a level, a caller. */
const MAXIMUM_MARKS = 8;
/** At most this many lines are looked at, far more than any boot prints. */
const MAXIMUM_LINES = 1_000_000;

const ESCAPE = '\\u001b';
/** Sequences of a terminal (ECMA-48): CSI, OSC, character sets and single functions; and `^[[0m` as `cat -v` shows it. */
const TERMINAL_SEQUENCE = new RegExp(
  `${ESCAPE}\\[[0-?]*[ -/]*[@-~]|${ESCAPE}\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)|${ESCAPE}[ -/]*[0-~]|\\^\\[\\[[0-9;]*[mK]`,
  'g',
);

const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?`;
const ISO = String.raw`\d{4}-\d\d-\d\d[ T]${CLOCK}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;
const MONTH_DAY = String.raw`[A-Z][a-z]{2} +\d{1,2} ${CLOCK}`;

/** What mail and terminal programs put in front of any line. */
const OUTER_MARKS: readonly RegExp[] = [
  /^\s+/,
  /^[>|](?=[\s>|]|$)/,
  new RegExp(`^\\[(?:\\d{4}-\\d\\d-\\d\\d[ T])?${CLOCK}\\] ?`),
  // A file's line numbers, by grep -n or cat -n.
  /^\d+[:\t]\s*(?=\[|<\d)/,
];

/** What dmesg, journals and the kernel put in front of a message of the kernel. */
const LOG_MARKS: readonly RegExp[] = [
  // journalctl: short, precise, full, iso, unix, monotonic; syslog.
  new RegExp(
    `^(?:${MONTH_DAY}|${ISO}|[A-Z][a-z]{2} ${ISO}(?: [A-Z]{2,5})?|\\d{9,}\\.\\d+|\\[ *\\d+\\.\\d+\\]) \\S+ kernel(?:\\[\\d+\\])?: ?`,
  ),
  // RFC 5424.
  new RegExp(`^<\\d{1,3}>1 ${ISO} \\S+ kernel \\S+ \\S+ \\S+ `),
  // dmesg --time-format iso.
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d /,
  // dmesg -T, with -d a difference; dmesg -H.
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4}(?: <[ +]*\d+\.\d+>)?\] ?/,
  /^\[[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d\] ?/,
  // The kernel's own time; dmesg -d, -H.
  /^\[ *[<+]? *\d+\.\d+>?(?: <[ +]*\d+\.\d+>)?\] ?/,
  // CONFIG_PRINTK_CALLER; the processor and process that vendors' kernels print.
  /^\[ *[TC]\d+\] ?/,
  /^\[\d+: *[^\]:]{1,40}: *\d+\] ?/,
  // dmesg -x.
  /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(?:emerg|alert|crit|err|warn|notice|info|debug) *: ?/,
  // dmesg -r; records of /dev/kmsg.
  /^<\d{1,3}>/,
  /^\d+,\d+,\d+,[-c+](?:,[^;]{0,80})?;/,
];

/** Stamps that ts(1) and others put in front of any line, where a mark of the kernel follows or not. */
const BARE_STAMP = new RegExp(`^(?:${MONTH_DAY}|${ISO}|${CLOCK}) (?=\\S)`);

/** The lines of a capture; a line ends in LF, CR LF, CR CR LF or a lone CR. */
export function captureLines(text: string): CaptureLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r*\n|\r/, MAXIMUM_LINES)
    .map((line, index) => captureLine(line, index + 1));
}

function captureLine(whole: string, number: number): CaptureLine {
  const plain = whole.includes('\u001b') || whole.includes('^[') ? whole.replaceAll(TERMINAL_SEQUENCE, '') : whole;
  let text = withoutMarks(plain, OUTER_MARKS).rest;
  let log = withoutMarks(text, LOG_MARKS);
  if (!log.found) {
    const stamped = text.replace(BARE_STAMP, '');
    if (stamped !== text) {
      text = withoutMarks(stamped, OUTER_MARKS).rest;
      log = withoutMarks(text, LOG_MARKS);
    }
  }
  return { number, text: text.trimEnd(), message: log.rest.trimEnd(), isLog: log.found };
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
