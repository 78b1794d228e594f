import type { BoardRequest } from '../devicetree/board.ts';
import type { DeviceTree } from '../devicetree/tree/deviceTree.ts';
import { NEWEST_RELEASE } from '../kernel/behaviours/releases.ts';
import type { Architecture, Profile } from '../kernel/input/profile.ts';
import { architectureOf, needsWideAddresses, otherReaderOf } from './boardArchitecture.ts';
import type { Configuration } from './configuration.ts';
import type { FileSystem } from './fileSystem.ts';
import { readKernelConfigFile } from './kernelConfigFile.ts';
import {
  inOrder,
  type Layer,
  type LayerName,
  type LayerValues,
  mergeLayers,
  type Origin,
  type OverlayBase,
} from './layers.ts';
import { folderOf } from './path.ts';
import { definesFor, type SourceTree } from './sourceTrees/sourceTree.ts';
import { uBootAdditions } from './sourceTrees/uBootAdditions.ts';

/** What is found around a board. */
export interface Surroundings {
  readonly files: FileSystem;
  readonly kernelTree: SourceTree | undefined;
  readonly configuration: Configuration;
}

/** What boots a board, and where each part of it comes from. */
export interface BootProfile {
  readonly profile: Profile;
  /** The layers that it was made of, each over those before it. */
  readonly layers: readonly Origin[];
  /** By the value's name: `kernel`, `config.CONFIG_CMA`, `includeRoots`. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** What was left out that someone may miss, a sentence each. */
  readonly notes: readonly string[];
}

/** How a board is asked for. */
export interface BoardAsk {
  readonly request: BoardRequest;
  /** Files that the build appends to the board's text; see `readWithAdditions`. */
  readonly additions: readonly string[];
  /** The bases that somebody named for overlays. */
  readonly bases: readonly OverlayBase[];
  /** The profile that boots the tree that the request came to. */
  profileFor(tree: DeviceTree): BootProfile;
}

/** What a `.config` must have switched on to be one of an architecture. */
const ARCHITECTURE_OPTION: Readonly<Record<Architecture, string>> = {
  arm64: 'CONFIG_ARM64',
  arm: 'CONFIG_ARM',
  riscv: 'CONFIG_RISCV',
};

/** What holds where nobody says anything. A board's `/memory` is left to it. */
const DEFAULTS = {
  kernel: NEWEST_RELEASE,
  architecture: 'arm64',
  patches: [],
  config: new Map<string, string | number>(),
  commandLine: '',
  occupied: [],
  firmwareRegions: [],
  includeRoots: [],
  defines: [],
  overlays: [],
  bases: [],
  preprocess: true,
  symbols: false,
} as const satisfies LayerValues;

/** The layers that a tree alone may be the reason for; what is over them someone has set. */
const UNSET: ReadonlySet<LayerName> = new Set<LayerName>(['default', 'board', 'kernelTree', 'kernelTreeConfig']);

/** Whether somebody set a value with this origin: neither a default nor the trees say it. */
export function isSet(origin: Origin | undefined): boolean {
  return origin !== undefined && !UNSET.has(origin.layer);
}

/**
 * How a board is read and booted: what is found around it and the layers that the caller adds (a profile file, a
 * scenario's profile, settings, options), each over the others as `LAYER_NAMES` orders them. The only place where that
 * is decided, for every command and for the language server. A value that nobody set belongs into no layer.
 */
export function askForBoard(path: string, surroundings: Surroundings, added: readonly Layer[]): BoardAsk {
  const layers = [
    defaultLayer(),
    ...kernelTreeLayers(surroundings, path),
    ...configurationLayers(surroundings),
    ...added,
  ];
  const { includeRoots, defines, sourceDate, overlays, bases, preprocess, symbols } = {
    ...DEFAULTS,
    ...mergeLayers(layers).values,
  };
  const request = {
    path,
    includeRoots,
    dtcIncludeRoots: [folderOf(path), ...(surroundings.kernelTree?.dtcIncludeRoots ?? []), ...includeRoots],
    defines,
    ...(sourceDate === undefined ? {} : { sourceDate }),
    preprocess,
    overlays,
    symbols,
  };
  const additions = uBootAdditions(surroundings.files, surroundings.kernelTree, path);
  return { request, additions, bases, profileFor: (tree) => profileFor(tree, surroundings, layers) };
}

const defaultLayer = (): Layer => ({ origin: { layer: 'default' }, values: DEFAULTS });

function kernelTreeLayers({ kernelTree }: Surroundings, path: string): Layer[] {
  if (kernelTree === undefined) return [];
  const { root, includeRoots, architecture, kernelVersion } = kernelTree;
  const defines = definesFor(kernelTree, path);
  const values = {
    includeRoots,
    ...(defines.length === 0 ? {} : { defines }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(kernelVersion === undefined ? {} : { kernel: kernelVersion }),
  };
  return [{ origin: { layer: 'kernelTree', path: root }, values }];
}

/** What the `.dtheaps.json` says. Lists that it leaves empty say nothing. */
function configurationLayers({ configuration }: Surroundings): Layer[] {
  const { file, profile, includeRoots, defines, overlays, bases } = configuration;
  if (file === undefined) return [];
  const values = {
    ...profile,
    ...(includeRoots.length === 0 ? {} : { includeRoots }),
    ...(defines.length === 0 ? {} : { defines }),
    ...(overlays.length === 0 ? {} : { overlays }),
    ...(bases.length === 0 ? {} : { bases }),
  };
  return [{ origin: { layer: 'configuration', path: file.path }, values }];
}

function profileFor(tree: DeviceTree, surroundings: Surroundings, known: readonly Layer[]): BootProfile {
  const { kernelTree } = surroundings;
  const found = architectureOf(tree);
  const withArchitecture = [...known, boardLayer(found === undefined ? {} : { architecture: found })];
  const mergedKnown = mergeLayers(withArchitecture);
  const { values, origins } = mergedKnown;
  const architecture = values.architecture ?? DEFAULTS.architecture;
  const treeConfig = kernelTreeConfig(surroundings, architecture);
  const isConfigured = [...origins].some(([name, origin]) => name.startsWith('config.') && isSet(origin));
  // 32-bit arm reaches memory above 4 GiB with LPAE alone; who names options means a kernel without it.
  const isWide = architecture === 'arm' && !isConfigured && needsWideAddresses(tree);
  const more = [...treeConfig.layers, ...(isWide ? [boardLayer({ config: new Map([['CONFIG_ARM_LPAE', 'y']]) })] : [])];
  const layers = inOrder([...withArchitecture, ...more]);
  const merged = more.length === 0 ? mergedKnown : mergeLayers(layers);
  const { kernel, patches, config, commandLine, memory, occupied, firmwareRegions } = {
    ...DEFAULTS,
    memory: undefined,
    ...merged.values,
  };
  const standsInFor = isSet(origins.get('architecture'))
    ? undefined
    : (kernelTree?.unmodelledArchitecture ?? kernelTree?.program ?? otherReaderOf(tree));
  return {
    profile: {
      kernel,
      architecture,
      ...(standsInFor === undefined ? {} : { standsInFor }),
      patches,
      config,
      commandLine,
      memory,
      occupied,
      firmwareRegions,
    },
    layers: uniqueOrigins(layers),
    origins: merged.origins,
    notes: treeConfig.notes,
  };
}

const boardLayer = (values: LayerValues): Layer => ({ origin: { layer: 'board' }, values });

function uniqueOrigins(layers: readonly Layer[]): Origin[] {
  const byText = new Map(
    layers
      .filter(({ values }) => Object.keys(values).length > 0)
      .map(({ origin }) => [`${origin.layer} ${origin.path ?? ''}`, origin]),
  );
  return [...byText.values()];
}

/** The `.config` of the kernel tree, if it is one of the board's architecture. */
function kernelTreeConfig(
  { files, kernelTree }: Surroundings,
  architecture: Architecture,
): { readonly layers: readonly Layer[]; readonly notes: readonly string[] } {
  const path = kernelTree?.configPath;
  const file = path === undefined ? undefined : files.read(path);
  if (path === undefined || file === undefined) return { layers: [], notes: [] };
  const { options, problems } = readKernelConfigFile(file);
  const option = ARCHITECTURE_OPTION[architecture];
  if (options.get(option) !== 'y') {
    return { layers: [], notes: [`${path} is left out: it is not for ${architecture}, ${option} is not set in it`] };
  }
  return {
    layers: [{ origin: { layer: 'kernelTreeConfig', path }, values: { config: options } }],
    notes: problems.map(({ message }) => `${path}: ${message}; the option is left out`),
  };
}
