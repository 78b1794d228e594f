import { INPUT_LIMITS } from '../text/limits.ts';

/**
 * Where a file leads that git checked out in place of a symbolic link, as it does where links are not supported: the
 * kernel's `scripts/dtc/include-prefixes/arm64` is one. A path relative to the file's folder; `undefined` for a text
 * that is no such link.
 */
export function textLinkTarget(text: string): string | undefined {
  if (text.length > INPUT_LIMITS.linkBytes) return undefined;
  const target = text.trim();
  return target === '' || target.includes('\n') || target.startsWith('/') ? undefined : target;
}
