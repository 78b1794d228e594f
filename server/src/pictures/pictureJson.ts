import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex } from '../kernel/units/formatBytes.ts';
import type { MemoryPicture } from './memoryPicture.ts';

/** A value with its address ranges as hexadecimal text, for JSON, which has no numbers of 64 bits. */
export type Encoded<Value> = Value extends AddressRange
  ? { readonly base: string; readonly size: string }
  : Value extends readonly (infer Item)[]
    ? readonly Encoded<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Encoded<Value[Name]> }
      : Value;

/** A picture as JSON has it. */
export type PictureJson = Encoded<MemoryPicture>;

/** A value with its address ranges as text. */
export const encoded = <Value>(value: Value): Encoded<Value> => encode(value) as Encoded<Value>;

/** What `encoded` made, as it was. */
export const decoded = <Value>(value: Encoded<Value>): Value => decode(value) as Value;

function encode(value: unknown): unknown {
  if (value instanceof AddressRange) return { base: formatHex(value.base), size: formatHex(value.size) };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]));
}

/** A picture for JSON. */
export function pictureJson(picture: MemoryPicture): PictureJson {
  return encoded(picture);
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, decode(member)]);
  const { base, size, ...rest } = Object.fromEntries(members);
  if (typeof base === 'string' && typeof size === 'string' && Object.keys(rest).length === 0) {
    return new AddressRange(BigInt(base), BigInt(size));
  }
  return Object.fromEntries(members);
}

/** What `pictureJson` made, as a picture again. */
export function pictureFromJson(json: PictureJson): MemoryPicture {
  return decoded<MemoryPicture>(json);
}
