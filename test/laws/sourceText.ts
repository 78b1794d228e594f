import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of ours as a law looks at it. */
export interface Source {
  /** From the project's root, such as `server/src/text/origin.ts`. */
  readonly path: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every TypeScript file of the product, tests left out. */
export function productSources(): Source[] {
  return ['server/src', 'client/src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
  );
}

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+*%~^<>-]|\b(?:return|case|typeof|in|of|yield|await))\s*$/;

/**
 * The code of a text with comments and the contents of strings and regular expressions blanked, line for line: what a
 * law about code must not be fooled by.
 */
export function codeOf(text: string): string {
  let code = '';
  let at = 0;
  /** For each open `${`, how many braces are open inside it. */
  const templates: number[] = [];
  const blank = (end: number): void => {
    code += text.slice(at, end).replaceAll(/[^\n]/g, ' ');
    at = end;
  };
  const template = (): void => {
    let end = at + 1;
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) end += text[end] === '\\' ? 2 : 1;
    if (text.startsWith('${', end)) {
      blank(end + 2);
      templates.push(0);
    } else blank(end + 1);
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (text.startsWith('//', at)) blank(endOf(text, '\n', at));
    else if (text.startsWith('/*', at)) blank(Math.min(text.length, endOf(text, '*/', at + 2) + 2));
    else if (character === '"' || character === "'") blank(quotedEnd(text, at, character));
    else if (character === '`') template();
    else if (character === '/' && BEFORE_REGEX.test(code.slice(-40))) blank(regexEnd(text, at));
    else if (character === '}' && templates.at(-1) === 0) {
      templates.pop();
      template();
    } else {
      const last = templates.length - 1;
      if (last >= 0 && character === '{') templates[last] = (templates[last] ?? 0) + 1;
      if (last >= 0 && character === '}') templates[last] = (templates[last] ?? 0) - 1;
      code += character;
      at++;
    }
  }
  return code;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

function quotedEnd(text: string, start: number, quote: string): number {
  let end = start + 1;
  while (end < text.length && text[end] !== quote && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

function regexEnd(text: string, start: number): number {
  let end = start + 1;
  for (let inClass = false; end < text.length && text[end] !== '\n' && (inClass || text[end] !== '/'); end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === '[') inClass = true;
    else if (text[end] === ']') inClass = false;
  }
  return end + 1;
}

/** The number of the line (from 1) that an offset is in. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** What a file imports: module specifiers of `import`, `export … from` and `import()`, with their lines. */
export function importsOf({ text }: Source): { specifier: string; line: number }[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;
  const code = codeOf(text);
  return [...text.matchAll(pattern)]
    .filter((match) => /^(?:from|import)/.test(code.slice(match.index)))
    .map((match) => ({ specifier: match[2] ?? '', line: lineAt(text, match.index) }));
}
