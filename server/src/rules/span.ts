import type { DeviceTreeNode, DeviceTreeProperty } from '../devicetree/tree/deviceTree.ts';
import type { Consumer } from '../memory/consumers.ts';
import type { Span } from '../text/sourceFile.ts';
import { textOf } from './edits.ts';

/** Where a node is opened; the last place for one that several open. `undefined` in a blob. */
export function nodeSpan(node: DeviceTreeNode): Span | undefined {
  return node.declarations.at(-1);
}

/** Where a property's standing value was set, else where its node is opened. */
export function propertySpan(node: DeviceTreeNode, name: string): Span | undefined {
  return node.properties.get(name)?.span ?? nodeSpan(node);
}

/** Where a property's name stands in the statement that set it; `undefined` in a blob, and where a macro made the name. */
export function propertyNameSpan({ name, span }: DeviceTreeProperty): Span | undefined {
  const at = span === undefined ? -1 : textOf(span).indexOf(name);
  return span === undefined || at < 0
    ? undefined
    : { file: span.file, start: span.start + at, end: span.start + at + name.length };
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

/** The statement that set a node's first property: a place to insert after. `undefined` in a blob. */
export function firstStatement(node: DeviceTreeNode): Span | undefined {
  for (const property of node.properties.values()) if (property.span !== undefined) return property.span;
  return undefined;
}

/** The phandle of a reference. */
export function phandleSpan(consumer: Consumer): Span | undefined {
  return valueSpan(consumer.node, consumer.property, 4 * consumer.index, 4 * consumer.index + 4);
}
