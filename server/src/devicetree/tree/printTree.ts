import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty } from './deviceTree.ts';
import { guessValueType, printBytes, printString, type ValueType } from './printValue.ts';

export interface PrintOptions {
  /**
   * Prints what the sources say besides the values, as `dtc -I dts -O dts` does: labels, references, types. Without it
   * the text is what `dtc -I dtb -O dts` prints, with types guessed from the bytes.
   */
  readonly sources?: boolean;
}

/**
 * A tree as device tree source, in the form that dtc prints (`dt_to_source` in dtc's treesource.c): one text, one
 * character a byte, from which dtc makes the same blob again.
 */
export function printTree(tree: DeviceTree, options: PrintOptions = {}): string {
  const sources = options.sources === true;
  const lines: string[] = ['/dts-v1/;\n\n'];
  for (const { base, size } of tree.memoryReservations) {
    lines.push(`/memreserve/\t${longNumber(base)} ${longNumber(size)};\n`);
  }
  const open: Iterator<DeviceTreeNode>[] = [];
  printHead(lines, tree.root, 0, sources);
  open.push(tree.root.children.values());
  for (let children = open.at(-1); children !== undefined; children = open.at(-1)) {
    const next = children.next();
    if (next.done === true) {
      open.pop();
      lines.push('\t'.repeat(open.length), '};\n');
      continue;
    }
    lines.push('\n');
    printHead(lines, next.value, open.length, sources);
    open.push(next.value.children.values());
  }
  return lines.join('');
}

function longNumber(value: bigint): string {
  return `0x${value.toString(16).padStart(16, '0')}`;
}

function printHead(lines: string[], node: DeviceTreeNode, level: number, sources: boolean): void {
  const labels = sources ? node.labels.map((label) => `${label}: `).join('') : '';
  lines.push('\t'.repeat(level), labels, node.name === '' ? '/' : node.name, ' {\n');
  const indentation = '\t'.repeat(level + 1);
  for (const property of node.properties.values()) lines.push(indentation, printProperty(property, sources), '\n');
}

/** One property as dtc prints it, with its semicolon. */
export function printProperty(property: DeviceTreeProperty, sources: boolean): string {
  const labels = sources ? property.labels.map((label) => `${label}: `).join('') : '';
  if (property.value.length === 0) return `${labels}${property.name};`;
  const markers = sources ? property.markers : [];
  return `${labels}${property.name} =${printValue(property.value, markers)};`;
}

const OPENING: Record<ValueType, string> = {
  uint8: '[',
  uint16: '/bits/ 16 <',
  uint32: '<',
  uint64: '/bits/ 64 <',
  string: '',
};

const CLOSING: Record<ValueType, string> = { uint8: ']', uint16: '>', uint32: '>', uint64: '>', string: '' };

const WIDTH: Record<ValueType, number> = { uint8: 1, uint16: 2, uint32: 4, uint64: 8, string: 1 };

function typeOf({ kind }: ValueMarker): ValueType | undefined {
  return kind === 'label' || kind === 'phandle' || kind === 'path' ? undefined : kind;
}

/** Where types are known only for a later part of a value, or not at all, they are guessed for the whole of it. */
function withTypes(value: Uint8Array, markers: readonly ValueMarker[]): readonly ValueMarker[] {
  if (markers.some((marker) => typeOf(marker) !== undefined)) return markers;
  const labels = markers.filter((marker) => marker.kind === 'label').map((marker) => marker.offset);
  const kind = guessValueType(value, labels);
  const typed: ValueMarker[] = [{ offset: 0, kind, text: '' }, ...markers];
  if (kind === 'string') {
    for (let end = value.indexOf(0); end < value.length - 1; end = value.indexOf(0, end + 1)) {
      typed.push({ offset: end + 1, kind, text: '' });
    }
  }
  return typed.sort((one, other) => one.offset - other.offset);
}

/** For each marker, where the next one that gives a type stands. */
function endsOfTypes(markers: readonly ValueMarker[], length: number): number[] {
  const ends = new Array<number>(markers.length);
  let end = length;
  for (let index = markers.length - 1; index >= 0; index--) {
    ends[index] = end;
    const marker = markers[index];
    if (marker !== undefined && typeOf(marker) !== undefined) end = marker.offset;
  }
  return ends;
}

/** The reference at the place of a marker, whichever of the two stands first. */
function referenceAt(markers: readonly ValueMarker[], index: number): ValueMarker | undefined {
  const offset = markers[index]?.offset;
  let at = index;
  while (at > 0 && markers[at - 1]?.offset === offset) at--;
  for (; markers[at]?.offset === offset && at < markers.length; at++)
    if (markers[at]?.kind === 'phandle') return markers[at];
  return undefined;
}

function printValue(value: Uint8Array, given: readonly ValueMarker[]): string {
  const markers = withTypes(value, given);
  const typeEnds = endsOfTypes(markers, value.length);
  let text = '';
  let type: ValueType | undefined;
  for (const [index, marker] of markers.entries()) {
    const { offset } = marker;
    const end = markers[index + 1]?.offset ?? value.length;
    const newType = typeOf(marker);
    if (newType !== undefined) {
      type = newType;
      text += ` ${OPENING[type]}`;
    } else if (marker.kind === 'label') {
      text += ` ${marker.text}:`;
    }
    if (type === undefined || end === offset) continue;
    const typeEnd = typeEnds[index] ?? value.length;
    const reference = type === 'uint32' ? referenceAt(markers, index) : undefined;
    if (reference !== undefined) {
      text += reference.text.startsWith('/') ? `&{${reference.text}}` : `&${reference.text}`;
      if (end > offset + 4) text += ` ${printBytes(value.subarray(offset + 4, end), 4)}`;
    } else if (type === 'string') {
      text += printString(value.subarray(offset, end));
    } else {
      text += printBytes(value.subarray(offset, end), WIDTH[type]);
    }
    if (end < typeEnd) {
      if (type === 'uint32') text += ' ';
      continue;
    }
    text += end === value.length ? CLOSING[type] : `${CLOSING[type]},`;
    type = undefined;
  }
  return text;
}
