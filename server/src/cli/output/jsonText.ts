import { UNPRINTABLE } from './printable.ts';

const EVERYWHERE = new RegExp(UNPRINTABLE, 'gu');

/**
 * A value as JSON. In its strings everything is escaped that a terminal would obey instead of showing it; who reads the
 * JSON gets the very text.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    EVERYWHERE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
