import { type Token, TokenFlag } from '../tokens/token.ts';
import type { Macro } from './macro.ts';
import type { ArgumentList } from './macroArguments.ts';

/** What handling a token costs: long ones count by their length. */
export function costOf(token: Token): number {
  return 1 + (token.text.length >> 4);
}

/** A token that comes to stand in the text is read there once more, by the parser: it costs so much more than to make it. */
const READING_COST = 4;

/** What it costs that macros put tokens with so many characters into the text. */
export function costInText(tokens: number, characters: number): number {
  return READING_COST * (tokens + (characters >> 2));
}

/** A string that is made of tokens costs this much more than they do: it holds their text once more, with escapes. */
const STRING_COST = 4;

/** What the strings cost that a call of a macro makes of its arguments with `#`. */
export function stringCost(macro: Macro, list: ArgumentList): number {
  let cost = 0;
  for (const part of macro.body) {
    if ((part.flags & TokenFlag.stringify) === 0) continue;
    for (const token of list[part.symbol]?.tokens ?? []) cost += STRING_COST * costOf(token);
  }
  return cost;
}
