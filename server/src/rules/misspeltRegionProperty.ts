import type { DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import type { Region } from '../memory/memoryMap.ts';
import { propertiesOf, propertyNamed } from '../memory/regionProperties/regionProperties.ts';
import { editDistance } from '../text/editDistance.ts';

/** A property of a region under a name that the kernel does not read. */
export interface MisspeltProperty {
  readonly property: DeviceTreeProperty;
  /** The name that is meant. */
  readonly meant: string;
  /** Whether its letters are a slip of that name; else it is a word that is known to be taken for it. */
  readonly isSlip: boolean;
}

/** Shorter names are near to too many others. */
const SHORTEST_GUESSED = 4;

/** The properties of a region whose names are slips of names that the kernel reads and the region lacks. */
export function misspeltProperties({ node }: Region): MisspeltProperty[] {
  return [...node.properties.values()].flatMap((property): MisspeltProperty[] => {
    const { name } = property;
    if (propertyNamed('region', name) !== undefined) return [];
    const missing = propertiesOf('region').filter(
      (known) => known.decisive === true && !node.properties.has(known.name),
    );
    const mistaken = missing.find(({ mistakenNames }) => mistakenNames?.includes(name));
    const slip = name.length < SHORTEST_GUESSED ? undefined : missing.find((known) => isSlipOf(name, known.name));
    const meant = mistaken ?? slip;
    return meant === undefined ? [] : [{ property, meant: meant.name, isSlip: mistaken === undefined }];
  });
}

function isSlipOf(name: string, known: string): boolean {
  const slips = known.length <= SHORTEST_GUESSED ? 1 : 2;
  return editDistance(name, known, slips) <= slips;
}
