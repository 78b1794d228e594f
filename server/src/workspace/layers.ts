import type { Profile } from '../kernel/input/profile.ts';

/** A macro that the build defines, or without a value one that it takes away (gcc's `-U`). */
export interface Define {
  readonly name: string;
  readonly value: string | undefined;
}

/** A board that overlays are applied to. */
export interface OverlayBase {
  readonly board: string;
  /** The overlays that go on it, in order: each is applied after those before it. Empty: any overlay, after those of the board. */
  readonly overlays: readonly string[];
}

/** What decides how a board is read and booted. Each member is absent where a layer says nothing about it. */
export type LayerValues = Partial<
  Omit<Profile, 'standsInFor'> & {
    /** What includes are searched in. */
    readonly includeRoots: readonly string[];
    readonly defines: readonly Define[];
    /** Overlays to apply, as source or blob, in order. */
    readonly overlays: readonly string[];
    /** What overlays that are named by themselves are applied to. */
    readonly bases: readonly OverlayBase[];
    /** What time it is to macros such as `__DATE__`, in seconds since 1970. */
    readonly sourceDate: number;
    /** False reads a file as dtc alone would. */
    readonly preprocess: boolean;
    /** Whether labels become `__symbols__`, as dtc's `-@` does. */
    readonly symbols: boolean;
  }
>;

/**
 * Where a value can come from, in the order in which the later goes over the earlier:
 * what holds where nobody says anything; the board's tree; the kernel tree around it; the `.config` at that tree's
 * root; `.dtheaps.json`; what a captured target prints about itself; a profile file; a scenario's profile; a kernel's
 * `.config` that the settings or the call name; the single settings; the kernel that a person chose in the
 * editor; the options of a call.
 */
export const LAYER_NAMES = [
  'default',
  'board',
  'kernelTree',
  'kernelTreeConfig',
  'configuration',
  'capture',
  'profileFile',
  'scenario',
  'kernelConfigFile',
  'settings',
  'choice',
  'call',
] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** Where a value comes from. */
export interface Origin {
  readonly layer: LayerName;
  /** The file that says so; absent where it is no file. */
  readonly path?: string;
}

/** What one source says. */
export interface Layer {
  readonly origin: Origin;
  readonly values: LayerValues;
}

/** What the layers come to. */
export interface MergedLayers {
  readonly values: LayerValues;
  /** By the value's name: `kernel`, `config.CONFIG_CMA`, `defines.DEBUG`. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/**
 * How the values of two layers come together: a later one replaces the earlier as a whole, except for options and
 * macros, of which each goes by its own name.
 */
const MERGE = {
  kernel: 'replace',
  architecture: 'replace',
  patches: 'replace',
  config: mergeConfig,
  commandLine: 'replace',
  memory: 'replace',
  occupied: 'replace',
  firmwareRegions: 'replace',
  includeRoots: 'replace',
  defines: mergeDefines,
  sourceDate: 'replace',
  overlays: 'replace',
  bases: 'replace',
  preprocess: 'replace',
  symbols: 'replace',
} as const satisfies Record<keyof LayerValues, 'replace' | ((merged: Merging, layer: Layer) => void)>;

interface Merging {
  readonly values: { -readonly [Key in keyof LayerValues]: LayerValues[Key] };
  readonly origins: Map<string, Origin>;
}

function mergeConfig({ values, origins }: Merging, { values: { config }, origin }: Layer): void {
  if (config === undefined) return;
  values.config = new Map([...(values.config ?? []), ...config]);
  for (const name of config.keys()) origins.set(`config.${name}`, origin);
}

function mergeDefines({ values, origins }: Merging, { values: { defines }, origin }: Layer): void {
  if (defines === undefined) return;
  const defined = new Set(defines.map(({ name }) => name));
  values.defines = [...(values.defines ?? []).filter(({ name }) => !defined.has(name)), ...defines];
  for (const name of defined) origins.set(`defines.${name}`, origin);
}

function set<Member extends keyof LayerValues>(
  values: Merging['values'],
  member: Member,
  value: LayerValues[Member],
): void {
  values[member] = value;
}

/** Puts layers over one another, in the order of `LAYER_NAMES` whatever the order in which they are given. */
export function mergeLayers(layers: readonly Layer[]): MergedLayers {
  const merging: Merging = { values: {}, origins: new Map() };
  for (const layer of inOrder(layers)) {
    for (const member of Object.keys(layer.values) as (keyof LayerValues)[]) {
      const merge = MERGE[member];
      if (merge !== 'replace') merge(merging, layer);
      else if (layer.values[member] !== undefined) {
        set(merging.values, member, layer.values[member]);
        merging.origins.set(member, layer.origin);
      }
    }
  }
  return merging;
}

/** Layers from the one below all others to the one over all others. */
export function inOrder(layers: readonly Layer[]): Layer[] {
  const rank = ({ origin }: Layer): number => LAYER_NAMES.indexOf(origin.layer);
  return [...layers].sort((a, b) => rank(a) - rank(b));
}
