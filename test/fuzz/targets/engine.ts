import { boot } from '../../../server/src/kernel/boot.ts';
import type { BootedRegion, BootOutcome } from '../../../server/src/kernel/outcome/bootOutcome.ts';
import { type BoardSketch, bootInput } from '../../boots/boardSketch.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { type PlainMap, plainMap, plainRange, plainRegion, sketchOf } from '../making/memoryMap.ts';
import { drawnProfile } from '../making/profiles.ts';
import { BOOT_ORACLES, holdsMemory, needSoundBoot } from '../oracles/bootInvariants.ts';

const SAME = 'a boot is always the same';
const PLACED = 'a region that the kernel places lies in RAM';
const APART = 'a region that the kernel places lies on nobody else';

/** A region without `reg` is where the kernel found room: in RAM, outside of all that was taken before. */
function needPlacesFound({ profile, regions, systemMemory }: BootOutcome, sketch: BoardSketch): void {
  const isDynamic = (name: string): boolean => {
    const { reg, raw } = sketch.regions?.[name] ?? {};
    return reg === undefined && raw?.reg === undefined;
  };
  const placed = regions.filter((region) => holdsMemory(region) && region.range !== undefined);
  for (const { name, range } of placed) {
    if (range === undefined || range.size === 0n || !isDynamic(name)) continue;
    const isInRam = systemMemory.some((bank) => bank.contains(range));
    need(PLACED, isInRam, () => `${name} at ${range.base.toString(16)} + ${range.size.toString(16)}`);
    // Another cause than that it shares memory may be that its own reservation was refused: it is on memory of others.
    const holdsFirmly = ({ cause }: BootedRegion) => cause === undefined || cause.kind === 'shares-memory-with';
    const holders = placed.filter((other) => other.name !== name && holdsFirmly(other));
    const others = [...holders, ...profile.occupied];
    const on = others.find((other) => other.range?.overlaps(range));
    need(APART, on === undefined, () => `${name} lies on ${on?.name}`);
  }
}

export const target = fuzzTarget<PlainMap>({
  name: 'engine',
  inputs:
    'generated memory maps: up to eight regions of any kind, reservations, kernels from 5.10 on, command lines, configurations',
  oracles: [SAME, PLACED, APART, ...BOOT_ORACLES],
  inTests: 2500,
  make: plainMap,
  change: ({ regions, reservations, profile }, random) => ({
    regions: [...regions, plainRegion(random)].filter(() => !random.oneIn(8)).slice(-10),
    reservations: random.oneIn(4) ? [plainRange(random)] : reservations,
    profile: random.oneIn(3) ? drawnProfile(random) : profile,
  }),
  open: () => {
    let count = 0;
    return (input) => {
      const sketch = sketchOf(input);
      const outcome = boot(bootInput(sketch));
      needSoundBoot(outcome);
      needPlacesFound(outcome, sketch);
      if (count++ % 8 === 0) needSame(SAME, boot(bootInput(sketch)), outcome);
    };
  },
});
