/** Characters that Markdown or HTML read as more than themselves. */
const MARKUP = /[\\`*_{}[\]()#+\-.!|<>&~^$:"'=]/g;

/** Control characters, and those that turn the direction of text: a tree must not draw over what stands beside it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function visible(text: string): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '\uFFFD');
}

/** Text from a tree or a file as Markdown that shows exactly it, in one line. */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(MARKUP, '\\$&');
}

/** Text from a tree or a file as inline code, in one line. Stands in a table as well. */
export function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  let longest = 0;
  for (const run of shown.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return shown === '' ? '' : `${fence}${space}${shown}${space}${fence}`;
}

/** Lines from a tree, or from a log that quotes one, as a block of code. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines.map(visible);
  let longest = 2;
  for (const line of shown) for (const run of line.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...shown, fence].join('\n');
}

/** What a fact is called, and its lines: each is Markdown. */
export type Fact = readonly [name: string, ...lines: string[]];

/** Facts as a table without a heading; lines after a fact's first are rows without a name. */
export function factTable(facts: readonly Fact[]): string {
  const rows = facts.flatMap(([name, ...lines]) =>
    // The columns of a hover's table touch each other.
    lines.map((line, index) => `| ${index === 0 ? `${name}&emsp;` : ''} | ${line} |`),
  );
  return ['| | |', '|---|---|', ...rows].join('\n');
}
