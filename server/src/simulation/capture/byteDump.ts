import { INPUT_LIMITS } from '../../text/limits.ts';

/** The longest that a line of a dump can be: all bytes as two digits each. The rest of a longer one is left out. */
const LONGEST_LINE = 2 * INPUT_LIMITS.dumpBytes;

/** Regular expressions are given at most this many characters of a line: each costs memory for as long as one runs. */
const CHUNK = 1 << 16;
/** The longest line with an address whose bytes are looked at; the first ones are taken. */
const LONGEST_ADDRESSED = 4096;

/** Whether all characters are digits of a number in hexadecimal or base64. */
export function isMadeOfDigits(text: string): boolean {
  return consistsOf(/^[A-Za-z0-9+/]*$/, text.replace(/={1,2}$/, ''));
}

/** Whether each stretch of a text matches a pattern, which tests characters by themselves. */
function consistsOf(pattern: RegExp, text: string): boolean {
  for (let at = 0; at < text.length; at += CHUNK) if (!pattern.test(text.slice(at, at + CHUNK))) return false;
  return true;
}

/** A way to print bytes on lines. */
interface DumpForm {
  /** The bytes of a line, at most as many as it has; `undefined` where it is no line of this form. */
  bytesOn(line: string): number[] | undefined;
  /** Whether lines begin with an address, so that `*` may stand for lines like the one before. */
  readonly hasAddresses: boolean;
}

/** Bytes of one line after its address; what follows on it are characters. */
const MOST_ON_A_LINE = 16;
const SHORT_WORD = /^(?:[0-9a-f]{2}){1,3}$/i;
const ADDRESSED = /^([0-9a-f]{6,8}):? +(\S.*)$/i;

function addressed(line: string): RegExpExecArray | null {
  return ADDRESSED.exec(line.slice(0, LONGEST_ADDRESSED));
}

/** Words after an address: `digits` long, of `bytes` bytes each, the lowest first where a machine prints its own words. */
function words(digits: RegExp, bytes: number, radix: number, isLittle: boolean): DumpForm {
  return {
    hasAddresses: true,
    bytesOn(line) {
      const rest = addressed(line)?.[2];
      if (rest === undefined) return undefined;
      const found: number[] = [];
      for (const word of rest.split(/ +/)) {
        if (found.length >= MOST_ON_A_LINE) break;
        if (!digits.test(word)) {
          // The last word of all may be shorter: xxd prints what there is.
          if (!isLittle && bytes > 1 && SHORT_WORD.test(word)) found.push(...hexBytes(word));
          break;
        }
        const value = Number.parseInt(word, radix);
        const big = Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256);
        found.push(...(isLittle ? big.reverse() : big));
      }
      return found;
    },
  };
}

const FORMS: readonly DumpForm[] = [
  // xxd -p
  {
    hasAddresses: false,
    bytesOn: (line) =>
      line !== '' && line.length % 2 === 0 && consistsOf(/^[0-9a-f]*$/i, line) ? hexBytes(line) : undefined,
  },
  // base64
  {
    hasAddresses: false,
    bytesOn: (line) => (/^[A-Za-z0-9+/]{2}/.test(line) && isMadeOfDigits(line) ? base64Bytes(line) : undefined),
  },
  // hexdump -C, od -t x1
  words(/^[0-9a-f]{2}$/i, 1, 16, false),
  // xxd
  words(/^[0-9a-f]{4}$/i, 2, 16, false),
  // xxd -g 4
  words(/^[0-9a-f]{8}$/i, 4, 16, false),
  // hexdump, od -x
  words(/^[0-9a-f]{4}$/i, 2, 16, true),
  // od -t x4
  words(/^[0-9a-f]{8}$/i, 4, 16, true),
  // od
  words(/^[0-7]{6}$/, 2, 8, true),
  // od -b
  words(/^[0-7]{3}$/, 1, 8, false),
];

function hexBytes(text: string): number[] {
  return Array.from({ length: text.length >> 1 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

function base64Bytes(text: string): number[] | undefined {
  // A line that was cut in the middle of four characters has lost what they stand for.
  const whole = text.replace(/=+$/, '');
  const length = whole.length % 4 === 1 ? whole.length - 1 : whole.length;
  return Array.from(atob(whole.slice(0, length)), (character) => character.charCodeAt(0));
}

/** The bytes that `base64`, `xxd`, `hexdump` or `od` printed, taken line by line. */
export class ByteDump {
  readonly bytes: number[] = [];
  readonly #form: DumpForm;
  #radixes: readonly number[] = [16, 8];
  #isRepeating = false;
  #lastLine: readonly number[] = [];

  private constructor(form: DumpForm) {
    this.#form = form;
  }

  /** A dump that begins with a line of the bytes `start`; `undefined` where the line is none. */
  static from(whole: string, start: readonly number[]): ByteDump | undefined {
    const line = whole.slice(0, LONGEST_LINE);
    for (const form of FORMS) {
      const bytes = form.bytesOn(line);
      if (bytes === undefined || !start.every((byte, at) => bytes[at] === byte)) continue;
      const dump = new ByteDump(form);
      dump.take(line);
      return dump;
    }
    return undefined;
  }

  /** Takes the next line; false where it is none of the dump's. */
  take(whole: string): boolean {
    const line = whole.slice(0, LONGEST_LINE);
    if (line === '*' && this.#form.hasAddresses) {
      this.#isRepeating = true;
      return true;
    }
    const bytes = this.#form.bytesOn(line);
    if (bytes === undefined) return false;
    const address = addressed(line)?.[1];
    if (address !== undefined) this.#moveTo(address);
    // A call takes no more arguments than the stack holds, and base64 may print all on one line.
    for (const byte of bytes) this.bytes.push(byte);
    this.#lastLine = bytes;
    return true;
  }

  /** Fills in the lines that `*` stands for. Addresses of od are octal, unless it was asked for others: earlier lines show it. */
  #moveTo(digits: string): void {
    const known = this.bytes.length;
    if (!this.#isRepeating) {
      const fitting = this.#radixes.filter((radix) => Number.parseInt(digits, radix) === known);
      if (fitting.length > 0) this.#radixes = fitting;
      return;
    }
    this.#isRepeating = false;
    const address = Number.parseInt(digits, this.#radixes[0]);
    const isWhole = this.#lastLine.length > 0 && (address - known) % this.#lastLine.length === 0;
    while (isWhole && this.bytes.length < Math.min(address, INPUT_LIMITS.dumpBytes)) this.bytes.push(...this.#lastLine);
  }
}
