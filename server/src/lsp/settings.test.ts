import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings } from './settings.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/** The defaults that `package.json` tells VS Code, by the setting's name without its prefix. */
function contributedDefaults(): Map<string, unknown> {
  const { properties } = (
    manifest as { contributes: { configuration: { properties: Record<string, { default: unknown }> } } }
  ).contributes.configuration;
  return new Map(
    Object.entries(properties).map(([name, { default: value }]) => [name.replace(/^devicetreeHeaps\./, ''), value]),
  );
}

describe('settings', () => {
  it('have the defaults that package.json contributes, each of them', () => {
    const contributed = contributedDefaults();
    contributed.delete('trace.server');
    expect(Object.fromEntries(contributed)).toEqual(defaultSettings);
  });

  it('take what is valid and leave the rest at its default', () => {
    const settings = readSettings({ kernel: 'soon', defines: ['A=1'], memory: [{ base: '0x0' }], architecture: 'arm' });
    expect(settings).toEqual({ ...defaultSettings, defines: ['A=1'], architecture: 'arm' });
  });

  it.each([undefined, null, 7, 'text', []])('are the defaults for %j', (value) => {
    expect(readSettings(value)).toEqual(defaultSettings);
  });
});
