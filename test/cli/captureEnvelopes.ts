import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';

/** A log's messages between those that every whole log has, so that what is missing counts. */
export function wholeLog(version: string, messages: readonly string[], memory = 0x4000_0000n): string[] {
  return [
    'Booting Linux on physical CPU 0x0000000000 [0x411fd070]',
    `Linux version ${version} (build@host) (gcc 12.2.0) #1 SMP`,
    'Machine model: Example',
    ...messages.flatMap((message) => message.split('\n')),
    'Zone ranges:',
    'Early memory node ranges',
    'Kernel command line: console=ttyAMA0',
    `Memory: 100000K/${memory / 1024n}K available (3008K kernel code)`,
    'Freeing unused kernel memory: 832K',
    'Run /init as init process',
  ];
}

type Wrap = (message: string, index: number) => string;

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
  'in a table': (message, index) => `| ${DMESG(message, index)}`,
  picocom: (message, index) => `[2026-11-26 ${time(index)}.123] ${DMESG(message, index)}`,
  tio: (message, index) => `[${time(index)}.123] ${DMESG(message, index)}`,
  ts: (message, index) => `Nov 26 ${time(index)} ${DMESG(message, index)}`,
  quoted: (message, index) => `> ${DMESG(message, index)}`,
  'quoted twice': (message, index) => `> > ${DMESG(message, index)}`,
  indented: (message, index) => `    ${DMESG(message, index)}`,
  'grep -n': (message, index) => `${index + 1}:${DMESG(message, index)}`,
  coloured: (message, index) =>
    `\u001b[32m${kernelTime(index)} \u001b[0m\u001b[33m${message.replace(/^\S+?:/, '$&\u001b[0m')}\u001b[0m`,
};

type Encode = (lines: readonly string[]) => Buffer;

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const lf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** How a file of lines may be saved. */
const FILES: Readonly<Record<string, Encode>> = {
  'CR LF': (lines) => text(lines.map((line) => `${line}\r\n`).join('')),
  'CR CR LF': (lines) => text(lines.map((line) => `${line}\r\r\n`).join('')),
  CR: (lines) => text(lines.map((line) => `${line}\r`).join('')),
  'empty lines between': (lines) => text(lines.map((line) => `${line}\n\n`).join('')),
  'UTF-8 with a mark': (lines) => text(`\ufeff${lf(lines)}`),
  'UTF-16 LE': (lines) => Buffer.from(`\ufeff${lf(lines)}`, 'utf16le'),
  'UTF-16 BE': (lines) => Buffer.from(`\ufeff${lf(lines)}`, 'utf16le').swap16(),
  gzip: (lines) => gzipSync(lf(lines)),
};

/** Every envelope of a log by its name. */
export const ENVELOPES: ReadonlyMap<string, Encode> = new Map([
  ...Object.entries(LINES).map(([name, wrap]): [string, Encode] => [name, (lines) => text(lf(lines.map(wrap)))]),
  ...Object.entries(FILES).map(([name, encode]): [string, Encode] => [name, (lines) => encode(lines.map(DMESG))]),
]);
