import { sameData } from '../text/sameData.ts';
import { behavioursOf, type UnsettledBehaviour, unsettledBehaviours } from './behaviours/behaviours.ts';
import { readKernelVersion } from './behaviours/kernelVersion.ts';
import { modelledVersion } from './behaviours/releases.ts';
import { boot } from './boot.ts';
import type { BootInput } from './input/bootInput.ts';
import type { BootOutcome } from './outcome/bootOutcome.ts';

/** What a boot may come to as well, because nobody knows whether a release has a behaviour. */
export interface OtherBoot {
  readonly behaviour: UnsettledBehaviour['name'];
  readonly outcome: BootOutcome;
  /** The releases that were booted and do as `outcome` has it. */
  readonly like: readonly string[];
  /** Those that were booted and do not. */
  readonly unlike: readonly string[];
}

/**
 * What the boot of an input may come to besides `outcome`: it is booted again with each behaviour turned over that is
 * not settled for its release, and what makes a difference is answered. Empty for a release that was booted or whose
 * changes are known, and for what is no version.
 */
export function otherBoots(input: BootInput, outcome: BootOutcome): readonly OtherBoot[] {
  const version = readKernelVersion(input.profile.kernel);
  if (version === undefined) return [];
  const modelled = modelledVersion(version);
  return unsettledBehaviours(modelled).flatMap(({ name, booted }) => {
    const other = boot(input, [name]);
    if (sameData(outcome, other)) return [];
    const { having, lacking } = booted;
    const [like, unlike] = behavioursOf(modelled).has(name) ? [lacking, having] : [having, lacking];
    return [{ behaviour: name, outcome: other, like, unlike }];
  });
}
