import { expect, it } from 'vitest';
import { LAYER_NAMES, type Layer, mergeLayers } from './layers.ts';

const layer = (name: Layer['origin']['layer'], values: Layer['values']): Layer => ({ origin: { layer: name }, values });

it('puts layers over one another by their names, in whatever order they are given', () => {
  const layers = LAYER_NAMES.map((name) => layer(name, { commandLine: name }));
  for (const given of [layers, [...layers].reverse()]) {
    const { values, origins } = mergeLayers(given);
    expect(values.commandLine).toBe('call');
    expect(origins.get('commandLine')).toEqual({ layer: 'call' });
  }
});

it('replaces lists and merges options and macros by their names', () => {
  const { values, origins } = mergeLayers([
    layer('configuration', {
      overlays: ['a', 'b'],
      config: new Map([
        ['CONFIG_A', 1],
        ['CONFIG_B', 2],
      ]),
      defines: [
        { name: 'X', value: '1' },
        { name: 'Y', value: '1' },
      ],
    }),
    layer('call', { overlays: [], config: new Map([['CONFIG_B', 3]]), defines: [{ name: 'X', value: '2' }] }),
  ]);
  expect(values.overlays).toEqual([]);
  expect(values.config).toEqual(
    new Map([
      ['CONFIG_A', 1],
      ['CONFIG_B', 3],
    ]),
  );
  expect(values.defines).toEqual([
    { name: 'Y', value: '1' },
    { name: 'X', value: '2' },
  ]);
  const of = (name: string) => origins.get(name)?.layer;
  expect(['overlays', 'config.CONFIG_A', 'config.CONFIG_B', 'defines.X', 'defines.Y'].map(of)).toEqual([
    'call',
    'configuration',
    'call',
    'call',
    'configuration',
  ]);
});

it('leaves alone what a layer does not speak of', () => {
  const { values, origins } = mergeLayers([layer('default', { kernel: '7.3' }), layer('call', {})]);
  expect(values).toEqual({ kernel: '7.3' });
  expect(origins.get('kernel')).toEqual({ layer: 'default' });
});
