/** Where lines were left out: by a person (`[...]`, `<snip>`), by grep (`--`), by printk under load, by a journal. */
const GAP =
  /^--$|^(?:\[ ?)?(?:\.{3,}|…+)(?: ?\])?$|^[[<({]? ?(?:\.{3}|…)? ?(?:snip(?:ped)?|cut|skip(?:ped)?|omitted|truncated|\d+ (?:more )?lines? \w+(?: \w+)?) ?(?:\.{3}|…)? ?[\])>}]?$|^\*\* \d+ printk messages dropped|Missed \d+ kernel messages$/i;

/** Whether a line of a log says that others were left out at its place. */
export function isGap(message: string): boolean {
  return GAP.test(message);
}
