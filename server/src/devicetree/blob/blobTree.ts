import type { Span } from '../../text/sourceFile.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTreeNode, DeviceTreeProperty, SourceEvent } from '../tree/deviceTree.ts';

const NOTHING: readonly never[] = [];
const NO_CHILDREN: ReadonlyMap<string, never> = new Map<string, never>();

/** A property read from a blob: a name and a stretch of the blob's bytes, without sources. */
export class BlobProperty implements DeviceTreeProperty {
  readonly name: string;
  readonly value: Uint8Array;

  constructor(name: string, value: Uint8Array) {
    this.name = name;
    this.value = value;
  }

  get markers(): readonly ValueMarker[] {
    return NOTHING;
  }

  get labels(): readonly string[] {
    return NOTHING;
  }

  get span(): undefined {
    return undefined;
  }

  get history(): readonly SourceEvent[] {
    return NOTHING;
  }

  valueSpan(): undefined {
    return undefined;
  }
}

/** A node read from a blob. It grows while the blob is read; for everyone else it is a `DeviceTreeNode`. */
export class BlobNode implements DeviceTreeNode {
  readonly name: string;
  readonly parent: BlobNode | undefined;
  readonly properties = new Map<string, DeviceTreeProperty>();
  private _children: Map<string, BlobNode> | undefined;

  constructor(name: string, parent: BlobNode | undefined) {
    this.name = name;
    this.parent = parent;
  }

  get children(): ReadonlyMap<string, BlobNode> {
    return this._children ?? NO_CHILDREN;
  }

  get labels(): readonly string[] {
    return NOTHING;
  }

  get declarations(): readonly Span[] {
    return NOTHING;
  }

  /** Puts a node after the last child. Answers false, and leaves the children alone, where one bears its name. */
  append(child: BlobNode): boolean {
    this._children ??= new Map();
    if (this._children.has(child.name)) return false;
    this._children.set(child.name, child);
    return true;
  }
}
