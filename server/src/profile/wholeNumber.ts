import * as z from 'zod/mini';
import { parseBytes } from '../kernel/units/parseBytes.ts';

/** A whole number in a range, both ends included, as a number or a text (`"0x80002"`). */
export function wholeNumberSchema(least: number, most: number) {
  const message = `is not a whole number from ${least} to ${most}`;
  return z.pipe(
    z.union([z.string(), z.number()], message),
    z.transform((written, context) => {
      const value = parseBytes(written);
      if (value !== undefined && value >= BigInt(least) && value <= BigInt(most)) return Number(value);
      context.issues.push({ code: 'custom', message, input: written });
      return z.NEVER;
    }),
  );
}
