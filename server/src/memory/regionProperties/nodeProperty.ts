import type { PropertyHolder, RegionProperty, ValueKind } from './regionProperty.ts';

/** A property of a node that is no region: it means something wherever the node has it. */
export function nodeProperty(
  holder: PropertyHolder,
  name: string,
  value: ValueKind,
  readers: readonly string[],
  source: string,
  meaning: string,
  rest: Partial<RegionProperty> = {},
): RegionProperty {
  return { name, holder, scope: 'all', value, readers, meaning, source, ...rest };
}
