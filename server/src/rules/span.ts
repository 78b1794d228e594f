import type { DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import type { Span } from '../text/sourceFile.ts';

/** Where a node is opened; the last place for one that several open. `undefined` in a blob. */
export function nodeSpan(node: DeviceTreeNode): Span | undefined {
  return node.declarations.at(-1);
}

/** Where a property's standing value was set, else where its node is opened. */
export function propertySpan(node: DeviceTreeNode, name: string): Span | undefined {
  return node.properties.get(name)?.span ?? nodeSpan(node);
}

/** The source of some bytes of a property's value, else the property's, else the node's. */
export function valueSpan(
  node: DeviceTreeNode,
  property: DeviceTreeProperty | undefined,
  start: number,
  end: number,
): Span | undefined {
  return property?.valueSpan(start, end) ?? property?.span ?? nodeSpan(node);
}

/** The first property of a node that is set in the place where the node is opened first: something to insert behind. */
export function firstStatement(node: DeviceTreeNode): Span | undefined {
  for (const property of node.properties.values()) if (property.span !== undefined) return property.span;
  return undefined;
}
