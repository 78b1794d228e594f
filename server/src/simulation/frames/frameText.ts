import type { FrameLayout } from './frameLayout.ts';

/**
 * A frame's layout in one line: `NV12 1920x1088, stride 1920, 3,133,440 bytes, 768 pages with alignment`. `pages` is, for
 * each buffer, how many pages lie from one such buffer to the next; `undefined` where that is not known.
 */
export function frameText(
  { frame, format, buffers, planes, lines }: FrameLayout,
  pages: readonly (number | undefined)[],
): string {
  const strides = planes.map(({ stride }) => String(stride));
  const shown = new Set(strides).size === 1 ? strides.slice(0, 1) : strides;
  const parts = [
    `${format.name} ${frame.width}x${lines}`,
    `${shown.length === 1 ? 'stride' : 'strides'} ${shown.join(' + ')}`,
    `${buffers.map(grouped).join(' + ')} bytes`,
  ];
  const known = pages.flatMap((count) => count ?? []);
  if (known.length === buffers.length) parts.push(`${known.join(' + ')} pages with alignment`);
  return parts.join(', ');
}

/** A number with a comma after every three digits. */
function grouped(value: bigint): string {
  return value.toString().replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
