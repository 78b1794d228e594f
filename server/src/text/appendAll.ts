/**
 * Appends all of some things to a list. `list.push(...things)` hands each over as an argument, and overflows the stack
 * from about 120,000 on, which a hostile megabyte has.
 */
export function appendAll<Thing>(list: Thing[], things: Iterable<Thing>): void {
  for (const thing of things) list.push(thing);
}
