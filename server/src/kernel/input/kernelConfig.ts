import type { Architecture } from './profile.ts';

/** The value of an option: a number, `y`, `m`, `n`, or a string. */
export type KernelConfigValue = string | number;

/**
 * What the architectures' defconfigs (arm64 defconfig, arm multi_v7_defconfig, riscv defconfig) and Kconfig defaults
 * say about memory. DMA-BUF heaps are on, unlike there: who asks for heaps has a kernel with heaps.
 */
const COMMON_DEFAULTS: Readonly<Record<string, KernelConfigValue>> = {
  CONFIG_CMA: 'y',
  CONFIG_CMA_ALIGNMENT: 8,
  CONFIG_CMA_SIZE_MBYTES: 16,
  CONFIG_CMA_SIZE_PERCENTAGE: 10,
  CONFIG_DMA_CMA: 'y',
  CONFIG_DMA_DECLARE_COHERENT: 'y',
  CONFIG_DMA_GLOBAL_POOL: 'n',
  CONFIG_DMABUF_HEAPS: 'y',
  CONFIG_DMABUF_HEAPS_SYSTEM: 'y',
  CONFIG_DMABUF_HEAPS_CMA: 'y',
  CONFIG_DMABUF_HEAPS_CMA_LEGACY: 'y',
  CONFIG_OF_RESERVED_MEM: 'y',
};

const ARCHITECTURE_DEFAULTS: Readonly<Record<Architecture, Readonly<Record<string, KernelConfigValue>>>> = {
  arm64: {
    CONFIG_ARM64_4K_PAGES: 'y',
    CONFIG_HUGETLB_PAGE: 'y',
    CONFIG_TRANSPARENT_HUGEPAGE: 'y',
    CONFIG_NUMA: 'y',
    CONFIG_EFI: 'y',
    CONFIG_ZONE_DMA: 'y',
    CONFIG_ZONE_DMA32: 'y',
    CONFIG_CMA_SIZE_MBYTES: 32,
    CONFIG_DMA_RESTRICTED_POOL: 'y',
    CONFIG_SWIOTLB: 'y',
    CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC: 'y',
  },
  arm: {
    CONFIG_HUGETLB_PAGE: 'n',
    CONFIG_TRANSPARENT_HUGEPAGE: 'n',
    CONFIG_NUMA: 'n',
    CONFIG_HIGHMEM: 'y',
    CONFIG_ARM_LPAE: 'n',
    CONFIG_ZONE_DMA: 'y',
    CONFIG_ZONE_DMA32: 'n',
    CONFIG_CMA_SIZE_MBYTES: 64,
    CONFIG_DMA_RESTRICTED_POOL: 'n',
    CONFIG_SWIOTLB: 'n',
  },
  riscv: {
    CONFIG_HUGETLB_PAGE: 'y',
    CONFIG_TRANSPARENT_HUGEPAGE: 'n',
    CONFIG_NUMA: 'n',
    CONFIG_SPARSEMEM: 'y',
    CONFIG_EFI: 'y',
    CONFIG_ZONE_DMA: 'n',
    CONFIG_ZONE_DMA32: 'y',
    CONFIG_DMA_RESTRICTED_POOL: 'n',
    CONFIG_SWIOTLB: 'y',
    CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC: 'y',
  },
};

/** What Kconfig demands of an option (`depends on`): a fragment that turns one off takes the others with it. */
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  CONFIG_DMA_CMA: ['CONFIG_CMA'],
  CONFIG_DMA_RESTRICTED_POOL: ['CONFIG_SWIOTLB'],
  CONFIG_DMABUF_HEAPS_SYSTEM: ['CONFIG_DMABUF_HEAPS'],
  CONFIG_DMABUF_HEAPS_CMA: ['CONFIG_DMABUF_HEAPS', 'CONFIG_DMA_CMA'],
};

/** What turns an option on by itself (`select` of arch/arm/mm/Kconfig). */
const SELECTED_BY: Readonly<Record<string, readonly string[]>> = { CONFIG_SWIOTLB: ['CONFIG_ARM_LPAE'] };

/** Of these one is chosen in Kconfig; the first where none is named. */
const CMA_SIZE_SELECTIONS = [
  'CONFIG_CMA_SIZE_SEL_MBYTES',
  'CONFIG_CMA_SIZE_SEL_PERCENTAGE',
  'CONFIG_CMA_SIZE_SEL_MIN',
  'CONFIG_CMA_SIZE_SEL_MAX',
] as const;

/** A kernel's options: what the profile names, and the architecture's defconfig for the rest. */
export class KernelConfig {
  readonly architecture: Architecture;
  readonly #named: ReadonlyMap<string, KernelConfigValue>;

  constructor(architecture: Architecture, named: ReadonlyMap<string, KernelConfigValue>) {
    this.architecture = architecture;
    this.#named = named;
  }

  #value(option: string): KernelConfigValue | undefined {
    return this.#named.get(option) ?? ARCHITECTURE_DEFAULTS[this.architecture][option] ?? COMMON_DEFAULTS[option];
  }

  /** Whether the profile itself says something about an option. */
  isNamed(option: string): boolean {
    return this.#named.has(option);
  }

  /** Whether an option is `y` or `m`, and so are those that it depends on, or another one selects it. */
  isEnabled(option: string): boolean {
    if (SELECTED_BY[option]?.some((other) => this.isEnabled(other))) return true;
    const value = this.#value(option);
    if (value !== 'y' && value !== 'm' && value !== 'Y' && value !== 1) return false;
    return (DEPENDENCIES[option] ?? []).every((other) => this.isEnabled(other));
  }

  /** The value of a numeric option, `undefined` where it is off or no number. */
  number(option: string): number | undefined {
    const value = this.#value(option);
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (value === undefined || !/^-?(0x[0-9a-f]+|\d+)$/i.test(value)) return undefined;
    return Number(value);
  }

  /** The text of an option, empty where it is off or no text. */
  text(option: string): string {
    const value = this.#value(option);
    return typeof value === 'string' && value !== 'n' ? value : '';
  }

  /** Bytes in a page. */
  get pageSize(): number {
    if (this.architecture !== 'arm64') return 4096;
    if (this.#named.get('CONFIG_ARM64_64K_PAGES') === 'y') return 65536;
    if (this.#named.get('CONFIG_ARM64_16K_PAGES') === 'y') return 16384;
    return 4096;
  }

  /**
   * Whether page descriptors are one array over all of RAM (CONFIG_FLATMEM) instead of one a section: on arm and riscv
   * without CONFIG_SPARSEMEM. A riscv profile that turns NUMA off and does not name a memory model is a
   * custom configuration, for which Kconfig chooses flat memory (arch/riscv/Kconfig ARCH_FLATMEM_ENABLE).
   */
  get hasFlatMemory(): boolean {
    if (this.architecture === 'arm64') return false;
    if (this.architecture === 'riscv' && !this.#named.has('CONFIG_SPARSEMEM') && this.#named.has('CONFIG_NUMA')) {
      return !this.isEnabled('CONFIG_NUMA');
    }
    return !this.isEnabled('CONFIG_SPARSEMEM');
  }

  /** Which rule sizes the default area. */
  get cmaSizeSelection(): 'MBYTES' | 'PERCENTAGE' | 'MIN' | 'MAX' {
    const chosen = CMA_SIZE_SELECTIONS.find((option) => this.#named.get(option) === 'y');
    switch (chosen) {
      case 'CONFIG_CMA_SIZE_SEL_PERCENTAGE':
        return 'PERCENTAGE';
      case 'CONFIG_CMA_SIZE_SEL_MIN':
        return 'MIN';
      case 'CONFIG_CMA_SIZE_SEL_MAX':
        return 'MAX';
      default:
        return 'MBYTES';
    }
  }
}

/** A kernel's own `.config` names thousands of options; a fragment of one never so many. */
const WHOLE_CONFIG = 200;

/**
 * Reads a kernel's `.config`: `CONFIG_X=value` and `# CONFIG_X is not set`; other lines are passed over. Of what a whole
 * one leaves out, the options that the engine asks for are off; a fragment says nothing about the rest.
 */
export function readKernelConfig(text: string): Map<string, KernelConfigValue> {
  const options = new Map<string, KernelConfigValue>();
  for (const line of text.split('\n')) {
    const set = /^\s*(CONFIG_[A-Za-z0-9_]+)=(.*?)\s*$/.exec(line);
    if (set?.[1] !== undefined && set[2] !== undefined) {
      const value = set[2].replace(/^"(.*)"$/, '$1');
      options.set(set[1], /^-?\d+$/.test(value) ? Number(value) : value);
      continue;
    }
    const unset = /^\s*#\s*(CONFIG_[A-Za-z0-9_]+) is not set/.exec(line);
    if (unset?.[1] !== undefined) options.set(unset[1], 'n');
  }
  if (options.size >= WHOLE_CONFIG) {
    const known = [COMMON_DEFAULTS, ...Object.values(ARCHITECTURE_DEFAULTS)].flatMap((defaults) =>
      Object.keys(defaults),
    );
    for (const option of known) if (!options.has(option)) options.set(option, 'n');
  }
  return options;
}
