import { isBootMessage } from '../../kernel/outcome/matchLog.ts';
import type { Captured, CapturedLog } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import type { TypedCommand } from './command.ts';
import { isGap } from './logGap.ts';
import { FIRST_MESSAGE, LANDMARKS, SECOND_MESSAGE } from './logLandmarks.ts';

/** Drivers have started where one of these is there. */
const DRIVERS_STARTED =
  /^(?:Freeing unused kernel |Run \S+ as init process|systemd\[1\]: |Kernel panic - not syncing: |VFS: Mounted root )/;
/** What journalctl writes between two boots. */
const BOOT_SEPARATOR = /^-- (?:Reboot|Boot [0-9a-f]{32}) --$/;

/** What a person types, and what a boot loader prints. */
const RESTART_COMMAND = /^(?:sudo )?(?:reboot|shutdown|poweroff|halt|kexec)\b/;
const RESTARTED = /^(?:Starting kernel \.\.\.|U-Boot (?:SPL )?20\d\d\.)/;

const OVERLAP = 'OVERLAP DETECTED!';

/** A stretch of log between two commands. */
interface Section {
  readonly messages: Captured[];
  /** Indices of the landmarks that it has; the drivers count as one more. */
  readonly landmarks: Set<number>;
  hasGap: boolean;
  hasLines: boolean;
  first: string | undefined;
}

/**
 * Puts the kernel's log together from the lines of a capture. Of several boots the last counts; what several commands
 * printed of one boot is one log.
 */
export class LogReader {
  #sections: Section[] = [newSection()];
  /** The first line of a message of two lines. */
  #overlap: Captured | undefined;
  /** Whether the target was seen to restart, so that the next first message is of another boot. */
  #isRestarting = false;

  /** Reads a line that may be of the log; `next` finds the one after it. True where another boot begins with this line. */
  read(line: CaptureLine, next: () => CaptureLine | undefined): boolean {
    this.#isRestarting ||= RESTARTED.test(line.text);
    if (BOOT_SEPARATOR.test(line.text)) return this.#forgetEarlierBoot();
    const { message } = line;
    const section = this.#section;
    // What stands before the first line is no gap in the log.
    if (section.hasLines && isGap(message)) {
      section.hasGap = true;
      return false;
    }
    if (this.#overlap !== undefined) {
      section.messages.push({ text: `${this.#overlap.text}\n${message}`, line: this.#overlap.line });
      this.#overlap = undefined;
      return false;
    }
    if (!line.isLog && !isBootMessage(message) && !isUnstampedLog(line, next, section)) return false;
    const isNewBoot = FIRST_MESSAGE.test(message) && this.#begin(message);
    const current = this.#section;
    current.hasLines = true;
    for (const [index, landmark] of LANDMARKS.entries()) if (landmark.test(message)) current.landmarks.add(index);
    if (DRIVERS_STARTED.test(message)) current.landmarks.add(LANDMARKS.length);
    if (message.endsWith(OVERLAP)) this.#overlap = { text: message, line: line.number };
    else if (isBootMessage(message)) current.messages.push({ text: message, line: line.number });
    return isNewBoot;
  }

  /** A command was typed: what follows is printed by it. */
  nextCommand({ text: command }: TypedCommand): void {
    this.#isRestarting ||= RESTART_COMMAND.test(command);
    if (this.#section.hasLines) this.#sections.push(newSection());
  }

  /** `undefined` where no line of the capture is of a log. */
  get log(): CapturedLog | undefined {
    const sections = this.#sections.filter(({ hasLines }) => hasLines);
    if (sections.length === 0) return undefined;
    const extents = sections.map(extentOf);
    const extent = extents.includes('whole') ? 'whole' : extents.includes('early') ? 'early' : 'excerpt';
    return { messages: together(sections), extent };
  }

  get #section(): Section {
    return this.#sections[this.#sections.length - 1] ?? newSection();
  }

  /** A first message: begins another boot, another print of the same boot, or goes on with the one that has begun. */
  #begin(message: string): boolean {
    const section = this.#section;
    if (section.first !== undefined && !section.first.startsWith('Linux') && message.startsWith('Linux')) {
      section.first = message;
      return false;
    }
    if (section.hasLines || this.#isRestarting) {
      const isNewBoot = this.#forgetEarlierBoot();
      this.#section.first = message;
      return isNewBoot;
    }
    // A second print of the whole log takes the place of the first.
    this.#sections = this.#sections.filter(({ first }) => first === undefined);
    if (!this.#sections.includes(section)) this.#sections.push(section);
    section.first = message;
    return false;
  }

  #forgetEarlierBoot(): boolean {
    const hadLines = this.#sections.some(({ hasLines }) => hasLines);
    this.#sections = [newSection()];
    this.#overlap = undefined;
    this.#isRestarting = false;
    return hadLines;
  }
}

function newSection(): Section {
  return { messages: [], landmarks: new Set(), hasGap: false, hasLines: false, first: undefined };
}

/**
 * A line of `dmesg -t`: such a log begins with a first message that the next line confirms (`/proc/version` has the same
 * words), and goes on until a command.
 */
function isUnstampedLog({ message }: CaptureLine, next: () => CaptureLine | undefined, section: Section): boolean {
  if (message === '') return false;
  if (section.first !== undefined) return true;
  if (message.startsWith('Booting Linux on ')) return true;
  return FIRST_MESSAGE.test(message) && SECOND_MESSAGE.test(next()?.message ?? '');
}

function extentOf({ landmarks, hasGap }: Section): CapturedLog['extent'] {
  if (hasGap || !LANDMARKS.every((_, index) => landmarks.has(index))) return 'excerpt';
  return landmarks.has(LANDMARKS.length) ? 'whole' : 'early';
}

/** What several commands printed of one log: each message as often as the one that printed it most. */
function together(sections: readonly Section[]): Captured[] {
  const counts = new Map<string, number>();
  const messages: Captured[] = [];
  for (const section of sections) {
    const seen = new Map<string, number>();
    for (const message of section.messages) {
      const count = (seen.get(message.text) ?? 0) + 1;
      seen.set(message.text, count);
      if (count <= (counts.get(message.text) ?? 0)) continue;
      counts.set(message.text, count);
      messages.push(message);
    }
  }
  return messages;
}
