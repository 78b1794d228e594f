import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';

/** What makes up the rules: their files, the ids in the registry, and the fixtures of each folder. */
interface RuleParts {
  /** Files below the folders of `server/src/rules`, such as `pools/zeroSize.ts`. */
  readonly files: readonly string[];
  readonly registered: readonly string[];
  readonly fixtures: ReadonlyMap<string, readonly string[]>;
}

/** The id of the rule in a file: the file's name, written with hyphens. */
function idOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1, -'.ts'.length);
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Parts of rules that lack their counterpart, in words that say what to do. */
function violations({ files, registered, fixtures }: RuleParts): string[] {
  const ids = files.map(idOf);
  return [
    ...files
      .filter((file) => !registered.includes(idOf(file)))
      .map((file) => `${file}: no rule ${idOf(file)} in rules/registry.ts, so nobody runs it`),
    ...registered.filter((id) => !ids.includes(id)).map((id) => `${id}: no file of its name below server/src/rules`),
    ...registered.filter((id, index) => registered.indexOf(id) !== index).map((id) => `${id} is registered twice`),
    ...registered
      .filter((id) => (fixtures.get(id) ?? []).length === 0)
      .map((id) => `${id}: no fixtures in test/fixtures/rules/${id}`),
    ...[...fixtures.keys()]
      .filter((folder) => !registered.includes(folder))
      .map((folder) => `test/fixtures/rules/${folder}: no such rule`),
    ...[...fixtures].flatMap(([folder, names]) =>
      names.filter((name) => !name.endsWith('.dts')).map((name) => `${folder}/${name}: fixtures end in .dts`),
    ),
  ];
}

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const foldersIn = (path: string): string[] =>
  readdirSync(at(path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

describe('every rule has a file, a place in the registry and fixtures', () => {
  it('holds', () => {
    const files = foldersIn('server/src/rules').flatMap((folder) =>
      readdirSync(at(`server/src/rules/${folder}`))
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .map((name) => `${folder}/${name}`),
    );
    const fixtures = new Map(
      foldersIn('test/fixtures/rules').map((folder) => [folder, readdirSync(at(`test/fixtures/rules/${folder}`))]),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(violations({ files, registered: RULES.map(({ id }) => id), fixtures })).toEqual([]);
  });

  const whole: RuleParts = {
    files: ['pools/zeroSize.ts'],
    registered: ['zero-size'],
    fixtures: new Map([['zero-size', ['zero.dts', 'control.dts']]]),
  };

  it('lets a whole rule be', () => expect(violations(whole)).toEqual([]));

  it.each<[string, Partial<RuleParts>]>([
    ['a file that is not registered', { files: ['pools/zeroSize.ts', 'pools/oddSize.ts'] }],
    ['a rule without a file', { files: [] }],
    ['a rule that is registered twice', { registered: ['zero-size', 'zero-size'] }],
    ['a rule without fixtures', { fixtures: new Map() }],
    ['a folder without fixtures', { fixtures: new Map([['zero-size', []]]) }],
    ['fixtures of no rule', { fixtures: new Map([...whole.fixtures, ['odd-size', ['control.dts']]]) }],
    ['a fixture that nobody reads', { fixtures: new Map([['zero-size', ['zero.dts', 'control.dtsi']]]) }],
  ])('sees %s', (_, part) => expect(violations({ ...whole, ...part })).toHaveLength(1));
});
