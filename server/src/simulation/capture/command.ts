/** `root@board:~# `, `$ `, `~ # `, `console:/ # `, `[root@board dir]# `, and `+ ` of `sh -x`. */
const PROMPT = /^(?:\[[^\]]{1,80}\]|[\w.@:~/()-]{1,80}(?: [\w.~/-]{1,40})?)? ?[#$%](?:\s+|$)|^\+ (?=\w)/;

/** Commands that people type without a prompt in front of them, where a path follows. */
const BARE_COMMAND =
  /^(?:sudo |adb shell |busybox )*(?:ls|find|cat|grep|head|tail|dmesg|journalctl|uname|tree)\b(?: [^:]*)?$/;

/** A prompt of one or two signs, such as `❯ ` or `=> `, before a command that is known. */
const SIGN_PROMPT =
  /^[^\w\s/]{1,3} (?=(?:sudo |busybox )*(?:ls|find|cat|grep|head|tail|dmesg|journalctl|uname|tree)\b)/;

/** What was typed on a line: '' for a prompt alone, `undefined` where the line is no command. */
export function commandOn(text: string): string | undefined {
  const match = PROMPT.exec(text) ?? SIGN_PROMPT.exec(text);
  if (match !== null) return text.slice(match[0].length).trim();
  return BARE_COMMAND.test(text) ? text : undefined;
}
