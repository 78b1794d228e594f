import type { Analysis } from '../analysis.ts';
import { type DeviceTreeNode, nodePath } from '../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import type { Span } from '../text/sourceFile.ts';
import { nodeSpan, propertySpan, valueSpan } from './span.ts';

/** Where to report what is no region's fault. */
export interface BoardPlace {
  readonly span: Span | undefined;
  readonly nodePath: string;
}

/** The tree's own command line; `undefined` where the profile's takes its place, or there is none. */
export function bootargsPlace({ board, profile }: Analysis): BoardPlace | undefined {
  const { root } = board.tree;
  const chosen = root.children.get('chosen') ?? root.children.get('chosen@0');
  if (profile.commandLine.trim() !== '' || chosen?.properties.has('bootargs') !== true) return undefined;
  return placeAt(chosen, 'bootargs');
}

/** The beginning of a board's file, for what has no other place. */
export function startOf({ board }: Analysis): Span | undefined {
  const [file] = board.files;
  return file === undefined ? undefined : { file, start: 0, end: 0 };
}

/** The root of the tree. */
export function rootPlace({ board }: Analysis): BoardPlace {
  return placeAt(board.tree.root);
}

/** `/reserved-memory`, else the root. */
export function reservedMemoryPlace(analysis: Analysis): BoardPlace {
  const node = analysis.memory.reservedMemory;
  return node === undefined ? rootPlace(analysis) : placeAt(node);
}

/**
 * Where the tree says where RAM is: the entry of the bank that a range touches, else the first bank, else a `/memory`
 * that is switched off or empty; the root where there is none.
 */
export function memoryPlace(analysis: Analysis, range?: AddressRange): BoardPlace {
  const { memory, board } = analysis;
  const property = ({ properties }: DeviceTreeNode): string =>
    properties.has('linux,usable-memory') ? 'linux,usable-memory' : 'reg';
  for (const { node, path, entries } of memory.banks) {
    const touched = range === undefined ? undefined : entries.find((entry) => entry.range.overlaps(range));
    if (touched === undefined) continue;
    const end = touched.offset + 4 * (memory.cells.address + memory.cells.size);
    return { span: valueSpan(node, node.properties.get(property(node)), touched.offset, end), nodePath: path };
  }
  const node =
    memory.banks.find(({ entries }) => entries.length > 0)?.node ??
    [...board.tree.root.children.values()].find(
      ({ properties }) => stringsOf(properties.get('device_type'))[0] === 'memory',
    );
  return node === undefined ? rootPlace(analysis) : placeAt(node, property(node));
}

/** Where the default CMA area is asked for: `cma=` of the tree's command line, else where `otherwise` says. */
export function defaultAreaPlace(analysis: Analysis, otherwise: BoardPlace): BoardPlace {
  return analysis.boot.commandLine.cma === undefined ? otherwise : (bootargsPlace(analysis) ?? otherwise);
}

function placeAt(node: DeviceTreeNode, property?: string): BoardPlace {
  return { span: property === undefined ? nodeSpan(node) : propertySpan(node, property), nodePath: nodePath(node) };
}
