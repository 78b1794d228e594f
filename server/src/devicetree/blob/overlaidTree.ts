import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type {
  DeviceTree,
  DeviceTreeNode,
  DeviceTreeProperty,
  MemoryReservation,
  SourceEvent,
} from '../tree/deviceTree.ts';
import { BlobProperty } from './blobTree.ts';
import { type EditableBlob, packBlob } from './editableBlob.ts';
import type { EditableNode, EditableProperty } from './editableTree.ts';

/** A tree after overlays were applied to it, with the bytes that fdtoverlay would write for it. */
export class OverlaidTree implements DeviceTree {
  readonly root: DeviceTreeNode;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly bootCpu: number;
  readonly isPlugin = false;
  readonly problems: readonly Problem[] = [];
  /** The blob: strings and order of nodes are libfdt's, which differ from what dtc would write for the same tree. */
  readonly blob: Uint8Array;

  constructor(edited: EditableBlob) {
    this.root = readOnlyTree(edited.root);
    this.memoryReservations = edited.memoryReservations;
    this.bootCpu = edited.header.bootCpu;
    this.blob = packBlob(edited);
  }
}

class OverlaidNode implements DeviceTreeNode {
  readonly name: string;
  readonly parent: OverlaidNode | undefined;
  readonly labels: readonly string[];
  readonly declarations: readonly Span[];
  readonly properties = new Map<string, DeviceTreeProperty>();
  readonly children = new Map<string, OverlaidNode>();

  constructor(node: EditableNode, parent: OverlaidNode | undefined) {
    this.name = node.name ?? '';
    this.parent = parent;
    this.labels = [...new Set(node.sources.flatMap((source) => source.labels))];
    this.declarations = node.sources.flatMap((source) => source.declarations);
    for (const property of node.properties()) {
      if (!this.properties.has(property.name)) this.properties.set(property.name, readOnlyProperty(property));
    }
  }
}

/** A property whose value stands in the last of its sources, but for the phandles that were filled in. */
class OverlaidProperty implements DeviceTreeProperty {
  readonly name: string;
  readonly value: Uint8Array;
  private readonly _sources: readonly DeviceTreeProperty[];

  constructor(name: string, value: Uint8Array, sources: readonly DeviceTreeProperty[]) {
    this.name = name;
    this.value = value;
    this._sources = sources;
  }

  get markers(): readonly ValueMarker[] {
    return this._sources.at(-1)?.markers ?? [];
  }

  get labels(): readonly string[] {
    return this._sources.flatMap((source) => source.labels);
  }

  get span(): Span | undefined {
    return this._sources.at(-1)?.span;
  }

  get history(): readonly SourceEvent[] {
    return this._sources.flatMap((source) => source.history);
  }

  valueSpan(start: number, end: number): Span | undefined {
    return this._sources.at(-1)?.valueSpan(start, end);
  }
}

function readOnlyProperty({ name, value, sources }: EditableProperty): DeviceTreeProperty {
  const [source] = sources;
  if (source === undefined) return new BlobProperty(name, value);
  if (
    sources.length === 1 &&
    source.value.length === value.length &&
    source.value.every((byte, at) => byte === value[at])
  ) {
    return source;
  }
  return new OverlaidProperty(name, value, [...sources]);
}

function readOnlyTree(edited: EditableNode): DeviceTreeNode {
  const root = new OverlaidNode(edited, undefined);
  const pairs: [OverlaidNode, EditableNode][] = [[root, edited]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [node, from] = pair;
    for (const editedChild of from.children()) {
      const child = new OverlaidNode(editedChild, node);
      if (node.children.has(child.name)) continue;
      node.children.set(child.name, child);
      pairs.push([child, editedChild]);
    }
  }
  return root;
}
