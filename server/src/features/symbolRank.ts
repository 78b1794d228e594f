import { baseNameOf } from '../devicetree/tree/unitAddress.ts';

/*
 * How well names fit what a person types, as numbers: the lower, the better. Two stand for each way to fit, the first for
 * regions of memory and the second for other nodes.
 */

/** The ways in which a name fits, the best first. */
const FITS = ['whole', 'beginning', 'beginning of a word', 'part', 'scattered'] as const;

/** From this rank on a name has what was typed as letters in their order, and no longer as a part of it. */
export const SCATTERED_RANK = 2 * FITS.indexOf('scattered');

/** What a text has in which regions are. */
const REGIONS = /reserved[-_]mem/;

/** How well a node with some names fits what is typed in lower case: a rank; -1 where it does not. */
export function rankOfSymbol(names: readonly string[], typed: string, isRegion: boolean): number {
  if (typed === '') return isRegion ? 0 : -1;
  let best = -1;
  for (const name of names) {
    const fit = fitOf(name.toLowerCase(), typed);
    if (fit >= 0 && (best < 0 || fit < best)) best = fit;
  }
  return best < 0 ? -1 : best * 2 + (isRegion ? 0 : 1);
}

/** How a name fits, as the index in `FITS`; -1 where it does not. The name without its unit address counts as whole. */
function fitOf(name: string, typed: string): number {
  if (name === typed || baseNameOf(name) === typed) return FITS.indexOf('whole');
  let at = name.indexOf(typed);
  if (at === 0) return FITS.indexOf('beginning');
  if (at > 0) {
    for (; at > 0; at = name.indexOf(typed, at + 1)) {
      if (!isOfWord(name.charAt(at - 1))) return FITS.indexOf('beginning of a word');
    }
    return FITS.indexOf('part');
  }
  let from = 0;
  for (const character of typed) {
    const next = name.indexOf(character, from);
    if (next < 0) return -1;
    from = next + 1;
  }
  return FITS.indexOf('scattered');
}

const isOfWord = (character: string): boolean => /[a-z0-9]/.test(character);

/** What is longer than this is no pattern: V8 has a limit for those. */
const LONGEST_PATTERN = 1000;

/**
 * A rank that no symbol of a text is better than, found without parsing it, of the symbols that have what is typed, in
 * lower case, as a part of their names; -1 where there is none.
 */
export function bestRankIn(typed: string): (text: string) => number {
  if (typed === '') return (text) => (REGIONS.test(text) ? 0 : -1);
  if (typed.length > LONGEST_PATTERN) return (text) => (text.toLowerCase().includes(typed) ? 0 : -1);
  const pattern = new RegExp(typed.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi');
  return (text) => {
    let best = -1;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null && best !== 0; match = pattern.exec(text)) {
      const fit = fitInText(text, match.index, match.index + match[0].length);
      if (best < 0 || fit < best) best = fit;
    }
    return best < 0 ? -1 : best * 2 + (REGIONS.test(text) ? 0 : 1);
  };
}

/** The best way in which a name can fit that has `[start, end)` of a text in it. */
function fitInText(text: string, start: number, end: number): number {
  const before = text.charAt(start - 1).toLowerCase();
  if (isOfName(before)) return FITS.indexOf(isOfWord(before) ? 'part' : 'beginning of a word');
  const after = text.charAt(end);
  return FITS.indexOf(after === '@' || !isOfName(after) ? 'whole' : 'beginning');
}

/** What names are made of (devicetree specification 2.2.1), and the sign before a unit address. */
const isOfName = (character: string): boolean => /[\w,.+\-@]/.test(character);
