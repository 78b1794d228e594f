import type { NodeItem } from '../syntax/items.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';

/** A property as a fact is read off it. */
export type NamedValue = Pick<DeviceTreeProperty, 'name' | 'value'>;

/** At most this many names are remembered, so that a long session does not grow with the names that it has seen. */
const MOST_NAMES = 4096;

/**
 * Something that readers of whole trees ask of every node and that depends on the node's own properties alone. It is
 * read once for each body in a source, for all boards and edits that have the body, and no properties are made for it.
 * The phandle that dtc adds to a node is not looked at.
 */
export class NodeFact<Fact> {
  readonly #isRead: (name: string) => boolean;
  readonly #read: (properties: readonly NamedValue[]) => Fact;
  readonly #readNames = new Map<string, boolean>();
  readonly #ofBodies = new WeakMap<NodeItem, Fact>();

  /** `isRead` says by name which properties the fact is read off; `read` is given these, in the order of the node. */
  constructor(isRead: (name: string) => boolean, read: (properties: readonly NamedValue[]) => Fact) {
    this.#isRead = isRead;
    this.#read = read;
  }

  /** The fact of a node of a finished tree. */
  of(node: DeviceTreeNode): Fact {
    const body = node instanceof MergedNode ? node.plainBody?.item : undefined;
    if (body === undefined) return this.#ofMerged(node);
    let fact = this.#ofBodies.get(body);
    if (fact === undefined) {
      const properties = this.#writtenIn(body);
      // What a reference stands for differs from board to board.
      if (properties === undefined) return this.#ofMerged(node);
      fact = this.#read(properties);
      this.#ofBodies.set(body, fact);
    }
    return fact;
  }

  /** The fact of a node that no single body makes. */
  #ofMerged(node: DeviceTreeNode): Fact {
    const read: NamedValue[] = [];
    for (const property of node.properties.values()) if (this.#reads(property.name)) read.push(property);
    return this.#read(read);
  }

  /** What a plain body says; `undefined` where a reference is part of it. */
  #writtenIn({ items, plainProperties }: NodeItem): readonly NamedValue[] | undefined {
    const read: NamedValue[] = [];
    for (let index = 0; index < plainProperties; index++) {
      const item = items[index];
      if (item?.kind !== 'property') continue;
      const { name, value } = item.statement;
      if (!this.#reads(name)) continue;
      if (value.hasPhandles) return undefined;
      read.push({ name, value: value.bytes });
    }
    return read;
  }

  #reads(name: string): boolean {
    let known = this.#readNames.get(name);
    if (known === undefined) {
      if (this.#readNames.size >= MOST_NAMES) this.#readNames.clear();
      known = this.#isRead(name);
      this.#readNames.set(name, known);
    }
    return known;
  }
}
