import type { Analysis } from '../analysis.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';

/**
 * Whether nobody said how the kernel is configured, and its architecture's defconfig, which is assumed then, does not run
 * on the board's processor, or on arm nobody knows whether it does: of what that configuration asks for nothing is known.
 */
export function isForeignToDefconfig({ board, profile }: Analysis): boolean {
  if (profile.config.size > 0) return false;
  const { children } = board.tree.root;
  const controllers = [...children.values()].flatMap(({ properties }) => stringsOf(properties.get('compatible')));
  if (controllers.some((name) => MICROCONTROLLER.test(name))) return true;
  if (profile.architecture !== 'arm') return false;
  const processors = [...(children.get('cpus')?.children.values() ?? [])].flatMap(({ properties }) =>
    stringsOf(properties.get('compatible')),
  );
  return processors.length === 0 || processors.some((name) => BEFORE_ARMV7.test(name));
}

/** The interrupt controller of ARMv7-M processors, which have no MMU. */
const MICROCONTROLLER = /^arm,armv7m-nvic$/;

/** Processors of ARMv4 to ARMv6 (devicetree/bindings/arm/cpus.yaml), on which no kernel of multi_v7_defconfig runs. */
const BEFORE_ARMV7 =
  /^(?:arm,(?:arm(?:7|9|10|11)\d|sa-?1)|intel,(?:xscale|sa1)|faraday,|marvell,(?:feroceon|mohawk|sheeva-v5|xscale))/;
