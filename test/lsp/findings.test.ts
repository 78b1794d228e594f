import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { TestClient } from './client.ts';
import { editsByUri } from './editsByUri.ts';

const BOARD = 'misaligned.dts';

/** How a person's severities, configuration and comments reach what the editor shows. */
describe('findings in the editor', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const misaligned = async (): Promise<Diagnostic | undefined> =>
    (await client.pull(BOARD)).find(({ code }) => code === 'cma-misaligned');
  const configure = (value: unknown): void =>
    writeFileSync(join(client.folder, '.dtheaps.json'), typeof value === 'string' ? value : JSON.stringify(value));
  const changed = (): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('.dtheaps.json'), type: 2 }],
    });

  it('offers a comment that silences a rule, and reports when it silences nothing any more', async () => {
    await client.start();
    await client.open(BOARD);
    const diagnostic = await misaligned();
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: client.uri(BOARD) },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    const disable = actions.find(({ title }) => title === 'Disable cma-misaligned for this line');
    const comment = '\t\t\t/* dtheaps-disable-next-line cma-misaligned */\n';
    const line = diagnostic?.range.start.line ?? -1;
    const start = { line, character: 0 };
    expect(editsByUri(disable?.edit)[client.uri(BOARD)]).toEqual([{ range: { start, end: start }, newText: comment }]);

    await client.replace(BOARD, '\t\t\treg', `${comment}\t\t\treg`);
    expect((await client.pull(BOARD)).map(({ code }) => code)).not.toContain('cma-misaligned');
    await client.replace(BOARD, '0x1100000', '0x1200000');
    const unused = (await client.pull(BOARD)).find(({ code }) => code === 'unused-suppression');
    expect(unused?.range.start.line).toBe(line);
    await client.replace(BOARD, comment, '');
    expect((await client.pull(BOARD)).map(({ code }) => code)).not.toContain('unused-suppression');
  });

  it('takes severities from the configuration file, and from the settings over it', async () => {
    configure({ severities: { 'cma-misaligned': 'information' } });
    await client.start();
    await client.open(BOARD);
    expect((await misaligned())?.severity).toBe(3);
    configure({ severities: { 'cma-misaligned': 'off' } });
    await changed();
    expect(await misaligned()).toBeUndefined();
    client.settings = { severities: { 'cma-misaligned': 'warning', 'no-such-rule': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    expect((await misaligned())?.severity).toBe(2);
    const status = await client.ask<{ settingsProblems: string[] }>('boardStatus', { uri: client.uri(BOARD) });
    expect(status.settingsProblems).toEqual(['severities.no-such-rule: there is no rule "no-such-rule"']);
  });

  it('boots what the configuration file says, and shows what is wrong in it there', async () => {
    configure({ profile: { kernel: '6.12' }, consumers: ['nobody'] });
    await client.start();
    await client.open(BOARD);
    const status = await client.ask<{ kernel: string }>('boardStatus', { uri: client.uri(BOARD) });
    expect(status.kernel).toBe('6.12');
    const uri = client.uri('.dtheaps.json');
    await client.received(() => client.published.get(uri)?.length === 1);
    expect(client.published.get(uri)?.[0]?.message).toContain('"nobody" is not known');
    configure({ profile: { kernel: '6.18' } });
    await changed();
    await client.received(() => client.published.get(uri)?.length === 0);
  });

  it('says what is wrong in a first line that a list shows whole, in words of dtc too', async () => {
    const board = (includes: string, region: string): string =>
      `/dts-v1/;\n${includes}/ {\n#address-cells = <2>;\n#size-cells = <2>;\nmemory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };\n` +
      `reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n${region}\n};\n};\n`;
    writeFileSync(join(client.folder, 'cells.dts'), board('', 'log-buffer@50000000 { reg = <0x50000000 0x1000>; };'));
    const missing = '#include "none.h"\n#include <dt-bindings/none/none.h>\n';
    writeFileSync(join(client.folder, 'header.dts'), board(missing, ''));
    await client.start();
    const found: Diagnostic[] = [];
    for (const name of ['cells.dts', 'header.dts']) {
      await client.open(name);
      found.push(...(await client.pull(name)));
    }
    const linesOf = (rule: string) =>
      found.filter(({ code }) => code === rule).map(({ message }) => String(message).split('\n'));
    expect(linesOf('reg-format')[0]).toEqual([
      '/reserved-memory/log-buffer@50000000:reg: property has invalid length (8 bytes)',
      '(#address-cells == 2, #size-cells == 2)',
    ]);
    expect(linesOf('include-not-found')[0]?.[0]).toBe('none.h: No such file or directory');
    expect(linesOf('memory-not-judged')[0]?.[0]).toBe(
      'Nothing is said of the memory of this board, as not all of its includes can be read.',
    );
  });

  it('links each finding to its page and to the other place, in whatever file that is', async () => {
    const include = '/ { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n';
    const region = (name: string, size: string) => `${name}@60000000 { reg = <0x0 0x60000000 0x0 ${size}>; };`;
    writeFileSync(join(client.folder, 'modem.dtsi'), `${include}\n${region('modem', '0x100000')}\n}; };\n`);
    const board = `/dts-v1/;\n#include "camera-soc.dtsi"\n#include "modem.dtsi"\n${include}`;
    writeFileSync(join(client.folder, 'overlap.dts'), `${board}${region('log', '0x200000')}\n}; };\n`);
    await client.start();
    await client.open('overlap.dts');
    const overlaps = async (name: string) => (await client.pull(name)).filter(({ code }) => code === 'region-overlap');
    const uri = client.uri('modem.dtsi');
    const here = await overlaps('overlap.dts');
    const there = (client.published.get(uri) ?? []).filter(({ code }) => code === 'region-overlap');
    const [found] = [...here, ...there];
    expect(here.length + there.length).toBe(1);
    expect(found?.codeDescription?.href).toMatch(/\/docs\/rules\/region-overlap\.md$/);
    const places = [here.length > 0 ? client.uri('overlap.dts') : uri];
    places.push(...(found?.relatedInformation ?? []).map(({ location }) => location.uri));
    expect(new Set(places)).toEqual(new Set([client.uri('overlap.dts'), uri]));
    // Moved away in the open board: gone in both files.
    await client.replace('overlap.dts', 'log@60000000 { reg = <0x0 0x60000000', 'log@70000000 { reg = <0x0 0x70000000');
    const isOverlap = ({ code }: Diagnostic): boolean => code === 'region-overlap';
    await client.received(() => client.published.get(uri)?.some(isOverlap) !== true);
    expect(await overlaps('overlap.dts')).toEqual([]);
  });
});
