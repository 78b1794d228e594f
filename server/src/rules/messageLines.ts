/**
 * A message as people read it: what is wrong in one short line, then why and what to do, each on a line below. Parts that
 * are empty or absent are left out.
 */
export function messageLines(what: string, ...rest: readonly (string | undefined)[]): string {
  return [what, ...rest.filter((part) => part !== undefined && part.trim() !== '')].join('\n');
}

/** A clause as the beginning of a sentence. Not for one that begins with a name. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`;
}
