import { ANY_NODE } from './anyNode.ts';
import { DRIVERS } from './drivers.ts';
import { PLACEMENT } from './placement.ts';
import { POOLS } from './pools.ts';
import type { PropertyHolder, RegionProperty } from './regionProperty.ts';
import { SURROUNDINGS } from './surroundings.ts';

/** Every property that is about memory, once for each kind of node that bears it, and those of any node. */
export const REGION_PROPERTIES: readonly RegionProperty[] = [
  ...PLACEMENT,
  ...POOLS,
  ...DRIVERS,
  ...SURROUNDINGS,
  ...ANY_NODE,
];

const BY_HOLDER = new Map<PropertyHolder, RegionProperty[]>();
for (const property of REGION_PROPERTIES) {
  const ofHolder = BY_HOLDER.get(property.holder);
  if (ofHolder === undefined) BY_HOLDER.set(property.holder, [property]);
  else ofHolder.push(property);
}

/** The properties of a kind of node; what any region may say comes before what only some do. */
export function propertiesOf(holder: PropertyHolder): readonly RegionProperty[] {
  return BY_HOLDER.get(holder) ?? [];
}

/** A property of a kind of node; `undefined` where the bindings know none of that name. */
export function propertyNamed(holder: PropertyHolder, name: string): RegionProperty | undefined {
  return propertiesOf(holder).find((property) => property.name === name);
}
