import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { IncbinRequest, PropertyValue } from '../syntax/items.ts';
import type { MergedProperty } from './mergedProperty.ts';

/** Why there are no bytes for an `/incbin/`: dtc has none either, or the file is not read although it is there. */
export interface IncbinFailure {
  readonly id: 'incbin-not-found' | 'incbin-not-allowed' | 'incbin-too-large';
  readonly message: string;
}

/** The bytes that an `/incbin/` in a unit asks for, or why there are none. */
export type IncbinReader = (request: IncbinRequest, unit: ExpandedUnit) => Uint8Array | IncbinFailure;

/** Puts the files of `/incbin/` into a value; `missing` is called with the reason why one is not. */
export function includeBinaries(
  property: MergedProperty,
  { bytes, markers, incbins }: PropertyValue,
  unit: ExpandedUnit,
  read: IncbinReader,
  missing: (failure: IncbinFailure) => void,
): void {
  const parts: Uint8Array[] = [];
  const shifts: { readonly markersBefore: number; readonly by: number }[] = [];
  let taken = 0;
  for (const incbin of incbins) {
    const content = read(incbin, unit);
    if (!(content instanceof Uint8Array)) {
      missing(content);
      continue;
    }
    parts.push(bytes.subarray(taken, incbin.at), content);
    taken = incbin.at;
    shifts.push({ markersBefore: incbin.markersBefore, by: content.length });
  }
  parts.push(bytes.subarray(taken));
  const value = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    value.set(part, at);
    at += part.length;
  }
  property.value = value;
  property.markers = markers.map((marker, index) => {
    let { offset } = marker;
    for (const shift of shifts) if (index >= shift.markersBefore) offset += shift.by;
    return { ...marker, offset };
  });
}
