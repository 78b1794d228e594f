import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { isKnownOption } from '../kernel/input/knownOptions.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import type { LayerName, Origin } from './layers.ts';
import type { OpenedBoard } from './workspace.ts';

/** A value that decides how a board is read and booted, and where it comes from. */
export interface NamedValue {
  /** Such as `kernel`, `config.CONFIG_CMA_AREAS`, `includeRoots`. */
  readonly name: string;
  /** As JSON has it; `null` where the board's tree has the value. */
  readonly value: unknown;
  readonly origin: Origin;
}

const DEFAULT: Origin = { layer: 'default' };

/** Layers that are whole `.config` files: of their options only those are listed that make a difference. */
const WHOLE_CONFIGS: ReadonlySet<LayerName> = new Set<LayerName>(['kernelTreeConfig', 'kernelConfigFile']);

/** Every value of an opened board with its origin; options that nobody named have the architecture's defconfig value. */
export function namedValues({ board, profile, origins }: OpenedBoard): NamedValue[] {
  const { request, tree } = board;
  const value = (name: string, of: unknown): NamedValue => ({ name, value: of, origin: origins.get(name) ?? DEFAULT });
  const options = [...profile.config]
    .map(([option, of]) => ({ ...value(`config.${option}`, of), option }))
    .filter(({ option, origin }) => isKnownOption(option) || !WHOLE_CONFIGS.has(origin.layer))
    .map(({ option: _, ...named }) => named);
  return [
    value('kernel', profile.kernel),
    value('architecture', profile.architecture),
    value('patches', profile.patches),
    ...options,
    commandLineOf(value('commandLine', profile.commandLine), bootargsOf(tree)),
    profile.memory === undefined
      ? { name: 'memory', value: null, origin: { layer: 'board' } }
      : value('memory', profile.memory.map(rangeJson)),
    value(
      'occupied',
      profile.occupied.map(({ name, range }) => ({ name, ...rangeJson(range) })),
    ),
    value(
      'firmwareRegions',
      profile.firmwareRegions.map(({ name, range, noMap }) => ({ name, ...rangeJson(range), noMap })),
    ),
    value('includeRoots', request.includeRoots),
    ...request.defines.map(({ name, value: of }) => value(`defines.${name}`, of ?? null)),
    value('overlays', request.overlays),
    value('preprocess', request.preprocess),
    value('symbols', request.symbols),
  ];
}

const rangeJson = ({ base, size }: AddressRange) => ({ base: formatHex(base), size: formatHex(size) });

/** An empty command line leaves it to the tree's own. */
function commandLineOf(named: NamedValue, bootargs: string | undefined): NamedValue {
  if (bootargs === undefined || String(named.value).trim() !== '') return named;
  return { ...named, value: bootargs, origin: { layer: 'board' } };
}

function bootargsOf({ root }: OpenedBoard['board']['tree']): string | undefined {
  return stringsOf(root.children.get('chosen')?.properties.get('bootargs'))[0];
}
