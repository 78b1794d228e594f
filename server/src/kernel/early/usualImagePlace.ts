import type { Architecture } from '../input/profile.ts';
import { AddressRange } from '../units/addressRange.ts';

const MIB = 1n << 20n;

/** The start of RAM from which a self-unpacking kernel counts: it rounds its own address down to this. */
const ZRELADDR_STEP = 128n * MIB;

/**
 * What every 32-bit arm kernel covers: its text begins 0x8000 bytes above the start of RAM, or 0x208000 where machines with
 * firmware at the start are built in, and is several MiB long (arch/arm/boot/compressed/head.S AUTO_ZRELADDR,
 * arch/arm/Makefile textofs). `startOfRam` is an address in bytes. `undefined` for other architectures, where RAM is not
 * known, and where it begins elsewhere than at 128 MiB.
 */
export function usualImagePlace(architecture: Architecture, startOfRam: bigint | undefined): AddressRange | undefined {
  if (architecture !== 'arm' || startOfRam === undefined || startOfRam % ZRELADDR_STEP !== 0n) return undefined;
  return new AddressRange(startOfRam + 0x20_8000n, 2n * MIB);
}
