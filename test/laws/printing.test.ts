import { describe, expect, it } from 'vitest';
import { codeOf, lineAt, productSources, type Source } from './sourceText.ts';

/** Where a pattern occurs in the code of the command line's files, but for the one that it belongs to. */
function occurrences(sources: readonly Source[], pattern: RegExp, home: RegExp): string[] {
  return sources
    .filter(({ path }) => path.startsWith('server/src/cli/') && !home.test(path))
    .flatMap(({ path, text }) => {
      const code = codeOf(text);
      return [...code.matchAll(pattern)].map((match) => `${path}:${lineAt(code, match.index)} ${match[0]}`);
    });
}

const at = (path: string, text: string): readonly Source[] => [{ path: `server/src/cli/${path}`, text }];

describe('everything is printed by one printer', () => {
  const printers = (sources: readonly Source[]): string[] =>
    occurrences(sources, /\bconsole\s*\.|\bprocess\s*\.\s*std(?:out|err)\b/g, /\/terminal\.ts$/);

  it('holds', () => expect(printers(productSources())).toEqual([]));
  it.each(['console.log(path);', 'process.stdout.write(path);', 'process.stderr.write(path);'])('sees %s', (text) =>
    expect(printers(at('boot.ts', text))).toHaveLength(1),
  );

  it('and commands are given nothing else', () => {
    const run = productSources().find(({ path }) => path.endsWith('/cli/commandLine.ts'))?.text ?? '';
    expect(run).toContain('const terminal = printingOn(plain);');
    expect(run.match(/\bplain\b/g)).toHaveLength(2);
  });
});

describe('JSON is written in one place, which escapes what a terminal would obey', () => {
  const writers = (sources: readonly Source[]): string[] =>
    occurrences(sources, /\bJSON\s*\.\s*stringify\b/g, /\/(?:jsonText|scenarioText)\.ts$/);

  it('holds', () => expect(writers(productSources())).toEqual([]));
  it('sees another', () => expect(writers(at('tree.ts', 'terminal.out(JSON.stringify(tree));'))).toHaveLength(1));
});

describe('files are written by one writer', () => {
  const WRITING =
    /\b(?:writeFile|appendFile|createWriteStream|copyFile|rename|rm|unlink|symlink|link|truncate|chmod|utimes|cp)(?:Sync)?\b(?=\s*[(,}])/g;
  /** What is left of the one writer's own files is removed beside it. */
  const REMOVING = 'rmSync';
  const writers = (sources: readonly Source[]): string[] =>
    sources
      .filter(({ path }) => path.startsWith('server/src/') && !path.endsWith('/disk/replaceFile.ts'))
      .filter(({ text }) => /from 'node:fs(?:\/promises)?'/.test(text))
      .flatMap(({ path, text }) => {
        const code = codeOf(text);
        return [...code.matchAll(WRITING)]
          .filter(([name]) => !(path.endsWith('/disk/temporaryFiles.ts') && name === REMOVING))
          .map((match) => `${path}:${lineAt(code, match.index)} ${match[0]}`);
      });

  it('holds', () => expect(writers(productSources())).toEqual([]));
  it('sees another', () =>
    expect(writers(at('check.ts', "import { renameSync } from 'node:fs';\nrenameSync(one, other);"))).not.toEqual([]));
});
