import type { Analysis } from '../analysis.ts';
import type { DocumentNode } from '../devicetree/document/statements.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import { propertiesOf } from '../memory/regionProperties/regionProperties.ts';
import type { PropertyHolder, RegionProperty } from '../memory/regionProperties/regionProperty.ts';

/** A node of a document, and what it is for memory. */
export interface NodeRole {
  readonly holder: PropertyHolder;
  readonly written: DocumentNode;
  /** The node of the board's tree; `undefined` without a board, and where the tree has none. */
  readonly node: DeviceTreeNode | undefined;
}

/** What a node of a document is for memory, seen on a board, or without one by the names around it. */
export function nodeRoleOf(analysis: Analysis | undefined, written: DocumentNode): NodeRole {
  const node = analysis === undefined ? undefined : TreeNodes.of(analysis.board.tree).openedBy(written);
  const holder = holderOf(analysis, written, node);
  // Of a base that was made up for an overlay nobody knows what its nodes are, but for what their labels say.
  const isUnknown = holder === 'device' && analysis?.board.standIn !== undefined;
  return { holder: isUnknown ? holderByName(analysis, written) : holder, written, node };
}

function holderOf(
  analysis: Analysis | undefined,
  written: DocumentNode,
  node: DeviceTreeNode | undefined,
): PropertyHolder {
  if (node === undefined) return holderByName(analysis, written);
  if (node.parent === undefined) return 'root';
  const { reservedMemory } = analysis?.memory ?? {};
  if (node === reservedMemory) return 'reserved-memory';
  if (node.parent === reservedMemory) return 'region';
  if (node.parent.parent !== undefined) return 'device';
  return nameRole(node.name);
}

/** What a child of the root is by its name. */
function nameRole(name: string): PropertyHolder {
  if (/^memory(?:@|$)/.test(name)) return 'memory';
  if (/^reserved-memory(?:@|$)/.test(name)) return 'reserved-memory';
  return name === 'chosen' ? 'chosen' : 'device';
}

/** For a node that no tree has: it is new, or there is no board. A reference is taken for what its label says. */
function holderByName(analysis: Analysis | undefined, { name, parent }: DocumentNode): PropertyHolder {
  if (/^(?:\/|&\{\/\})$/.test(name.text)) return 'root';
  if (RESERVED_MEMORY.test(name.text)) return 'reserved-memory';
  if (name.text === '&chosen') return 'chosen';
  if (parent === undefined) return 'device';
  const around = nodeRoleOf(analysis, parent).holder;
  if (around === 'reserved-memory') return 'region';
  return around === 'root' ? nameRole(name.text) : 'device';
}

const RESERVED_MEMORY = /^(?:&reserved_mem(?:ory)?|&\{\/reserved-memory\})$/;

/** The properties that a node may have, by their names: those about memory by its role, then those of any node. */
function propertiesByName(holder: PropertyHolder): ReadonlyMap<string, RegionProperty> {
  let known = KNOWN.get(holder);
  if (known === undefined) {
    const own = holder === 'device' ? [...propertiesOf('device'), ...propertiesOf('bus')] : propertiesOf(holder);
    const others = propertiesOf('any').filter(({ name }) => !own.some((each) => each.name === name));
    known = new Map([...own, ...others].map((property) => [property.name, property]));
    KNOWN.set(holder, known);
  }
  return known;
}

const KNOWN = new Map<PropertyHolder, ReadonlyMap<string, RegionProperty>>();

/** The properties that a node may have: those about memory by its role, then those of any node. */
export function knownPropertiesOf({ holder }: NodeRole): Iterable<RegionProperty> {
  return propertiesByName(holder).values();
}

/** A property that a node of this role may have; `undefined` where no binding known here has it. */
export function knownProperty({ holder }: NodeRole, name: string): RegionProperty | undefined {
  return propertiesByName(holder).get(name);
}

/** The text of the value that a document's node gives a property; `undefined` where it sets none of that name. */
export function writtenValue({ statements }: DocumentNode, name: string): string | undefined {
  for (const statement of statements) {
    if (statement.kind !== 'property' || statement.name.text !== name) continue;
    return statement.span.file.text.slice(statement.name.span.end, statement.span.end);
  }
  return undefined;
}

/** The strings of a property: those of the board's tree, else those that the document's node writes out. */
export function stringsOfNode({ node, written }: NodeRole, name: string): readonly string[] {
  const merged = node?.properties.get(name);
  if (merged !== undefined) return stringsOf(merged);
  return [...(writtenValue(written, name) ?? '').matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((match) => match[1] ?? '');
}
