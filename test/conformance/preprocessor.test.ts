import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Expander, flatten } from '../../server/src/devicetree/expansion/expander.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { recordings } from '../recorded/recordings.ts';
import { tokensOf, withoutLineMarkers, wordsOf } from './outputTokens.ts';

interface CppCase {
  readonly exit: number;
  readonly command: readonly string[];
  readonly first_error: { readonly file: string; readonly line: number; readonly severity: string } | null;
  readonly non_utf8?: boolean;
  readonly expected: {
    readonly tokens?: readonly string[];
    readonly words?: readonly string[];
    readonly stdout: { readonly text?: string; readonly b64?: string } | null;
  };
}

describe('the preprocessor says what gcc -E says', () => {
  const cases = join(recordings('conformance'), 'conformance/cpp');
  const names = readdirSync(cases)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
  let agree = 0;

  test.each(names)('%s', (name) => {
    const recorded = JSON.parse(readFileSync(join(cases, `${name}.json`), 'utf8')) as CppCase;
    const result = expandCase(cases, name, recorded);
    expect({ failed: result.failed, error: result.firstError }).toEqual({
      failed: recorded.exit !== 0,
      error: recorded.first_error === null ? undefined : `${recorded.first_error.file}:${recorded.first_error.line}`,
    });
    if (recorded.first_error?.severity !== 'fatal error') {
      expect(result.tokens).toEqual(recorded.expected.tokens);
      expect(result.words).toEqual(recorded.expected.words);
    }
    agree++;
  });

  test('agreement', () => {
    console.log(`preprocessor conformance: ${agree} of ${names.length} cases agree with gcc 12`);
    expect(agree).toBe(names.length);
  });
});

/** Expands a case as its recorded command does: the main file is last, `-I` names the roots. */
function expandCase(cases: string, name: string, recorded: CppCase) {
  const files = new Map<string, SourceFile>();
  const reader = {
    read(path: string): SourceFile | undefined {
      const known = files.get(path);
      if (known !== undefined) return known;
      const place = path === `${name}.dts` ? join(cases, path) : join(cases, `${name}.files`, path);
      if (!existsSync(place) || !statSync(place).isFile()) return undefined;
      const file = new SourceFile(path, byteString(readFileSync(place)));
      files.set(path, file);
      return file;
    },
  };
  const { command } = recorded;
  const includeRoots = command.filter((_, index) => command[index - 1] === '-I');
  const defines = command
    .filter((argument) => argument.startsWith('-D') && argument !== '-D__DTS__')
    .map((argument) => {
      const [macro = '', value = '1'] = argument.slice(2).split('=');
      return { name: macro, value };
    });
  const expansion = new Expander(reader).expand({
    path: command.at(-1) ?? '',
    includeRoots,
    defines,
    preprocess: true,
    dtcIncludeRoots: [],
  });
  const text = flatten(expansion.unit).text;
  const output = recorded.non_utf8 ? text : Buffer.from(text, 'latin1').toString('utf8');
  const error = expansion.problems.find((problem) => problem.severity === 'error')?.span;
  return {
    failed: expansion.failed,
    firstError: error === undefined ? undefined : `${error.file.path}:${error.file.lines.lineColumn(error.start).line}`,
    tokens: tokensOf(withoutLineMarkers(output)),
    words: wordsOf(withoutLineMarkers(output)),
  };
}
