import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';

/**
 * A log's messages between those that every whole log has, so that what is missing counts; `memory` is the RAM in bytes, of
 * which nothing is said where it is `undefined`.
 */
export function wholeLog(
  version: string,
  messages: readonly string[],
  memory: bigint = 0x4000_0000n,
  commandLine = 'console=ttyAMA0',
): string[] {
  return [
    'Booting Linux on physical CPU 0x0000000000 [0x411fd070]',
    `Linux version ${version} (build@host) (gcc 12.2.0) #1 SMP`,
    'Machine model: Example',
    ...messages.flatMap((message) => message.split('\n')),
    'Zone ranges:',
    'Early memory node ranges',
    `Kernel command line: ${commandLine}`,
    `Memory: 100000K/${memory / 1024n}K available (3008K kernel code)`,
    'Freeing unused kernel memory: 832K',
    'Run /init as init process',
  ];
}

/** Puts something around a line; `index` counts lines from 0. */
export type Wrap = (line: string, index: number) => string;

const time = (index: number): string => `10:00:${String(index % 60).padStart(2, '0')}`;
const kernelTime = (index: number): string => `[    0.${String(index).padStart(6, '0')}]`;
const DMESG: Wrap = (message, index) => `${kernelTime(index)} ${message}`;

/** What the tools that people use put around a line of the log. */
const LINES: Readonly<Record<string, Wrap>> = {
  dmesg: DMESG,
  'dmesg -t': (message) => message,
  'dmesg -T': (message, index) => `[Thu Nov 26 ${time(index)} 2026] ${message}`,
  'dmesg -x': (message, index) => `kern  :info  : ${DMESG(message, index)}`,
  'dmesg -H': (message, index) => `${index === 0 ? '[Nov26 10:00]' : '[  +0.000123]'} ${message}`,
  'dmesg -r': (message, index) => `<6>${DMESG(message, index)}`,
  'dmesg --time-format iso': (message, index) => `2026-11-26T${time(index)},000000+00:00 ${message}`,
  'with callers': (message, index) => `${kernelTime(index)}[    T0] ${message}`,
  '/dev/kmsg': (message, index) => `6,${index},${index},-;${message}`,
  'journalctl -k': (message, index) => `Nov 26 ${time(index)} board kernel: ${message}`,
  'journalctl -k -o short-precise': (message, index) => `Nov 26 ${time(index)}.000123 board kernel: ${message}`,
  'journalctl -k -o short-iso': (message, index) => `2026-11-26T${time(index)}+0000 board kernel: ${message}`,
  'journalctl -k -o short-full': (message, index) => `Thu 2026-11-26 ${time(index)} UTC board kernel: ${message}`,
  'journalctl -k -o short-monotonic': (message, index) => `${kernelTime(index)} board kernel: ${message}`,
  'journalctl -k -o short-unix': (message, index) => `17641512${index % 10}0.000000 board kernel: ${message}`,
  syslog: (message, index) => `Nov 26 ${time(index)} board kernel: ${DMESG(message, index)}`,
  'RFC 5424': (message, index) =>
    `<6>1 2026-11-26T${time(index)}.000000+00:00 board kernel - - - ${DMESG(message, index)}`,
  'with processors': (message, index) => `<6>${kernelTime(index)} [0:      swapper/0:    1] ${message}`,
  'journalctl -k -o short-delta': (message, index) =>
    `${kernelTime(index).slice(0, -1)} <    0.000001 >] board kernel: ${message}`,
  'journalctl -k --no-hostname': (message, index) => `Nov 26 ${time(index)} kernel: ${message}`,
  'journalctl -k in a zone without a name': (message, index) =>
    `Thu 2026-11-26 ${time(index)} +03 board kernel: ${message}`,
  "BusyBox' syslogd": (message, index) =>
    `Jan  1 00:${time(index).slice(3)} board kern.info kernel: ${DMESG(message, index)}`,
  "OpenWrt's logread": (message, index) => `Thu Nov 26 ${time(index)} 2026 kern.info kernel: ${DMESG(message, index)}`,
  'logcat -b kernel': (message, index) => `11-26 ${time(index)}.123     0     0 I ${message}`,
  'dmesg -d': (message, index) => `[<    0.${String(index).padStart(6, '0')}>] ${message}`,
  'dmesg -x -T': (message, index) => `kern  :warn  : [Thu Nov 26 ${time(index)} 2026] ${message}`,
  'with processors in brackets': (message, index) => `${kernelTime(index)}  (0)[0:swapper/0]${message}`,
  'dmesg -T of another language': (message, index) => `[Do. Mär 26 ${time(index)} 2026] ${message}`,
  'journalctl -k of another language': (message, index) => `11月 26 ${time(index)} board kernel: ${message}`,
  'journalctl -k with a point': (message, index) => `nov. 26 ${time(index)} board kernel: ${message}`,
  'logcat with a tag': (message, index) => `11-26 ${time(index)}.123     0     0 I kernel: ${message}`,
  'logcat with an empty tag': (message, index) => `11-26 ${time(index)}.123     0     0 I         : ${message}`,
  coloured: (message, index) =>
    `\u001b[32m${kernelTime(index)} \u001b[0m\u001b[33m${message.replace(/^\S+?:/, '$&\u001b[0m')}\u001b[0m`,
};

/** The bytes of lines. */
export type Encode = (lines: readonly string[]) => Buffer;

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const lf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What is put in front of every line that a terminal shows, of the log or not. */
const OUTER: Readonly<Record<string, Wrap>> = {
  quoted: (line) => `> ${line}`,
  'quoted without a space': (line) => `>${line}`,
  'quoted twice': (line) => `> > ${line}`,
  indented: (line) => `    ${line}`,
  'in a table': (line) => `| ${line}`,
  'in a drawn table': (line) => `│ ${line}`,
  picocom: (line, index) => `[2026-11-26 ${time(index)}.123] ${line}`,
  tio: (line, index) => `[${time(index)}.123] ${line}`,
  'tio with dates': (line, index) => `[2026-11-26T${time(index)}.123Z] ${line}`,
  'Tera Term': (line, index) => `[Thu Nov 26 ${time(index)}.123 2026] ${line}`,
  ts: (line, index) => `Nov 26 ${time(index)} ${line}`,
  'ts %.s': (line, index) => `17641512${index % 10}0.123456 ${line}`,
  'cat -n': (line, index) => `${String(index + 1).padStart(6)}\t${line}`,
  'grep -n': (line, index) => `${index + 1}:${line}`,
  grabserial: (line, index) => `[${index}.123456 0.000012] ${line}`,
  'a build server': (line, index) => `2026-11-26T${time(index)}.123456Z 01O ${line}`,
  'an arrow after the time': (line, index) => `${time(index)}.123 -> ${line}`,
  'minutes with fractions': (line, index) => `[2026-11-26 10:00.${String(index % 60).padStart(2, '0')}]  ${line}`,
  'quoted with initials': (line) => `JD> ${line}`,
  "a pager's numbers": (line, index) => `${String(index + 1).padStart(7)} ${line}`,
  'a drawn column of numbers': (line, index) => `${String(index + 1).padStart(4)} │ ${line}`,
  'a window of tmux': (line) => `${line.padEnd(160)} │`,
  'the source of a page': (line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('@', '&#64;'),
  'spaces of a page': (line) => line.replaceAll(' ', '\u00a0'),
  'a mark without width': (line) => `\u200b${line}`,
  coloured: (line) => `\u001b[1m${line}\u001b[0m`,
  'coloured, without control characters': (line) => `[32m${line}[0m`,
  'cat -v': (line) => `^[[38;5;12m${line}^[[0m`,
};

/** How a file of lines may be saved. */
const FILES: Readonly<Record<string, Encode>> = {
  LF: (lines) => text(lf(lines)),
  'CR LF': (lines) => text(lines.map((line) => `${line}\r\n`).join('')),
  'CR CR LF': (lines) => text(lines.map((line) => `${line}\r\r\n`).join('')),
  CR: (lines) => text(lines.map((line) => `${line}\r`).join('')),
  'empty lines between': (lines) => text(lines.map((line) => `${line}\n\n`).join('')),
  'UTF-8 with a mark': (lines) => text(`\ufeff${lf(lines)}`),
  'UTF-16 LE': (lines) => Buffer.from(`\ufeff${lf(lines)}`, 'utf16le'),
  'UTF-16 BE': (lines) => Buffer.from(`\ufeff${lf(lines)}`, 'utf16le').swap16(),
  'UTF-16 LE without a mark': (lines) => Buffer.from(lf(lines), 'utf16le'),
  'UTF-16 BE without a mark': (lines) => Buffer.from(lf(lines), 'utf16le').swap16(),
  'zeros of a silent line': (lines) => text(`\0\0\0${lf(lines)}\0`),
  'in a mail': (lines) => text(`Hello,\n\nwhat is wrong here?\n\n\`\`\`text\n${lf(lines)}\`\`\`\nThanks\n`),
  gzip: (lines) => gzipSync(lf(lines)),
};

/** Every envelope of a log's message, by its name. */
export const LOG_LINES: ReadonlyMap<string, Wrap> = new Map(Object.entries(LINES));
/** Every envelope of any line, by its name. */
export const ANY_LINES: ReadonlyMap<string, Wrap> = new Map(Object.entries(OUTER));
/** Every way in which lines are saved, by its name. */
export const SAVED: ReadonlyMap<string, Encode> = new Map(Object.entries(FILES));
