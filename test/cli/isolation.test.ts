import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { type CheckWorkspaceAnswer, checkWorkspaceRequest } from '../../server/src/lsp/documentProtocol.ts';
import { cmaMisaligned } from '../../server/src/rules/pools/cmaMisaligned.ts';
import { statusTypo } from '../../server/src/rules/shape/statusTypo.ts';
import { zeroSize } from '../../server/src/rules/shape/zeroSize.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { boardSource } from '../boardSource.ts';
import { TestClient } from '../lsp/client.ts';
import { dtheaps } from './capturedTerminal.ts';

/** A region of no size, and two of which there are fixes. */
const BOARD = boardSource({
  regions: [
    'log@50000000 { reg = <0x50000000 0x0>; };',
    'old@60000000 { status = "disbled"; reg = <0x60000000 0x1000>; };',
    'pool@70000000 { compatible = "shared-dma-pool"; reusable; reg = <0x70000000 0x380000>; };',
  ],
});

afterEach(() => vi.restoreAllMocks());

/** Lets a rule fail as a fault of ours would make it, quoting a name that no terminal is to be given. */
const breakRule = (rule: typeof zeroSize): void => {
  vi.spyOn(rule, 'check').mockImplementation(() => {
    throw new TypeError('cannot read \u001b]0;x\u0007 of \u202eundefined');
  });
};

/** Lets a rule fail on a text that a fix of it would make, and on no other. */
function breakTrials(): void {
  const { check } = cmaMisaligned;
  vi.spyOn(cmaMisaligned, 'check').mockImplementation((analysis) => {
    if (!analysis.board.files[0]?.text.includes('0x380000')) throw new TypeError('no such size');
    return check(analysis);
  });
}

/** Lets boards of a name fail as a fault of ours would, wherever they are opened. */
function breakBoards(name: string): void {
  const { open } = Workspace.prototype;
  vi.spyOn(Workspace.prototype, 'open').mockImplementation(function (this: Workspace, path, ...others) {
    if (path.endsWith(name)) throw new RangeError('Maximum call stack size exceeded');
    return open.call(this, path, ...others);
  });
}

describe('a fault of this program in check', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dtheaps-isolation-'));
    for (const name of ['a.dts', 'b.dts', 'c.dts']) writeFileSync(join(folder, name), BOARD);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const rulesOf = async (): Promise<{ status: number; found: string[]; messages: string[] }> => {
    const { status, out } = await dtheaps(['check', folder, '--format', 'json', '--jobs', '1']);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; file: string; message: string }[] };
    const found = diagnostics.map(({ rule, file }) => `${file.slice(-5)} ${rule}`);
    return { status, found: found.sort(), messages: diagnostics.map(({ message }) => message) };
  };

  /** What is said of one board, and of which rules there is a fix. */
  const reportedOn = async (name: string) => {
    const { status, out } = await dtheaps(['check', join(folder, name), '--format', 'json']);
    const { diagnostics } = JSON.parse(out) as {
      diagnostics: { rule: string; message: string; range: unknown; fixes: unknown[] }[];
    };
    const of = (rule: string) => diagnostics.find((each) => each.rule === rule);
    const fixed = diagnostics.filter(({ fixes }) => fixes.length > 0).map(({ rule }) => rule);
    const found = diagnostics.map(({ rule }) => rule);
    return {
      ...{ status, fixed: fixed.sort(), found: found.sort() },
      ...{ failure: of('internal-error'), pool: of('cma-misaligned') },
    };
  };

  it('in one rule takes nothing from the others, and is an error with what to report', async () => {
    const before = (await rulesOf()).found;
    expect(before).toContain('a.dts zero-size');
    expect(before).toContain('a.dts status-typo');
    breakRule(zeroSize);
    const { status, found, messages } = await rulesOf();
    expect(status).toBe(1);
    expect(found).toEqual(before.map((each) => each.replace('zero-size', 'internal-error')).sort());
    const [message] = messages.filter((each) => each.includes('failed'));
    expect(message).toContain('Devicetree Heaps failed in the rule zero-size: ');
    expect(message).toContain('the rule zero-size | TypeError: cannot read \\u001b]0;x\\u0007 of \\u202eundefined | ');
    expect(message).toMatch(/isolation\.test\.ts:\d+:\d+/);
    expect(message).not.toContain(folder);
  });

  it('in two rules is two reports', async () => {
    breakRule(zeroSize);
    breakRule(statusTypo);
    const { messages } = await rulesOf();
    const failed = messages.filter((each) => each.includes('failed')).map((each) => each.split('\n')[0]);
    expect(new Set(failed)).toEqual(
      new Set(
        ['zero-size', 'status-typo'].map(
          (rule) => `Devicetree Heaps failed in the rule ${rule}: what would have come of that is missing.`,
        ),
      ),
    );
  });

  it('while a fix is tried takes that fix alone, and is an error at what it would have mended', async () => {
    const before = await reportedOn('a.dts');
    expect(before.fixed).toEqual(['cma-misaligned', 'status-typo']);
    breakTrials();
    const { status, found, fixed, failure } = await reportedOn('a.dts');
    expect(status).toBe(1);
    expect(found).toEqual([...before.found, 'internal-error'].sort());
    expect(fixed).toEqual(['status-typo']);
    expect(failure?.message).toContain('the rule cma-misaligned | TypeError: no such size | ');
    expect(failure?.message).toMatch(/ \| while a fix of cma-misaligned was tried$/);
    expect(failure?.range).toEqual(before.pool?.range);
  });

  it.each([['--format', 'github', '--fix'], ['--diff'], ['--fix']])(
    'while a fix is tried ends a call with %s by 1, and leaves the file',
    async (...options) => {
      breakTrials();
      const { status, out, error } = await dtheaps(['check', join(folder, 'a.dts'), ...options]);
      expect(status).toBe(1);
      expect(out + error).toMatch(/while a\s+fix of cma-misaligned was tried/);
      expect(readFileSync(join(folder, 'a.dts'), 'utf8')).toContain('0x380000');
    },
  );

  it('on one board takes nothing from the others', async () => {
    const before = (await rulesOf()).found;
    breakBoards('b.dts');
    const { status, found } = await rulesOf();
    expect(status).toBe(1);
    expect(found).toEqual([...before.filter((each) => !each.startsWith('b.dts')), 'b.dts internal-error'].sort());
  });
});

describe('a fault of this program in the editor', () => {
  let client: TestClient;
  beforeEach(async () => {
    client = new TestClient({ texts: new Map(['a.dts', 'b.dts'].map((name) => [name, BOARD])) });
    await client.start();
  });
  afterEach(async () => {
    // After an edit the server reads boards by itself: what of that fails is logged before an answer that is asked for after.
    vi.restoreAllMocks();
    await client.pull('a.dts');
    client.logged.splice(0);
    await client.stop();
  });

  /** Opens the boards: what is to fail does so before, as the server reads them by itself soon after. */
  const open = async (): Promise<void> => {
    for (const name of ['a.dts', 'b.dts']) await client.open(name);
  };
  const codes = async (name: string): Promise<unknown[]> => (await client.pull(name)).map(({ code }) => code);

  it('in one rule leaves the others', async () => {
    breakRule(zeroSize);
    await open();
    expect(await codes('a.dts')).toContain('internal-error');
    expect(await codes('a.dts')).toContain('status-typo');
  });

  it('on one board leaves the others, and is reported where that board begins', async () => {
    await open();
    const before = await codes('b.dts');
    expect(before).toContain('zero-size');
    breakBoards('a.dts');
    await client.replace('a.dts', '0x1000', '0x2000');
    expect(await codes('a.dts')).toEqual(['internal-error']);
    expect(await codes('b.dts')).toEqual(before);
  });

  it('while a fix is tried takes that fix alone, and is logged', async () => {
    await open();
    const titles = async (): Promise<string[]> => {
      const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: client.uri('a.dts') },
        range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
        context: { diagnostics: [], only: ['quickfix'] },
      });
      return actions.filter(({ isPreferred }) => isPreferred !== undefined).map(({ title }) => title);
    };
    const before = await titles();
    breakTrials();
    await client.replace('a.dts', '0x1000>', '0x2000>');
    const after = await titles();
    expect(before.length - after.length).toBe(1);
    expect(after.length).toBeGreaterThan(0);
    expect(client.logged.join('\n')).toContain('while a fix of cma-misaligned was tried');
  });

  it('on one board leaves the others in a check of the workspace', async () => {
    const check = () => client.connection.sendRequest<CheckWorkspaceAnswer>(checkWorkspaceRequest, {});
    const codesIn = ({ files }: CheckWorkspaceAnswer, name: string) =>
      files.find(({ uri }) => uri === client.uri(name))?.diagnostics.map(({ code }) => code);
    await open();
    const before = await check();
    expect(codesIn(before, 'misaligned.dts')).toContain('cma-misaligned');
    breakBoards('/camera.dts');
    await client.replace('a.dts', '0x1000', '0x2000');
    const after = await check();
    expect(after.checked).toBe(after.all);
    expect(codesIn(after, 'camera.dts')).toEqual(['internal-error']);
    expect(codesIn(after, 'misaligned.dts')).toEqual(codesIn(before, 'misaligned.dts'));
  });
});

describe('what cannot be used of a call takes nothing from its other boards', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dtheaps-isolation-'));
    for (const name of ['a', 'b', 'empty']) mkdirSync(at(name));
    for (const name of ['a/1.dts', 'a/2.dts', 'b/1.dts']) writeFileSync(at(name), BOARD);
    writeFileSync(at('a/.dtheaps.json'), '{"profile": {"config": {"CONFIG_CMA_SIZE_MBYTES": 1.5}}}');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['a configuration, before the others', ['a', 'b'], ['CONFIG_CMA_SIZE_MBYTES']],
    ['a configuration, after the others', ['b', 'a'], ['CONFIG_CMA_SIZE_MBYTES']],
    ['a name', ['none.dts', 'b'], ['none.dts: no such file']],
    ['a folder', ['b', 'empty'], ['empty: no device tree in this folder']],
    ['a pattern', ['x*.dts', 'b/1.dts'], ['x*.dts: nothing matches']],
    ['all of these', ['a', 'none.dts', 'empty', 'b'], ['none.dts: ', 'empty: ', 'CONFIG_CMA_SIZE_MBYTES']],
  ])('%s', async (_, names, faults) => {
    const { status, out, error } = await dtheaps(['check', '--format', 'json', ...names.map(at)]);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { rule: string; file: string }[] };
    expect(diagnostics.map(({ rule, file }) => `${file.slice(folder.length + 1)} ${rule}`)).toContain(
      'b/1.dts zero-size',
    );
    const lines = error.trim().split('\n');
    expect(lines).toEqual(faults.map((fault) => expect.stringContaining(fault)));
    expect(status).toBe(2);
  });

  it('and a baseline is not written without what is found on them', async () => {
    const { status, error } = await dtheaps(['check', at('a'), at('b'), '--write-baseline', at('known.json')]);
    expect([status, existsSync(at('known.json'))]).toEqual([2, false]);
    expect(error).toMatch(/CONFIG_CMA_SIZE_MBYTES.*\n.*known\.json: not written/);
  });
});
