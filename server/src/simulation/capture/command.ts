/** `root@board:~# `, `$ `, `~ # `, `console:/ # `, `[root@board dir]# `, `(env) me@host:~/x (main)$ `, and `+ ` of `sh -x`. */
const PROMPT =
  /^(?:\([\w.-]{1,40}\) )?(?:\[[^\]]{1,80}\]|[\w.@:~/()-]{1,80}(?: [\w.~/()-]{1,40})?)? ?[#$%](?:\s+|$)|^\+ (?=\w)/;

const FOLDER_OF_PROMPT = /(?:^|[:\s])(\/[\w./-]*)[)\]]? ?[#$%]/;

/** The commands that print what a capture holds. */
const READS = '(?:ls|find|cat|grep|head|tail|dmesg|journalctl|uname|tree|for|getconf|xxd|hexdump|od|base64)';
/** What may stand before a command. */
const BEFORE = '(?:sudo |adb shell |busybox |ssh \\S+ )*';

/** Commands that people type without a prompt in front of them, where a path follows. */
const BARE_COMMAND = new RegExp(`^${BEFORE}${READS}\\b(?: [^:]*)?$`);

/** A prompt of one or two signs, such as `❯ ` or `=> `, before a command that is known. */
const SIGN_PROMPT = new RegExp(`^[^\\w\\s/]{1,3} (?=${BEFORE}${READS}\\b)`);

const READING = new RegExp(`^${BEFORE}${READS}\\b`);

/** What was typed on a line. */
export interface TypedCommand {
  /** '' for a prompt alone. */
  readonly text: string;
  /** The folder that the shell stands in, where its prompt shows it: `root@board:/dev/dma_heap# `. */
  readonly folder: string | undefined;
}

/** What was typed on a line; `undefined` where the line is no command. */
export function commandOn(text: string): TypedCommand | undefined {
  const match = PROMPT.exec(text) ?? SIGN_PROMPT.exec(text);
  if (match === null) return BARE_COMMAND.test(text) ? { text, folder: undefined } : undefined;
  return { text: text.slice(match[0].length).trim(), folder: FOLDER_OF_PROMPT.exec(match[0])?.[1] };
}

/** The folder in which the command after one runs: that of `cd`, or of the prompt; `undefined` where neither is there. */
export function folderAfter({ text, folder }: TypedCommand): string | undefined {
  return /^cd\s+(\S+)$/.exec(text)?.[1] ?? folder;
}

/** Whether a line is a command, and one that prints what a capture holds. */
export function isReadingCommand(text: string): boolean {
  const command = commandOn(text);
  return command !== undefined && READING.test(command.text);
}
