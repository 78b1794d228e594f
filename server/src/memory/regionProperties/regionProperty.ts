/** The nodes that bear properties about memory, and `any` for what every node may say. */
export type PropertyHolder = 'region' | 'reserved-memory' | 'root' | 'memory' | 'chosen' | 'device' | 'bus' | 'any';

/**
 * How a value is read:
 * - `flag`: by its presence alone
 * - `address`, `size`: one number of the root's #address-cells or #size-cells, exactly
 * - `ranges`: any number of addresses with sizes, of the root's cells
 * - `translations`: nothing, or tuples of a bus address, an address of the bus above, and a size
 * - `cell`, `cells`, `number64`: one 32-bit number, any number of them, one of 64 bits
 * - `phandle`, `phandles`: one reference, any number of them; `specifiers`: each with cells that its target counts
 * - `interrupts`: the cells that the controller counts, for each interrupt
 * - `string`, `strings`
 */
export type ValueKind =
  | 'flag'
  | 'address'
  | 'size'
  | 'ranges'
  | 'translations'
  | 'cell'
  | 'cells'
  | 'number64'
  | 'phandle'
  | 'phandles'
  | 'specifiers'
  | 'interrupts'
  | 'string'
  | 'strings';

/**
 * The regions in which a property means something: all; those without `reg`, which the kernel places; pools of either
 * driver (`shared-dma-pool` and `restricted-dma-pool`); CMA pools; coherent pools. Anything else is a `compatible`.
 */
export type RegionScope = 'all' | 'dynamic' | 'pool' | 'cma' | 'coherent' | { readonly compatible: string };

/** One property of a node that is about memory. */
export interface RegionProperty {
  readonly name: string;
  readonly holder: PropertyHolder;
  /** Where it means something, if its holder is a region. */
  readonly scope: RegionScope;
  readonly value: ValueKind;
  /** Who in Linux reads it: file and function, or the driver. Empty where nobody in mainline does. */
  readonly readers: readonly string[];
  /** The first kernel that reads it; absent where every modelled kernel does, and where none does. */
  readonly since?: string;
  /** What it says, in one or two sentences. */
  readonly meaning: string;
  /** The binding that defines it; a name alone is a schema of dt-schema. */
  readonly source: string;
  /** What takes its place, for a property that should not be written any more. */
  readonly replacedBy?: string;
  /** Whether the kernel places or uses a region otherwise without it, so that a slip in its name matters. */
  readonly decisive?: boolean;
  /** Names that people write when they mean it, and that nothing reads. */
  readonly mistakenNames?: readonly string[];
}
