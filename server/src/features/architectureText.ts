import type { Profile } from '../kernel/input/profile.ts';

/** The architecture that boots, and the one it stands in for where the board's own is not modelled. */
export function architectureText({ architecture, standsInFor }: Profile): string {
  return standsInFor === undefined
    ? architecture
    : `${architecture}, in place of ${standsInFor}, which is not modelled`;
}
