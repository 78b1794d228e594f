import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Position, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rulePage } from '../../server/src/rules/documentation.ts';
import { TestClient, VSCODE } from './client.ts';
import { editsByUri } from './editsByUri.ts';

const BOARD = 'misaligned.dts';
const COMMANDS = ['changeSeverity', 'explainRule', 'simulateAllocation'].map((name) => `devicetreeHeaps.${name}`);

describe('code actions', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const misaligned = async (): Promise<Diagnostic> => {
    const found = (await client.pull(BOARD)).find(({ code }) => code === 'cma-misaligned');
    expect(found).toBeDefined();
    return found as Diagnostic;
  };
  const actionsAt = async (range: Diagnostic['range'], diagnostics: readonly unknown[]): Promise<CodeAction[]> =>
    client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: client.uri(BOARD) },
      range,
      context: { diagnostics },
    });
  const titles = (actions: readonly CodeAction[]): string[] => actions.map(({ title }) => title);

  it('are the same in whatever order the client sends what it was sent', async () => {
    await client.start();
    await client.open(BOARD);
    const found = await misaligned();
    const turned = ({ line, character }: Position) => ({ character, line });
    const range = { end: turned(found.range.end), start: turned(found.range.start) };
    const { message, code, source } = found;
    const asSent = await actionsAt(found.range, [found]);
    expect(asSent.some(({ isPreferred, edit }) => isPreferred === true && edit !== undefined)).toBe(true);
    const asNeovim = await actionsAt(range, [{ source, range, message, code }]);
    expect(titles(asNeovim)).toEqual(titles(asSent));
    expect(asNeovim.map(({ edit }) => edit)).toEqual(asSent.map(({ edit }) => edit));
  });

  it('are answered by the range where the client names no diagnostics', async () => {
    await client.start();
    await client.open(BOARD);
    const found = await misaligned();
    const inside = { line: found.range.start.line, character: found.range.start.character + 1 };
    const byRange = await actionsAt({ start: inside, end: inside }, []);
    expect(titles(byRange)).toEqual(titles(await actionsAt(found.range, [found])));
    const others = await actionsAt(found.range, [{ ...found, code: 'of-another-server', source: 'other' }]);
    expect(titles(others)).toEqual(titles(byRange));
    const start = { line: 0, character: 0 };
    expect(await actionsAt({ start, end: start }, [])).toEqual([]);
  });

  it('add what is missing in the text, and nothing of it is silenced or explained', async () => {
    await client.start();
    await client.open(BOARD);
    await client.replace(BOARD, 'reusable;', 'reusable');
    const [found] = await client.pull(BOARD);
    expect(found).toMatchObject({ code: 'syntax-error', range: { end: { line: found?.range.start.line } } });
    const offered = await actionsAt((found as Diagnostic).range, [found]);
    expect(titles(offered)).toEqual(['Add `;`']);
    const { end } = (found as Diagnostic).range;
    expect(offered[0]).toMatchObject({ isPreferred: true });
    expect(editsByUri(offered[0]?.edit)).toEqual({
      [client.uri(BOARD)]: [{ range: { start: end, end }, newText: ';' }],
    });
  });

  it.each([true, false])('are of the version that they were made for, where a client has versions: %s', async (has) => {
    const { workspace, ...others } = VSCODE;
    const workspaceEdit = { ...workspace?.workspaceEdit, documentChanges: has };
    await client.start(true, undefined, { ...others, workspace: { workspaceEdit } });
    await client.open(BOARD);
    await client.replace(BOARD, 'reusable;', 'reusable; ');
    const found = await misaligned();
    const edits = (await actionsAt(found.range, [found])).flatMap(({ edit }) => edit ?? []);
    const all = editsByUri(edits[0]);
    expect(Object.keys(all)).toEqual([client.uri(BOARD)]);
    const inBoard = edits.filter((edit) => client.uri(BOARD) in editsByUri(edit));
    expect(inBoard.length).toBeGreaterThan(3);
    const textDocument = { uri: client.uri(BOARD), version: 2 };
    for (const edit of inBoard) {
      if (has) expect(edit).toMatchObject({ documentChanges: [{ textDocument }] });
      else expect(Object.keys(edit)).toEqual(['changes']);
    }
  });

  it('rename a region where it is defined, if the board that moves it is the only one of the workspace', async () => {
    const cells = '#address-cells = <2>; #size-cells = <2>;';
    const region = (at: string, more = '') => `${more}region@${at} { no-map; reg = <0 0x${at} 0 0x200000>; };`;
    const soc = `/ { ${cells} reserved-memory { ${cells} ranges; ${region('50000000', 'log: ')} ${region('58000000')} }; };\n`;
    const moved = '&log { reg = <0 0x58100000 0 0x200000>; };\n';
    const ram = '/ { memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; }; };\n';
    mkdirSync(join(client.folder, 'moved'));
    writeFileSync(join(client.folder, 'moved/soc.dtsi'), soc.replace('region@50000000', 'region@58100000'));
    writeFileSync(join(client.folder, 'moved/a.dts'), `/dts-v1/;\n#include "soc.dtsi"\n${ram}${moved}`);
    await client.start();
    await client.open('moved/a.dts');
    const renames = async (): Promise<CodeAction[]> => {
      const found = (await client.pull('moved/a.dts')).find(({ code }) => code === 'region-overlap') as Diagnostic;
      const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: client.uri('moved/a.dts') },
        range: found.range,
        context: { diagnostics: [found] },
      });
      return actions.filter(({ title }) => title.startsWith('Move "region@58100000"'));
    };
    const alone = await renames();
    expect(alone.map(({ title }) => title.replace(/.*free/, ''))).toEqual([
      ', and rename it in soc.dtsi',
      '; its name stays',
    ]);
    expect(Object.keys(editsByUri(alone[0]?.edit)).sort()).toEqual(
      ['moved/a.dts', 'moved/soc.dtsi'].map((name) => client.uri(name)),
    );
    // A board that nobody has opened reads the definition as well.
    writeFileSync(join(client.folder, 'moved/b.dts'), `/dts-v1/;\n#include "soc.dtsi"\n${ram}`);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('moved/b.dts'), type: 1 }],
    });
    expect((await renames()).map(({ title }) => title.replace(/.*free/, ''))).toEqual(['; its name stays']);
  });

  it('add the folder that has an include to the configuration, which is made for it', async () => {
    mkdirSync(join(client.folder, 'headers/vendor'), { recursive: true });
    writeFileSync(join(client.folder, 'headers/vendor/x.h'), '');
    writeFileSync(join(client.folder, BOARD), '#include <vendor/x.h>\n/dts-v1/;\n/ { };\n');
    await client.start();
    await client.open(BOARD);
    const found = (await client.pull(BOARD)).find(({ code }) => code === 'include-not-found') as Diagnostic;
    const [offered] = await actionsAt(found.range, [found]);
    expect(offered?.title).toBe('Add headers to the includeRoots of .dtheaps.json');
    const uri = client.uri('.dtheaps.json');
    const edits = [{ newText: '{\n  "includeRoots": [\n    "headers"\n  ]\n}\n' }];
    expect(offered?.edit?.documentChanges).toMatchObject([
      { kind: 'create', uri },
      { textDocument: { uri }, edits },
    ]);
  });

  it('disable a rule for the line, the block and the file', async () => {
    await client.start();
    await client.open(BOARD);
    const found = await misaligned();
    const offered = await actionsAt(found.range, [found]);
    const inserted = (title: string): unknown[] => {
      const edits = editsByUri(offered.find((action) => action.title === title)?.edit)[client.uri(BOARD)] ?? [];
      return edits.map(({ range, newText }) => [range.start.line, newText]);
    };
    const { line } = found.range.start;
    expect(inserted('Disable cma-misaligned for this line')).toEqual([
      [line, '\t\t\t/* dtheaps-disable-next-line cma-misaligned */\n'],
    ]);
    expect(inserted('Disable cma-misaligned for this block (video@60000000)')).toEqual([
      [line - 3, '\t\t/* dtheaps-disable cma-misaligned */\n'],
      [line + 2, '\t\t/* dtheaps-enable cma-misaligned */\n'],
    ]);
    expect(inserted('Disable cma-misaligned for this file')).toEqual([
      [0, '/* dtheaps-disable-file cma-misaligned */\n'],
    ]);
  });

  it('disable a warning of reading the board, too', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.replace('camera.dts', 'video: video@60000000', 'video: video@060000000');
    const uri = client.uri('camera.dts');
    const found = (await client.pull('camera.dts')).find(({ code }) => code === 'unit-address-format');
    expect(found?.severity).toBe(2);
    const offered = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: found?.range,
      context: { diagnostics: [found] },
    });
    const disable = offered.find(({ title }) => title === 'Disable unit-address-format for this line');
    expect(disable?.diagnostics).toEqual([found]);
    const comment = '\t\t/* dtheaps-disable-next-line unit-address-format */\n';
    expect(editsByUri(disable?.edit)[uri]?.[0]?.newText).toBe(comment);
    await client.replace('camera.dts', '\t\tvideo: video@060000000', `${comment}\t\tvideo: video@060000000`);
    expect((await client.pull('camera.dts')).map(({ code }) => code)).not.toContain('unit-address-format');
  });

  const created = (edit: WorkspaceEdit | undefined | null) => {
    const [create, change] = (edit?.documentChanges ?? []) as [{ uri: string }, TextDocumentEdit];
    return { uri: create?.uri, text: change?.edits.map((each) => 'newText' in each && each.newText).join('') };
  };

  it('change a severity in the configuration, which is made where there is none', async () => {
    await client.start();
    await client.open(BOARD);
    const found = await misaligned();
    const offered = await actionsAt(found.range, [found]);
    const off = offered.find(({ title }) => title === 'Turn cma-misaligned off in the configuration');
    expect(created(off?.edit)).toEqual({
      uri: client.uri('.dtheaps.json'),
      text: '{\n  "severities": {\n    "cma-misaligned": "off"\n  }\n}\n',
    });
    const makes = titles(offered).filter((title) => title.startsWith('Make '));
    expect(makes).toEqual(
      ['a hint', 'an information', 'a warning'].map((as) => `Make cma-misaligned ${as} in the configuration`),
    );
    const uri = client.uri(BOARD);
    const asked = await client.ask<WorkspaceEdit | null>('severityEdit', {
      uri,
      rule: 'cma-misaligned',
      severity: 'off',
    });
    expect(asked).toEqual(off?.edit);
    expect(await client.ask('severityEdit', { uri, rule: 'cma-misaligned', severity: 'loud' })).toBeNull();
    // The one that is there is edited.
    writeFileSync(join(client.folder, '.dtheaps.json'), '{ "severities": {} }');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.dtheaps.json'), type: 1 }],
    });
    const again = (await actionsAt(found.range, [found])).find(({ title }) => title === off?.title);
    expect(editsByUri(again?.edit)[client.uri('.dtheaps.json')]?.[0]?.newText).toContain('"cma-misaligned": "off"');
  });

  it('name the commands that the client has', async () => {
    await client.start(true, { commands: [...COMMANDS, 7] });
    await client.open(BOARD);
    const found = await misaligned();
    const named = (await actionsAt(found.range, [found])).flatMap(({ command }) => command ?? []);
    expect(named).toEqual([
      {
        title: 'Change the severity of cma-misaligned…',
        command: 'devicetreeHeaps.changeSeverity',
        arguments: [{ uri: client.uri(BOARD), rule: 'cma-misaligned', severity: 'error' }],
      },
      { title: 'Explain cma-misaligned', command: 'devicetreeHeaps.explainRule', arguments: ['cma-misaligned'] },
    ]);
  });

  it('explain a rule on its page, or in a message where the client opens none', async () => {
    const opened: string[] = [];
    client.connection.onRequest('window/showDocument', ({ uri }) => {
      opened.push(uri);
      return { success: opened.length === 1 };
    });
    const answer = await client.start();
    expect(answer).toMatchObject({ capabilities: { executeCommandProvider: { commands: ['dtheaps.explainRule'] } } });
    const explain = (rule: unknown) =>
      client.connection.sendRequest('workspace/executeCommand', { command: 'dtheaps.explainRule', arguments: [rule] });
    await explain('cma-misaligned');
    expect(opened).toEqual([rulePage('cma-misaligned')]);
    expect(client.shown).toEqual([]);
    await explain('cma-misaligned');
    await client.received(() => client.shown.length > 0);
    expect(client.shown[0]).toMatch(/^cma-misaligned: .*\/cma-misaligned\.md\)$/s);
    await explain('no-such-rule');
    expect(opened).toHaveLength(2);
  });
});

describe('diagnostics', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const OVERLAP = 'overlap.dts';
  const region = (name: string, rest = ''): string =>
    `${name}@60000000 {\nreg = <0x0 0x60000000 0x0 0x100000>;\n${rest}};\n`;
  const overlapping = async (): Promise<Diagnostic[]> => {
    const text = `/dts-v1/;\n#include "camera-soc.dtsi"\n/ { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n${region('log')}${region('modem', 'alignment = <0x0 0x1000>;\n')}}; };\n`;
    writeFileSync(join(client.folder, OVERLAP), text);
    await client.open(OVERLAP);
    return client.pull(OVERLAP);
  };
  const of = (diagnostics: readonly Diagnostic[], rule: string): Diagnostic | undefined =>
    diagnostics.find(({ code }) => code === rule);

  it('have what the client takes: other places, pages, tags', async () => {
    await client.start();
    const found = await overlapping();
    expect(of(found, 'region-overlap')).toMatchObject({
      codeDescription: { href: rulePage('region-overlap') },
      relatedInformation: [{ location: { uri: client.uri(OVERLAP) } }],
      data: { nodePath: expect.any(String) },
    });
    expect(of(found, 'property-ignored')?.tags).toEqual([1]);
  });

  it('have the other places in the message, and nothing that it does not know, for a client that takes none', async () => {
    await client.start(true, undefined, {});
    const found = await overlapping();
    const overlap = of(found, 'region-overlap');
    expect(overlap?.message).toMatch(/\noverlap\.dts:\d+:\d+: /);
    for (const each of found) {
      expect(Object.keys(each).sort()).toEqual(['code', 'message', 'range', 'severity', 'source']);
    }
    expect(VSCODE.textDocument?.publishDiagnostics?.relatedInformation).toBe(true);
  });

  it('are mended at once as far as a fix is safe: missing text, properties, names', async () => {
    const faults = readFileSync(new URL('../../samples/faulty-board.dts', import.meta.url), 'utf8');
    for (const name of ['heron.dtsi', 'memory-sizes.h']) {
      writeFileSync(join(client.folder, name), readFileSync(new URL(`../../samples/${name}`, import.meta.url)));
    }
    writeFileSync(join(client.folder, 'faulty.dts'), faults);
    const mended = faults.replace('reusable;\n\t\t};\n\n\t\t/* Grown', 'reusable\n\t\t};\n\n\t\t/* Grown');
    await client.start();
    await client.open('faulty.dts');
    await client.replace('faulty.dts', faults, mended);
    const codes = async () => (await client.pull('faulty.dts')).map(({ code }) => String(code));
    const before = await codes();
    const uri = client.uri('faulty.dts');
    const zero = { line: 0, character: 0 };
    const [all, ...others]: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: zero, end: zero },
      context: { diagnostics: [], only: ['source.fixAll.dtheaps'] },
    });
    expect(others).toEqual([]);
    const text = TextDocument.applyEdits(TextDocument.create(uri, 'dts', 1, mended), editsByUri(all?.edit)[uri] ?? []);
    await client.replace('faulty.dts', mended, text);
    expect(all?.title).toBe('Fix all 3 faults of this file that have a safe fix');
    const safe = ['syntax-error', 'coherent-needs-no-map', 'unit-address-mismatch'];
    const after = await codes();
    expect(before.filter((code) => !after.includes(code))).toEqual(safe);
    // What the missing semicolon hid is a matter of choice, and stays.
    expect(after.filter((code) => !before.includes(code))).toEqual(['cma-misaligned', 'dynamic-unsatisfiable']);
  });
});
