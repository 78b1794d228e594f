import type { Analysis } from '../analysis.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';

/** A region and the place of a document that opens it: its name, a reference to it, or the macro that makes it. */
export interface OpenedRegion {
  readonly region: Region;
  readonly span: Span;
}

/** The first place of a document that opens a node; `undefined` where none does. */
export function placeIn(path: string, node: DeviceTreeNode | undefined): Span | undefined {
  return node?.declarations.find(({ file }) => file.path === path);
}

/** The regions that a document opens, each once, in the order of the tree. */
export function openedRegions({ memory }: Analysis, path: string): OpenedRegion[] {
  return memory.regions.flatMap((region) => {
    const span = placeIn(path, region.node);
    return span === undefined ? [] : [{ region, span }];
  });
}
