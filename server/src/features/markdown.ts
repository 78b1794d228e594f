/** Control characters, and those that turn the direction of text: a tree must not draw over what stands beside it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from a tree or a file in one line, with a mark for each character that could not be seen. */
export function visible(text: string): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '\uFFFD');
}

/** The same in its lines, as they are. */
export function visibleLines(text: string): string {
  return text.replace(INVISIBLE, (character) => (character === '\n' ? character : '\uFFFD'));
}

/**
 * What Markdown (CommonMark with GitHub's extensions) or HTML reads as more than itself: a backslash before punctuation,
 * code, emphasis, strike-through, links and images, tags, entities, tables, and addresses that become links by themselves.
 * An underscore within a word is only itself; so is an at sign that no dotted name follows (`pool@60000000`).
 */
const MARKUP =
  /\\(?=[!-/:-@[-`{-~]|$)|[`*[\]<|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)|:(?=\/\/)|@(?=[\w-]+\.\w)|(?<=\bwww)\./gi;

/** What means something at the beginning of a paragraph: headings, quotations, lists, lines; a number of a list. */
const BEGINNING = /^(?:#{1,6}(?=\s|$)|>|[-+=](?=[\s\-=]|$))/;
const NUMBER = /^(\d{1,9})([.)])(?=\s|$)/;

/**
 * Text from a tree or a file as Markdown that shows exactly it, in one line. Only what needs it is escaped: editors in a
 * terminal show the escapes.
 */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(MARKUP, '\\$&').replace(NUMBER, '$1\\$2').replace(BEGINNING, '\\$&');
}

/** Text from a tree or a file as inline code, in one line. */
export function code(text: string): string {
  const shown = visible(text);
  let longest = 0;
  for (const run of shown.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return shown === '' ? '' : `${fence}${space}${shown}${space}${fence}`;
}

/** A line of code or of a log as it is shown in a block: its indentation stays, with blanks for tabulators. */
export function codeLine(line: string): string {
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  return indentation.replaceAll('\t', '    ') + visible(line.slice(indentation.length));
}

/** Lines from a tree, or from a log that quotes one, as a block of code. */
export function codeBlock(lines: readonly string[], language = 'text'): string {
  const shown = lines.map(codeLine);
  let longest = 2;
  for (const line of shown) for (const run of line.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}
