import { isKnownOption, KNOWN_OPTIONS } from '../kernel/input/knownOptions.ts';
import { editDistance } from '../text/editDistance.ts';

const PREFIX = 'CONFIG_';

/** In a name as short as this (without the prefix) another letter makes another option. */
const SHORT = 6;
/** A name as long as this may have two slips. */
const LONG = 12;

/**
 * The option that the engine reads and a person probably meant: by a name without its prefix or in other letters, or with
 * a slip in it. `undefined` for a name that is right, and for one that may be another option of the kernel, of which most
 * are not known here.
 */
export function misspeltOption(name: string): string | undefined {
  if (isKnownOption(name)) return undefined;
  const upper = name.toUpperCase();
  const written = upper.startsWith(PREFIX) ? upper.slice(PREFIX.length) : upper;
  for (const option of KNOWN_OPTIONS) if (option === `${PREFIX}${written}`) return option;
  if (written.length < SHORT) {
    const letters = [...written].sort().join('');
    return [...KNOWN_OPTIONS].find((option) => [...option.slice(PREFIX.length)].sort().join('') === letters);
  }
  const slips = written.length < LONG ? 1 : 2;
  const near = [...KNOWN_OPTIONS].filter(
    (option) => editDistance(written, option.slice(PREFIX.length), slips) <= slips,
  );
  // Near to two, such as 16K and 64K pages, is no sign of one.
  return near.length === 1 ? near[0] : undefined;
}
