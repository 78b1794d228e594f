import type { Claim } from '../../server/src/rules/claim.ts';
import type { Finding } from '../../server/src/rules/finding.ts';

/** Words that no message says without the claim that they make. */
const WORDS: readonly { readonly words: RegExp; readonly kinds: readonly Claim['kind'][] }[] = [
  { words: /does not boot|\bpanics when|\bhangs\b/, kinds: ['does-not-boot'] },
  {
    words: /gives? (?:its|their) memory back|frees its memory|memory goes back/,
    kinds: ['given-back', 'does-not-boot'],
  },
  { words: /hands (?:out|the reserved pages out)|page allocator hands/, kinds: ['area'] },
  { words: /it stays mapped/, kinds: ['stays-mapped'] },
  { words: /fails? with ENOMEM|every allocation fails/, kinds: ['usable-pages', 'not-activated'] },
  { words: /finds no place for/, kinds: ['not-placed'] },
  { words: /set(?:s its memory)? aside for nothing/, kinds: ['kept', 'pool'] },
  { words: /bounces buffers/, kinds: ['bounced'] },
];

/** What a message says the kernel does without a claim of the finding. */
export function unclaimed({ rule, message, claims }: Finding): string[] {
  return WORDS.filter(
    ({ words, kinds }) => words.test(message) && !claims.some(({ kind }) => kinds.includes(kind)),
  ).map(({ words }) => `${rule} says ${words.exec(message)?.[0]} without claiming it: ${message}`);
}
