import { expect, it } from 'vitest';
import { codeOf, lineAt, productSources, type Source } from './sourceText.ts';

/** The names of bounds on bytes, depth and length: `MAXIMUM_BODY_BYTES`, `DEEPEST_NODE`, `LONGEST_COMMAND`, `DEPTH`. */
const BOUND =
  /\bconst ((?:(?:MAX|MAXIMUM|MOST|LARGEST|LONGEST)_(?:[A-Z]+_)*(?:BYTES|CHARACTERS|DEPTH|LENGTH|TOKENS|DIRECTIVES|LINKS|MESSAGE|FILE|COMMAND|INPUT|BINARY)|DEEPEST_[A-Z_]+|DEPTH))\b[^=;]*=\s*[\d(]/g;

/** What is shown or kept is no input; a name says so. */
const SHOWN_OR_KEPT = /_(?:SHOWN|KEPT|CACHED)_/;

/** Where a bound on input stands outside the one place for them, as far as its name says so. */
const violations = (sources: readonly Source[]): string[] =>
  sources
    .filter(({ path }) => path.startsWith('server/src/') && !path.startsWith('server/src/text/limits'))
    .flatMap(({ path, text }) => {
      const code = codeOf(text);
      return [...code.matchAll(BOUND)]
        .filter(([, name = '']) => !SHOWN_OR_KEPT.test(name))
        .map((match) => `${path}:${lineAt(code, match.index)} ${match[1]}`);
    });

it('bounds on input stand in text/limits alone', () => expect(violations(productSources())).toEqual([]));

it.each([
  'const MAXIMUM_BODY_BYTES = 256 * 1024;',
  'export const MAXIMUM_FILE_BYTES = 128;',
  'const MAXIMUM_DEPTH: number = 64;',
  'const DEEPEST_NODE = 4096;',
  'const LONGEST_COMMAND = (1 << 12);',
  'const DEPTH = 500;',
])('sees %s', (text) => expect(violations([{ path: 'server/src/node/x.ts', text }])).toHaveLength(1));

it.each([
  'const MAXIMUM_CACHED_BYTES = 512;',
  'const MOST_SHOWN_CHARACTERS = 200;',
  'const MAXIMUM_SUGGESTIONS = 400;',
  'const LONGEST_LINE = 2 * INPUT_LIMITS.dumpBytes;',
  '// const MAXIMUM_DEPTH = 64;',
])('lets %s pass', (text) => expect(violations([{ path: 'server/src/node/x.ts', text }])).toEqual([]));
