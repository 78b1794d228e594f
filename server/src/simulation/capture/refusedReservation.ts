import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import type { CaptureDifference } from './compareCapture.ts';

/** drivers/of/fdt.c and of_reserved_mem.c, whatever prefix a version puts in front of it. */
const REFUSED_LINE = /failed to reserve memory for node '([^']+)': base 0x[0-9a-f]+, size \d+ (?:Mi?B|KiB)/i;

/**
 * The cause of a region that the target could not reserve although the prediction could, or that the board does not have, in one
 * sentence; `undefined` for any other difference. `early_init_dt_reserve_memory` gives -EBUSY for no-map memory of which a part is reserved
 * already, and what is reserved before the regions is the image, the initrd, the blob and what firmware asks for.
 */
export function refusedReservationCause(
  { regions }: Pick<BootOutcome, 'regions'>,
  { captured }: CaptureDifference,
): string | undefined {
  const name = captured === undefined ? undefined : REFUSED_LINE.exec(captured)?.[1];
  const region = regions.find((each) => each.name === name);
  if (name !== undefined && region === undefined) {
    return `${name} is a region of the target, and none of the board: the target was booted with another tree, or an overlay is missing (--overlay)`;
  }
  if (region === undefined || !region.noMap) return undefined;
  return (
    `a part of ${region.name} was reserved before the kernel came to it, by the initrd, the DTB, the kernel image or ` +
    'firmware: no-map memory that is in use already stays mapped. Where they lie says the boot loader, or /proc/iomem; name ' +
    'them in a profile as "occupied", and move what can be moved'
  );
}
