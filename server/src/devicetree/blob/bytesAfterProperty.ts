import type { DeviceTree } from '../tree/deviceTree.ts';
import { blobOf } from './blobOf.ts';
import { readHeader } from './header.ts';
import { type StructureVisitor, walkStructure } from './structureBlock.ts';

/**
 * The bytes that stand after the value of a property in a tree's blob, at most `length`, for each node below `parent` (a
 * path, without its children's children) that has the property with an empty value; by the node's path.
 *
 * A kernel that reads a property past its end reads these: tokens, lengths and name offsets of what follows, or the names
 * of the next nodes. Writes the whole blob: for the rare tree that has such a property.
 */
export function bytesAfterEmptyProperty(
  tree: DeviceTree,
  parent: string,
  property: string,
  length: number,
): ReadonlyMap<string, Uint8Array> {
  const bytes = blobOf(tree);
  const header = readHeader(bytes);
  const found = new Map<string, Uint8Array>();
  if ('id' in header) return found;
  const textAt = (start: number): string => {
    let text = '';
    for (let at = start; at < bytes.length && bytes[at] !== 0; at++) text += String.fromCharCode(bytes[at] ?? 0);
    return text;
  };
  const names: string[] = [];
  const visitor: StructureVisitor = {
    beginNode(start) {
      names.push(textAt(start));
      return undefined;
    },
    property(nameOffset, start, size) {
      if (size > 0 || `/${names.slice(1, -1).join('/')}` !== parent) return undefined;
      if (textAt(header.strings + nameOffset) === property) {
        found.set(`${parent}/${names.at(-1)}`, bytes.slice(start, start + length));
      }
      return undefined;
    },
    endNode() {
      names.pop();
    },
    nop() {},
  };
  walkStructure({ bytes, start: header.structure, limit: header.totalSize, alignsLongValues: false }, visitor);
  return found;
}
