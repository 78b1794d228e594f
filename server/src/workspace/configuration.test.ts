import { describe, expect, it } from 'vitest';
import { byteString, SourceFile } from '../text/sourceFile.ts';
import { readConfiguration } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import { findConfiguration, newConfigurationPath } from './findConfiguration.ts';

const fileOf = (text: string, path = '/home/me/boards/.dtheaps.json'): SourceFile =>
  new SourceFile(path, byteString(new TextEncoder().encode(text)));
const read = (value: unknown) => readConfiguration(fileOf(JSON.stringify(value)));

/** What is wrong in a file: the text that each problem points at, and its words. */
function complaints(text: string): string[] {
  const file = fileOf(text);
  return readConfiguration(file).problems.map(({ span, message }) => {
    return `${file.text.slice(span?.start, span?.end)}: ${message}`;
  });
}

describe('readConfiguration', () => {
  it('reads every key', () => {
    const configuration = read({
      $schema: 'https://example.org/dtheaps.schema.json',
      profile: { kernel: '6.12', config: { CONFIG_CMA_AREAS: 9 } },
      boards: ['**/*.dts'],
      includeRoots: ['include', '../linux/include', '/opt/include'],
      defines: ['SKU=2', 'DEBUG'],
      overlays: ['./camera.dtso'],
      severities: { 'cma-misaligned': 'warning', 'zone-crossing': 'off' },
      consumers: ['libcamera', { name: 'Zuschauer ä', heaps: ['linux,cma'] }],
      baseline: 'baseline.json',
    });
    expect(configuration).toMatchObject({
      problems: [],
      profile: { kernel: '6.12', config: new Map([['CONFIG_CMA_AREAS', 9]]) },
      boards: ['**/*.dts'],
      includeRoots: ['/home/me/boards/include', '/home/me/boards/../linux/include', '/opt/include'],
      defines: [
        { name: 'SKU', value: '2' },
        { name: 'DEBUG', value: '1' },
      ],
      overlays: ['/home/me/boards/camera.dtso'],
      severities: { 'cma-misaligned': 'warning', 'zone-crossing': 'off' },
      baseline: '/home/me/boards/baseline.json',
    });
    expect(configuration.consumers.map(({ name }) => name)).toEqual(['libcamera', 'Zuschauer ä']);
  });

  it.each([
    ['{"profile": {"kernel": "six"}}', '"six": "six" is not a version'],
    ['{"profile": {"memory": [{"base": 0, "size": "much"}]}}', '"much": "much" is not a size or address'],
    [
      '{"severities": {"cma-misalined": "off"}}',
      '"cma-misalined": there is no rule "cma-misalined"; did you mean "cma-misaligned"?',
    ],
    ['{"severities": {"cma-misaligned": "loud"}}', '"loud": "loud" is none of off, hint'],
    ['{"severities": []}', '[]: [] is not an object'],
    ['{"consumers": ["nobody"]}', '"nobody": "nobody" is not known'],
    ['{"consumers": [{"name": "a"}]}', '{: heaps is missing'],
    ['{"boards": "a.dts"}', '"a.dts": "a.dts" is not a list'],
    ['{"boards": ["a.dts", 1]}', '1: 1 is not a text'],
    ['{"colour": "red"}', '"colour": there is no member of a configuration "colour"; there are profile, boards'],
    ['[]', '[]: [] is not a configuration'],
    ['{"profile": {"config": {"CONFIG_CMA_SIZE_MBYTES": 1.5}}}', '1.5: 1.5 is no value of CONFIG_CMA_SIZE_MBYTES'],
    ['{"boards": [}', '}: not JSON: "}" cannot stand here'],
    ['{"boards": [', ': not JSON: the file ends here'],
  ])('%s: says what is wrong and where', (text, start) => {
    expect(complaints(text)).toEqual([expect.stringContaining(start)]);
  });

  it('takes what is right beside what is wrong', () => {
    const { severities, defines } = read({ severities: { 'zero-size': 'hint', other: 'off' }, defines: ['A', 2] });
    expect(severities).toEqual({ 'zero-size': 'hint' });
    expect(defines).toEqual([{ name: 'A', value: '1' }]);
  });

  it('is not lost in the depths of a file', () => {
    const deep = `{"consumers": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(complaints(deep)).toHaveLength(1);
  });
});

describe('findConfiguration', () => {
  class Files implements FileSystem {
    readonly #paths: readonly string[];
    constructor(paths: readonly string[]) {
      this.#paths = paths;
    }
    read(path: string): SourceFile | undefined {
      return this.#paths.includes(path) ? fileOf('{}', path) : undefined;
    }
    isFolder(path: string): boolean {
      return this.#paths.some((known) => known.startsWith(`${path}/`));
    }
    list(): readonly string[] {
      return [];
    }
  }
  const found = (board: string, ...paths: string[]): string | undefined =>
    findConfiguration(new Files(paths), board, undefined).file?.path;

  it('takes the nearest file above the board', () => {
    expect(found('/a/b/c/x.dts', '/a/.dtheaps.json', '/a/b/.dtheaps.json')).toBe('/a/b/.dtheaps.json');
    expect(found('/a/x.dts', '/.dtheaps.json')).toBe('/.dtheaps.json');
    expect(found('a/x.dts', '.dtheaps.json')).toBe('.dtheaps.json');
    expect(found('x.dts', '../.dtheaps.json')).toBe('../.dtheaps.json');
    expect(found('/a/x.dts')).toBeUndefined();
  });

  it('does not leave the repository', () =>
    expect(found('/a/b/x.dts', '/a/.dtheaps.json', '/a/b/.git/HEAD')).toBeUndefined());

  it('is made as far out as it is found, within the workspace', () => {
    const made = (board: string, workspace: string, ...paths: string[]): string =>
      newConfigurationPath(new Files(paths), board, undefined, workspace);
    expect(made('/a/b/c/x.dts', '/a/b')).toBe('/a/b/.dtheaps.json');
    expect(made('/a/b/c/x.dts', '/a', '/a/b/.git/HEAD')).toBe('/a/b/.dtheaps.json');
    expect(made('/a/b/x.dts', '/elsewhere')).toBe('/a/b/.dtheaps.json');
  });
});
