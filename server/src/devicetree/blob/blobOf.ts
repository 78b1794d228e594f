import type { DeviceTree } from '../tree/deviceTree.ts';
import { OverlaidTree } from './overlaidTree.ts';
import { writeBlob } from './writeBlob.ts';

/** The bytes that the real tools write for a tree: fdtoverlay's where overlays were applied to it, else dtc's. */
export function blobOf(tree: DeviceTree): Uint8Array {
  return tree instanceof OverlaidTree ? tree.blob : writeBlob(tree);
}
