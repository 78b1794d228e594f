import { INPUT_LIMITS } from '../../text/limits.ts';

/** What `cma=` asks for, as `early_cma` keeps it. */
export interface CmaArgument {
  readonly size: bigint;
  readonly base: bigint;
  /** 0 where none is given. */
  readonly limit: bigint;
}

/** What the kernel's command line says about memory. Of an option given twice the last one counts. */
export interface CommandLine {
  readonly cma: CmaArgument | undefined;
  /** Each `mem=` in order; `base` where `@` names one. */
  readonly memory: readonly { readonly size: bigint; readonly base: bigint | undefined }[];
  /** Slots of 2 KiB, 0 where only a flag is given. */
  readonly swiotlb: { readonly slots: number; readonly force: boolean; readonly disabled: boolean } | undefined;
  /** Bytes of an atomic pool. */
  readonly coherentPool: bigint | undefined;
  /** Bytes of vmalloc space on arm, which bounds lowmem. */
  readonly vmalloc: bigint | undefined;
}

const SUFFIXES: Readonly<Record<string, bigint>> = {
  K: 10n,
  M: 20n,
  G: 30n,
  T: 40n,
  P: 50n,
  E: 60n,
};

/** A number as `memparse` (lib/cmdline.c) reads it: C notation and one suffix. No number is 0. */
export function parseMemorySize(text: string): { readonly value: bigint; readonly rest: string } {
  const match = /^(?:0x([0-9a-f]+)|(0[0-7]*)|([1-9][0-9]*))/i.exec(text);
  if (match === null) return { value: 0n, rest: text };
  const [whole, hexadecimal, octal, decimal] = match;
  let value = BigInt(hexadecimal ? `0x${hexadecimal}` : octal ? `0o${octal}` : (decimal ?? '0'));
  let rest = text.slice(whole.length);
  const shift = SUFFIXES[rest.charAt(0).toUpperCase()];
  if (shift !== undefined) {
    value <<= shift;
    rest = rest.slice(1);
  }
  return { value: BigInt.asUintN(64, value), rest };
}

/** `size[@base[-limit]]`; with `@` alone the limit is the end of the area (kernel/dma/contiguous.c early_cma). */
function readCma(text: string, previous: CmaArgument | undefined): CmaArgument {
  const size = parseMemorySize(text);
  // A second cma= without a place keeps the first one's: the three variables are set one by one.
  if (size.rest[0] !== '@') return { size: size.value, base: previous?.base ?? 0n, limit: previous?.limit ?? 0n };
  const base = parseMemorySize(size.rest.slice(1));
  if (base.rest[0] !== '-') return { size: size.value, base: base.value, limit: base.value + size.value };
  return { size: size.value, base: base.value, limit: parseMemorySize(base.rest.slice(1)).value };
}

/** `[slots][,areas][,force|noforce]` (kernel/dma/swiotlb.c setup_io_tlb_npages). */
function readSwiotlb(text: string): CommandLine['swiotlb'] {
  let slots = 0;
  let force = false;
  let disabled = false;
  text.split(',').forEach((part, index) => {
    if (index === 0 && /^\d/.test(part)) slots = Number(parseMemorySize(part).value);
    if (part === 'force') force = true;
    if (part === 'noforce') disabled = true;
  });
  // The number of slots is rounded up to whole segments of 128.
  return { slots: Math.ceil(slots / 128) * 128, force, disabled };
}

/**
 * The arguments of a command line as the kernel splits it (lib/cmdline.c next_arg): at spaces, with double quotes around
 * what contains some; those after `--` are for init.
 */
export function commandLineArguments(text: string): string[] {
  const words = text.slice(0, INPUT_LIMITS.bootArguments).match(/(?:"[^"]*"?|[^\s"]+)+/g) ?? [];
  const plain = words.map((word) => word.replaceAll('"', ''));
  const end = plain.indexOf('--');
  return end < 0 ? plain : plain.slice(0, end);
}

/** What a command line says about memory. */
export function readCommandLine(text: string): CommandLine {
  let cma: CmaArgument | undefined;
  const memory: { size: bigint; base: bigint | undefined }[] = [];
  let swiotlb: CommandLine['swiotlb'];
  let coherentPool: bigint | undefined;
  let vmalloc: bigint | undefined;
  for (const argument of commandLineArguments(text)) {
    const equals = argument.indexOf('=');
    if (equals < 0) continue;
    const value = argument.slice(equals + 1);
    switch (argument.slice(0, equals)) {
      case 'cma':
        cma = readCma(value, cma);
        break;
      case 'mem': {
        const size = parseMemorySize(value);
        memory.push({
          size: size.value,
          base: size.rest[0] === '@' ? parseMemorySize(size.rest.slice(1)).value : undefined,
        });
        break;
      }
      case 'swiotlb':
        swiotlb = readSwiotlb(value);
        break;
      case 'coherent_pool':
        coherentPool = parseMemorySize(value).value;
        break;
      case 'vmalloc':
        vmalloc = parseMemorySize(value).value;
        break;
    }
  }
  return { cma, memory, swiotlb, coherentPool, vmalloc };
}
