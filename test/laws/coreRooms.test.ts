import { describe, expect, it } from 'vitest';
import { codeOf, lineAt, productSources, type Source } from './sourceText.ts';

const EDGE = /^(?:client\/|server\/src\/(?:cli|lsp|node|web|disk)\/)/;

/** Where a pattern occurs in the code (not in comments or strings) of a file. */
function occurrences(source: Source, pattern: RegExp): string[] {
  const code = codeOf(source.text);
  return [...code.matchAll(pattern)].map(
    (match) => `${source.path}:${lineAt(code, match.index)} ${match[0].trim().replaceAll(/\s+/g, ' ')}`,
  );
}

const core = (sources: readonly Source[]): Source[] => sources.filter(({ path }) => !EDGE.test(path));

describe('nothing in the core throws on input', () => {
  const violations = (sources: readonly Source[]): string[] =>
    core(sources).flatMap((source) => occurrences(source, /\bthrow\b|\bassert\s*\(|\bprocess\s*\.\s*exit\b/g));

  it('holds', () => expect(violations(productSources())).toEqual([]));

  it.each(['if (bad) throw new Error("bad");', 'assert(size > 0n);', `const f = \`$\{(() => { throw 1; })()}\`;`])(
    'sees %s',
    (text) => expect(violations([{ path: 'server/src/kernel/cma.ts', text }])).toHaveLength(1),
  );

  it('is not fooled by words', () => {
    const text = `/** Does not throw. */\nconst why = 'would throw it away'; // throw\nconst r = /throw/; const s = \`throw $\{why} throw\`;`;
    expect(violations([{ path: 'server/src/kernel/cma.ts', text }])).toEqual([]);
  });

  it('leaves the edges alone', () =>
    expect(violations([{ path: 'server/src/cli/main.ts', text: 'throw new Error();' }])).toEqual([]));
});

describe("what runs in a browser's worker uses nothing that Node alone has", () => {
  const NODE_ALONE = /^(?:client\/|server\/src\/(?:cli|node|disk)\/)/;
  const violations = (sources: readonly Source[]): string[] =>
    sources
      .filter(({ path }) => !NODE_ALONE.test(path))
      .flatMap((source) =>
        occurrences(source, /(?<![.\w])(?:Buffer|process|__dirname|__filename|setImmediate|require)\b(?=\s*[.(])/g),
      );

  it('holds', () => expect(violations(productSources())).toEqual([]));

  it.each(["Buffer.from(text, 'latin1');", 'process.cwd();', 'setImmediate(() => run());'])('sees %s', (text) =>
    expect(violations([{ path: 'server/src/lsp/server.ts', text }])).toHaveLength(1),
  );
});

describe("the kernel's versions are compared in the table of behaviours alone", () => {
  const TABLE = /^server\/src\/kernel\/behaviours\//;
  /** The version of the blob's format is another matter. */
  const BLOB = /^server\/src\/devicetree\/blob\//;
  const COMPARISON = new RegExp(
    [
      /\bcompareVersions?\s*\(/,
      /\b(?:isAtLeast|atLeast|versionAtLeast|isOlderThan|isNewerThan)\s*\(/,
      /\b(?:kernel|version|kernelVersion|major|minor|patchLevel)\b\s*(?:<=?|>=?)(?!\w)\s*(?=['"\d\w])/,
      /\.kernel\s*\.\s*(?:startsWith|split|localeCompare|match)\s*\(/,
    ]
      .map(({ source }) => source)
      .join('|'),
    'g',
  );
  const violations = (sources: readonly Source[]): string[] =>
    sources
      .filter(({ path }) => !TABLE.test(path) && !BLOB.test(path))
      .flatMap((source) => occurrences(source, COMPARISON));

  it('holds', () => expect(violations(productSources())).toEqual([]));

  it.each([
    'if (compareVersions(profile.kernel, "6.19") >= 0) return true;',
    'if (version >= 619) return true;',
    'if (major > 6) return true;',
    "return profile.kernel.startsWith('6.');",
    "return atLeast(profile, '7.1');",
  ])('sees %s', (text) => expect(violations([{ path: 'server/src/kernel/cma.ts', text }])).toHaveLength(1));

  it('allows them in the table', () =>
    expect(
      violations([{ path: 'server/src/kernel/behaviours/behaviours.ts', text: 'if (major > 6) return;' }]),
    ).toEqual([]));
});

describe('tree-sitter is the only parser, in one place', () => {
  const violations = (sources: readonly Source[]): string[] =>
    sources
      .filter(
        ({ path, text }) => /['"]web-tree-sitter['"]/.test(text) && !path.startsWith('server/src/devicetree/syntax/'),
      )
      .map(({ path }) => path);

  it('holds', () => expect(violations(productSources())).toEqual([]));
  it('sees another', () =>
    expect(
      violations([{ path: 'server/src/lsp/server.ts', text: "import { Parser } from 'web-tree-sitter';" }]),
    ).toHaveLength(1));
});

describe('a room whose files grow asks for another wall', () => {
  const MAXIMUM_LINES = 400;
  const LARGE_LINES = 300;
  const lines = ({ text }: Source): number => text.trimEnd().split('\n').length;
  const longer = (sources: readonly Source[], than: number): string[] =>
    sources.filter((source) => lines(source) > than).map((source) => `${source.path}: ${lines(source)} lines`);

  it(`no file has more than ${MAXIMUM_LINES} lines`, () => {
    const sources = productSources();
    const large = longer(sources, LARGE_LINES);
    if (large.length > 0) console.log(`More than ${LARGE_LINES} lines:\n  ${large.join('\n  ')}`);
    expect(longer(sources, MAXIMUM_LINES)).toEqual([]);
  });

  it('sees one', () =>
    expect(longer([{ path: 'server/src/text/a.ts', text: 'x\n'.repeat(401) }], MAXIMUM_LINES)).toHaveLength(1));
});
