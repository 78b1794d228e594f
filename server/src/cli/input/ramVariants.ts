import { type Command, InvalidArgumentError } from 'commander';
import type { Analysis } from '../../analysis.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { parseBytes } from '../../kernel/units/parseBytes.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { UnusableError } from '../failure.ts';
import { counted } from '../output/counted.ts';
import { append, readMemory } from './boardOptions.ts';

/** RAM that a board is built with, too: a size that begins where the board's RAM does, or its banks. */
export type RamVariant = { readonly size: bigint } | { readonly banks: readonly AddressRange[] };

function readVariant(text: string): RamVariant {
  if (text.includes(':')) return { banks: text.split('+').map(readMemory) };
  const size = parseBytes(text);
  if (size === undefined || size === 0n) {
    throw new InvalidArgumentError('Write a size such as 1G, or BASE:SIZE with + between banks.');
  }
  return { size };
}

/** Adds `--ram`, the amounts of RAM that a board is built with. */
export function addRamOption(command: Command): Command {
  return command.option(
    '--ram <size>',
    'also with this much RAM: 1G, or BASE:SIZE+BASE:SIZE for banks; repeatable',
    append(readVariant),
    [],
  );
}

/** Unusable where a board would be booted with too many kernels and amounts of RAM; none of either counts as one. */
export function requireFewBoots(kernels: number, amounts: number): void {
  const boots = Math.max(1, kernels) * Math.max(1, amounts);
  if (boots > INPUT_LIMITS.kernels) {
    throw new UnusableError(
      `${counted(kernels, 'kernel', 'kernels')} with ${counted(amounts, 'amount', 'amounts')} of RAM are more than ` +
        `${INPUT_LIMITS.kernels} boots: name fewer of them`,
    );
  }
}

/** The banks of a variant on a board: a bare size fills the board's own banks from the first on, and extends the last. */
export function banksOf(variant: RamVariant, { boot }: Analysis): readonly AddressRange[] {
  if ('banks' in variant) return variant.banks;
  const banks: AddressRange[] = [];
  let left = variant.size;
  const own = boot.systemMemory;
  for (const [index, { base, size }] of own.entries()) {
    if (left === 0n) break;
    const taken = index === own.length - 1 || left < size ? left : size;
    banks.push(new AddressRange(base, taken));
    left -= taken;
  }
  return banks;
}

/** A variant in words. */
export function ramVariantText(variant: RamVariant): string {
  return 'banks' in variant ? variant.banks.map(formatRange).join(', ') : formatSize(variant.size);
}
