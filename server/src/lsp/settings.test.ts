import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings, settingNames } from './settings.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/** The defaults that `package.json` has for VS Code, by the setting's name without its prefix. */
function contributedDefaults(): Map<string, unknown> {
  const groups = (
    manifest as { contributes: { configuration: { properties: Record<string, { default: unknown }> }[] } }
  ).contributes.configuration;
  return new Map(
    groups
      .flatMap(({ properties }) => Object.entries(properties))
      .map(([name, { default: value }]) => [name.replace(/^devicetreeHeaps\./, ''), value]),
  );
}

describe('settings', () => {
  it('are those that package.json contributes', () => {
    const contributed = contributedDefaults();
    contributed.delete('trace.server');
    // `codeLens.regions` is a member of `codeLens`.
    const names = new Set([...contributed.keys()].map((name) => name.replace(/\..*/, '')));
    expect([...names].sort()).toEqual([...settingNames()].sort());
  });

  it('that nobody set say nothing', () => {
    const unset = {
      kernel: '',
      architecture: 'auto',
      memory: [],
      includePaths: [],
      profileFile: '',
      commandLine: null,
    };
    expect(readSettings(unset)).toEqual(defaultSettings());
    expect(defaultSettings()).toMatchObject({ values: {}, problems: [] });
    expect(contributedDefaults().get('compareKernels')).toEqual(defaultSettings().compareKernels);
  });

  it('may take something away that a file says', () => {
    const { values } = readSettings({ commandLine: '', overlays: [], patches: [] });
    expect(values).toEqual({ commandLine: '', overlays: [], patches: [] });
  });

  it('have switches, each by itself', () => {
    const { values, problems } = readSettings({
      codeLens: { simulate: false },
      inlayHints: { ends: 'no', sizes: true },
    });
    expect(values).toMatchObject({ codeLens: { simulate: false } });
    expect(problems).toEqual([expect.stringContaining('inlayHints.ends: ')]);
  });

  it('are taken where they are valid, and complained about where not', () => {
    const sent = { kernel: 'soon', defines: ['A=1'], memory: [{ base: '0x0' }], architecture: 'arm', colour: 'red' };
    const { values, problems } = readSettings(sent);
    expect(values).toEqual({ defines: ['A=1'], architecture: 'arm' });
    expect(problems).toEqual([
      expect.stringContaining('kernel: "soon" is not a version'),
      'memory[0].size: size is missing',
    ]);
  });

  it.each([undefined, null, 7, 'text', []])('are the defaults for %j', (value) => {
    expect(readSettings(value)).toEqual(defaultSettings());
  });
});
