import { expect, it } from 'vitest';
import { refusedReservationCause } from './refusedReservation.ts';

const region = {
  name: 'm4@88000000',
  path: '/reserved-memory/m4@88000000',
  range: undefined,
  noMap: true,
  reusable: false,
  state: 'reserved',
  cause: undefined,
} as const;
const line = (name: string) =>
  `OF: fdt: Reserved memory: failed to reserve memory for node '${name}': base 0x0000000088000000, size 128 MiB`;
const causeOf = (captured: string, noMap = true) =>
  refusedReservationCause(
    { regions: [{ ...region, noMap }] },
    { kind: 'log', predicted: undefined, captured, line: 1 },
  );

it('names who may hold a part of a no-map region that the target could not reserve', () => {
  expect(causeOf(line('m4@88000000'))).toContain('initrd');
  expect(causeOf(line('m4@88000000'))).toContain('"occupied"');
});

it('names a region that only the target has', () => {
  expect(causeOf(line('drm-cubic-lut@00000000'))).toMatch(
    /^drm-cubic-lut@00000000 is a region of the target, and none of the board: /,
  );
});

it('is silent over other memory and other messages', () => {
  expect(causeOf(line('m4@88000000'), false)).toBeUndefined();
  expect(causeOf('cma: Failed to reserve 16 MiB')).toBeUndefined();
});
