import { sameData } from '../../text/sameData.ts';
import type { BodyFacts } from '../syntax/bodyFacts.ts';
import type { PropertyStatement } from '../syntax/items.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';

/** A property as a fact is read off it. */
export type NamedValue = Pick<DeviceTreeProperty, 'name' | 'value'>;

/** At most this many names are remembered, so that a long session does not grow with the names that it has seen. */
const MOST_NAMES = 4096;

const NO_BODIES: readonly BodyFacts[] = [];

/** How many facts there are, which is the place of the next one in `BodyFacts`. */
let facts = 0;

/** The fact of the nodes that some bodies make. */
interface Known<Fact> {
  /** The bodies that come before the last one. */
  readonly earlier: readonly (BodyFacts | undefined)[];
  readonly fact: Fact;
}

/**
 * Something that readers of whole trees ask of every node and that depends on the node's own properties alone. It is
 * read once for the bodies in the sources that make a node, for all boards and edits that have them, and no properties
 * are made for it. The phandle that dtc adds to a node is not looked at.
 */
export class NodeFact<Fact> {
  private readonly _isRead: (name: string) => boolean;
  private readonly _read: (properties: readonly NamedValue[]) => Fact;
  private readonly _readNames = new Map<string, boolean>();
  /** Where it is kept, with the last of the bodies: few bodies come after others than they did before. */
  private readonly _place = facts++;

  /** `isRead` says by name which properties the fact is read off; `read` is given these, in the order of the node. */
  constructor(isRead: (name: string) => boolean, read: (properties: readonly NamedValue[]) => Fact) {
    this._isRead = isRead;
    this._read = read;
  }

  /** The fact of a node of a finished tree. */
  of(node: DeviceTreeNode): Fact {
    const count = node instanceof MergedNode ? node.bodyCount : 0;
    if (!(node instanceof MergedNode) || count === 0) return this._ofMerged(node);
    const last = node.bodyAt(count - 1)?.facts;
    if (last === undefined) return this._ofMerged(node);
    const known = last.at(this._place) as Known<Fact> | undefined;
    if (known !== undefined && comesAfter(node, known.earlier, count)) return known.fact;
    const properties = this._writtenIn(node, count);
    // What a reference stands for differs from board to board.
    if (properties === undefined) return this._ofMerged(node);
    const fact = this._read(properties);
    const earlier =
      count === 1 ? NO_BODIES : Array.from({ length: count - 1 }, (_, index) => node.bodyAt(index)?.facts);
    last.set(this._place, { earlier, fact } satisfies Known<Fact>);
    return fact;
  }

  /**
   * Whether a node may have another fact for a statement that has another value, where the fact is the sum of what it
   * would be for each of the properties alone.
   */
  isChangedBy({ name, value }: PropertyStatement, after: PropertyStatement): boolean {
    const alone = (bytes: Uint8Array): Fact => this._read([{ name, value: bytes }]);
    return this._reads(name) && !sameData(alone(value.bytes), alone(after.value.bytes));
  }

  /** The fact of a node that is more than some bodies. */
  private _ofMerged(node: DeviceTreeNode): Fact {
    const read: NamedValue[] = [];
    for (const property of node.properties.values()) if (this._reads(property.name)) read.push(property);
    return this._read(read);
  }

  /** What the bodies that make a node say, each over those before it; `undefined` where a reference is part of it. */
  private _writtenIn(node: MergedNode, count: number): readonly NamedValue[] | undefined {
    const read = new Map<string, PropertyStatement>();
    for (let body = 0; body < count; body++) {
      const { items = [], plainProperties = 0 } = node.bodyAt(body) ?? {};
      for (let index = 0; index < plainProperties; index++) {
        const item = items[index];
        if (item?.kind === 'property' && this._reads(item.statement.name))
          read.set(item.statement.name, item.statement);
      }
    }
    const properties: NamedValue[] = [];
    for (const { name, value } of read.values()) {
      if (value.hasPhandles) return undefined;
      properties.push({ name, value: value.bytes });
    }
    return properties;
  }

  private _reads(name: string): boolean {
    let known = this._readNames.get(name);
    if (known === undefined) {
      if (this._readNames.size >= MOST_NAMES) this._readNames.clear();
      known = this._isRead(name);
      this._readNames.set(name, known);
    }
    return known;
  }
}

/** Whether the first of `count` bodies of a node are some that came before a last one. */
function comesAfter(node: MergedNode, earlier: readonly (BodyFacts | undefined)[], count: number): boolean {
  if (earlier.length !== count - 1) return false;
  for (let index = 0; index < earlier.length; index++) if (node.bodyAt(index)?.facts !== earlier[index]) return false;
  return true;
}
