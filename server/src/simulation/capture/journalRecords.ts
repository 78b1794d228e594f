import type { NumberedLine } from './uniformMarks.ts';

/** A message as `dmesg --json`, `journalctl -o json` and LAVA's test logs print it, whichever members stand around it. */
const JSON_MESSAGE = /"(?:msg|MESSAGE)" ?: ?("[^"\\]*(?:\\.[^"\\]*)*")/g;
/** A message as `journalctl -o export` and `-o verbose` print it. */
const FIELD_MESSAGE = /^\s*MESSAGE=(.*)$/;
/** What such a text has beside messages, and nothing else has. */
const RECORD =
  /"dmesg" ?: ?\[|"(?:pri|lvl|PRIORITY|_TRANSPORT|__CURSOR|_BOOT_ID)" ?:|^\s*(?:_TRANSPORT|PRIORITY|__CURSOR)=/;
/** What a record of a console has. */
const OF_CONSOLE = /"lvl" ?:/;
/** Who speaks, where a record on one line says so. */
const SPEAKER = /"(?:SYSLOG_IDENTIFIER|lvl)" ?: ?"([^"]*)"/;
/** The kernel, and the machine under test in a log of LAVA, which has its own lines beside (`info`, `debug`, `results`). */
const HEARD = new Set(['kernel', 'target', 'feedback']);

/** At most this many lines stand in front of the first record. */
const MOST_BEFORE = 40;

/** Whether a text consists of records: JSON of dmesg, a journal or LAVA, or a journal's own format. */
export function hasRecords(lines: readonly NumberedLine[]): boolean {
  const first = lines.slice(0, MOST_BEFORE);
  return (
    first.some(({ text }) => RECORD.test(text)) &&
    first.some(({ text }) => FIELD_MESSAGE.test(text) || text.search(JSON_MESSAGE) >= 0)
  );
}

/** Whether records, which a text consists of, are lines of a console (LAVA), and not each a message of a log. */
export function areOfConsole(lines: readonly NumberedLine[]): boolean {
  return lines.slice(0, MOST_BEFORE).some(({ text }) => OF_CONSOLE.test(text));
}

/** The messages of the records on a line; none of others than the kernel and its machine, where the line says who speaks. */
export function recordMessages(text: string): readonly string[] {
  const speaker = SPEAKER.exec(text)?.[1];
  if (speaker !== undefined && !HEARD.has(speaker)) return [];
  const field = FIELD_MESSAGE.exec(text)?.[1];
  if (field !== undefined) return [field];
  return [...text.matchAll(JSON_MESSAGE)].flatMap(([, literal = '']) => messageIn(literal).split('\n'));
}

/** The text of a string of JSON; what is no JSON stands for itself. */
function messageIn(literal: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '', b: '', f: '' };
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, sign: string | undefined) =>
      code === undefined ? (escapes[sign ?? ''] ?? sign ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
