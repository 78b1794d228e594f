import type { Analysis } from '../analysis.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';

/** What stands at a place of a board's sources, as far as memory is concerned. */
export interface RegionPlace {
  readonly region: Region;
  /** The name, statement or reference that the place is in. */
  readonly span: Span;
}

const covers = (span: Span | undefined, path: string, offset: number): span is Span =>
  span !== undefined && span.file.path === path && span.start <= offset && offset <= span.end;

/** Where a node is named, or one of its properties set, around a place; `undefined` if the place is elsewhere. */
function placeOfNode(node: DeviceTreeNode, path: string, offset: number): Span | undefined {
  const declaration = node.declarations.find((span) => covers(span, path, offset));
  if (declaration !== undefined) return declaration;
  for (const property of node.properties.values()) {
    for (const { span } of property.history) if (covers(span, path, offset)) return span;
  }
  return undefined;
}

/**
 * The reserved-memory region at a byte offset of a file: where its node is named, where one of its properties is set,
 * or where a device refers to it. `undefined` anywhere else.
 */
export function regionAt(analysis: Analysis, path: string, offset: number): RegionPlace | undefined {
  const { regions } = analysis.memory;
  for (const region of regions) {
    const span = placeOfNode(region.node, path, offset);
    if (span !== undefined) return { region, span };
  }
  for (const region of regions) {
    for (const { property, index } of region.consumers) {
      const span = property.valueSpan(index * 4, index * 4 + 4);
      if (covers(span, path, offset)) return { region, span };
    }
  }
  return undefined;
}

/** The name of `/reserved-memory` around a place, where it is opened. */
export function reservedMemoryAt(analysis: Analysis, path: string, offset: number): Span | undefined {
  return analysis.memory.reservedMemory?.declarations.find((span) => covers(span, path, offset));
}
