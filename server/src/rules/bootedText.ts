import type { Behaviour } from '../kernel/behaviours/behaviour.ts';

/** Which releases were booted with and without a behaviour, as a sentence: what others do between them is a guess. */
export function bootedText({ having, lacking }: NonNullable<Behaviour['booted']>): string {
  return `Of the releases that were booted ${having.join(' and ')} end so, and ${lacking.join(' and ')} do not.`;
}
