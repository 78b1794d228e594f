import type { DeviceTree, DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { printProperty } from '../../devicetree/tree/printTree.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { Span } from '../../text/sourceFile.ts';
import { placeText } from '../placeText.ts';
import { type LineLink, type SourcedText, SourcedTextWriter } from './sourcedText.ts';

/** More places that open one node are counted, not named. */
const MAXIMUM_PLACES = 4;

/**
 * The merged tree as device tree source, as dtc prints it, with the places that wrote each node and value in a comment
 * at the end of its line.
 */
export function treeDocument(tree: DeviceTree): SourcedText {
  const writer = new SourcedTextWriter();
  writer.line('/dts-v1/;');
  writer.line('');
  for (const { base, size, span } of tree.memoryReservations) {
    withPlaces(
      writer,
      `/memreserve/\t0x${base.toString(16)} 0x${size.toString(16)};`,
      span === undefined ? [] : [span],
    );
  }
  const open: Iterator<DeviceTreeNode>[] = [];
  writeNodeHead(writer, tree.root, 0);
  open.push(tree.root.children.values());
  for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
    const next = children.next();
    if (next.done === true) {
      open.pop();
      writer.line(`${'\t'.repeat(open.length)}};`);
      continue;
    }
    writer.line('');
    writeNodeHead(writer, next.value, open.length);
    open.push(next.value.children.values());
  }
  return writer.text;
}

function writeNodeHead(writer: SourcedTextWriter, node: DeviceTreeNode, level: number): void {
  const labels = node.labels.map((label) => `${label}: `).join('');
  const head = `${'\t'.repeat(level)}${labels}${node.name === '' ? '/' : node.name} {`;
  withPlaces(writer, textOfBytes(head), node.declarations);
  for (const property of node.properties.values()) {
    const text = textOfBytes(`${'\t'.repeat(level + 1)}${printProperty(property, true)}`);
    withPlaces(writer, text, property.span === undefined ? [] : [property.span]);
  }
}

function withPlaces(writer: SourcedTextWriter, text: string, spans: readonly Span[]): void {
  if (spans.length === 0) {
    writer.line(text);
    return;
  }
  const links: LineLink[] = [];
  let line = `${text} /* `;
  for (const span of spans.slice(0, MAXIMUM_PLACES)) {
    if (links.length > 0) line += ', ';
    // What would end the comment is no part of a name that anyone reads.
    const place = placeText(span).replaceAll('*/', '*∕');
    links.push({ start: line.length, end: line.length + place.length, span });
    line += place;
  }
  const more = spans.length - MAXIMUM_PLACES;
  writer.line(`${line}${more > 0 ? `, and ${more} more` : ''} */`, links, spans[0]);
}
