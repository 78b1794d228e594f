import type { Analysis } from '../analysis.ts';
import type { MacroDefinition } from '../devicetree/expansion/units/definitions.ts';
import { macroDefinitions } from './navigation/macros.ts';

/** The definition of a macro that stands at the end of the board; `undefined` where nobody defines it. */
function macroNamed(analysis: Analysis | undefined, name: string): MacroDefinition | undefined {
  return analysis === undefined ? undefined : macroDefinitions(analysis, name).at(-1);
}

/** Definitions are followed at most this far, and looked at at most this many times. */
const MOST_FOLLOWED = 16;
const MAXIMUM_STEPS = 200;

/** Longer bodies are looked at as far as this, in characters. */
const MAXIMUM_BODY = 10_000;

/**
 * How many cells a cell as it is written comes to: one, or what a macro's body has, the macros in it followed.
 * `undefined` where that takes more than counting.
 */
export function cellsOfText(analysis: Analysis | undefined, text: string): number | undefined {
  let steps = 0;
  const count = (words: readonly string[], depth: number): number | undefined => {
    let sum = 0;
    for (const word of words) {
      if (++steps > MAXIMUM_STEPS || depth > MOST_FOLLOWED) return undefined;
      const name = /^[A-Za-z_]\w*/.exec(word)?.[0];
      const macro = name === undefined ? undefined : macroNamed(analysis, name);
      const cells = macro === undefined ? 1 : count(cellWords(macro.body), depth + 1);
      if (cells === undefined) return undefined;
      sum += cells;
    }
    return sum;
  };
  return count(cellWords(text), 0);
}

/** The words of a list of cells, each with the parentheses that belong to it. */
function cellWords(text: string): string[] {
  const words: string[] = [];
  let depth = 0;
  let word = '';
  for (const character of text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ').slice(0, MAXIMUM_BODY)) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth <= 0 && /[\s<>]/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

/** The whole number that a macro without parameters comes to, where its body leads to a plain one. */
export function numberOfMacro(analysis: Analysis | undefined, macro: MacroDefinition): bigint | undefined {
  let at: MacroDefinition | undefined = macro;
  for (let depth = 0; at !== undefined && depth < MOST_FOLLOWED; depth++) {
    if (at.parameters !== undefined) return undefined;
    const body: string = at.body.trim().replace(/^\(\s*([^()]*?)\s*\)$/, '$1');
    const digits = /^(0[xX][0-9a-fA-F]{1,16}|[1-9][0-9]{0,19}|0)[uUlL]*$/.exec(body)?.[1];
    if (digits !== undefined) return BigInt(digits);
    at = /^[A-Za-z_]\w*$/.test(body) ? macroNamed(analysis, body) : undefined;
  }
  return undefined;
}

/**
 * Whether a macro makes nodes or properties, the macros in its body followed: its body has a brace or ends a statement.
 * Such a macro stands where a statement does, and never in a value.
 */
export function makesStatements(analysis: Analysis | undefined, { body }: MacroDefinition): boolean {
  let steps = 0;
  const seen = new Set<string>();
  const makes = (text: string): boolean => {
    const plain = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""').slice(0, MAXIMUM_BODY);
    if (/[{};]/.test(plain)) return true;
    for (const [name] of plain.matchAll(/[A-Za-z_]\w*/g)) {
      if (seen.has(name) || ++steps > MAXIMUM_STEPS) continue;
      seen.add(name);
      const macro = macroNamed(analysis, name);
      if (macro !== undefined && makes(macro.body)) return true;
    }
    return false;
  };
  return makes(body);
}
