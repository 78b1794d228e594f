import { INPUT_LIMITS } from '../../text/limits.ts';

/**
 * `root@board:~# `, `$ `, `~ # `, `console:/ # `, `1|console:/ # `, `[root@board dir]# `, `(env) me@host:~/x (main)$ `, and
 * `+ ` of `sh -x`.
 */
const PROMPT =
  /^(?:\d{1,3}\|)?(?:\([\w.-]{1,40}\) )?(?:\[[^\]]{1,80}\]|[\w.,+@:~/()-]{1,80}(?: [\w.,+@~/()-]{1,40})?)? ?[#$%](?:\s+|$)|^\+ (?=\w)/;

/** `C:\Users\me>` and `PS C:\Users\me> `, of a PC that reaches the target by adb or ssh. */
const WINDOWS_PROMPT = /^(?:PS )?[A-Z]:\\[^<>|"]{0,120}> ?/;

const FOLDER_OF_PROMPT = /(?:^|[:\s])(\/[\w.,+@/-]*)[)\]]? ?[#$%]/;

/** The commands that print what a capture holds. */
const READS =
  '(?:ls|eza|exa|lsd|find|cat|zcat|grep|head|tail|dmesg|journalctl|uname|tree|for|getconf|xxd|hexdump|od|base64)';
/** What may stand before a command. */
const BEFORE = '(?:sudo |adb (?:-s \\S+ )?shell |busybox |ssh \\S+ )*';

/** Commands that people type without a prompt in front of them, where a path follows. */
const BARE_COMMAND = new RegExp(`^${BEFORE}${READS}\\b(?: [^:]*)?$`);

/** A prompt of one or two signs, such as `❯ `, `=> ` or `➜  ~ `, before a command that is known. */
const SIGN_PROMPT = new RegExp(`^[^\\w\\s/]{1,3} +(?:[\\w.~/-]{1,40} +)?(?=${BEFORE}${READS}\\b)`);

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
  if (text.length > INPUT_LIMITS.typedCommandCharacters) return undefined;
  const match = promptOn(text);
  if (match === null) return BARE_COMMAND.test(text) ? { text, folder: undefined } : undefined;
  return { text: text.slice(match[0].length).trim(), folder: FOLDER_OF_PROMPT.exec(match[0])?.[1] };
}

function promptOn(text: string): RegExpExecArray | null {
  return PROMPT.exec(text) ?? SIGN_PROMPT.exec(text) ?? WINDOWS_PROMPT.exec(text);
}

/** Whether a line begins with the prompt of a shell. */
export function hasPrompt(text: string): boolean {
  return promptOn(text) !== null;
}

/** The commands of a line that run one after another: `cd /dev/dma_heap && ls` has two. */
export function commandsOf(text: string): readonly string[] {
  return text
    .split(/;|&&|\|\|/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Of a path at most this many names are kept, the innermost: a log may go deeper with every line. */
const MOST_FOLDERS = 64;

/** The folder in which the next command runs after `cd` or `pushd` in a folder; `undefined` where a command is neither. */
export function folderAfter(command: string, folder = ''): string | undefined {
  const path = /^(?:cd|pushd)\s+["']?([^\s"']+)["']?$/.exec(command)?.[1];
  if (path === undefined || /^[/~]/.test(path)) return path;
  const names = folder.split('/');
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.' && name !== '') names.push(name);
  }
  return names.slice(-MOST_FOLDERS).join('/');
}

/** Whether a line is a command after a prompt, and one that prints what a capture holds. */
export function isPromptedCommand(text: string): boolean {
  const match = promptOn(text);
  return match !== null && READING.test(text.slice(match[0].length).trim());
}

/** Whether a line is a command, and one that prints what a capture holds. */
export function isReadingCommand(text: string): boolean {
  const command = commandOn(text);
  return command !== undefined && READING.test(command.text);
}
