import { byteString, type Span } from '../../text/sourceFile.ts';
import type { EditableNode, EditableProperty } from './editableTree.ts';
import { malformed, type OverlayFault } from './overlayFault.ts';
import { firstString, nodeAt, pathOf } from './pathLookup.ts';

/** A place in an overlay that refers to a label of the base: `path:property:offset`. */
interface Fixup {
  readonly path: string;
  readonly property: string;
  readonly offset: number;
}

/**
 * Writes the phandles of the base's labelled nodes into an overlay, at the places that its `/__fixups__` lists: one
 * property a label, holding strings `path:property:offset` (`overlay_fixup_phandles` in libfdt's fdt_overlay.c).
 * `isSource` where the base was read from source: all of its labels are known then, without `__symbols__` it has none.
 */
export function resolveLabels(base: EditableNode, overlay: EditableNode, isSource: boolean): OverlayFault | undefined {
  const fixups = overlay.child('__fixups__');
  if (fixups === undefined) return undefined;
  const symbols = base.child('__symbols__');
  for (const list of fixups.properties()) {
    const phandle = phandleOfLabel(base, symbols, list, overlay, isSource);
    if (typeof phandle !== 'number') return phandle;
    const fault = resolveLabel(overlay, list, phandle);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function phandleOfLabel(
  base: EditableNode,
  symbols: EditableNode | undefined,
  list: EditableProperty,
  overlay: EditableNode,
  isSource: boolean,
): number | OverlayFault {
  const label = list.name;
  const missing = (message: string): OverlayFault => {
    return { id: 'overlay-missing-label', message, span: placeOfFirstUse(overlay, list) };
  };
  if (symbols === undefined && !isSource) {
    return missing(
      `The overlay refers to the label “${label}”, but the base tree has no __symbols__: compile it with -@.`,
    );
  }
  const symbol = symbols?.property(label);
  if (symbol === undefined)
    return missing(`The overlay refers to the label “${label}”, which the base tree does not have.`);
  const path = firstString(symbol);
  const node = nodeAt(base, path);
  if (typeof node === 'string')
    return missing(`The label “${label}” stands for ${path}, which the base tree does not have.`);
  if (node.phandle !== 0) return node.phandle;
  return missing(`The label “${label}” stands for ${pathOf(node)}, which has no phandle in the base tree.`);
}

/** Where a label is first referred to: in a value, or as what a node `&label { … }` extends. `undefined` in a blob. */
function placeOfFirstUse(overlay: EditableNode, list: EditableProperty): Span | undefined {
  const fixup = parseFixup(firstString(list));
  const node = fixup === undefined ? undefined : nodeAt(overlay, fixup.path);
  if (fixup === undefined || node === undefined || typeof node === 'string') return undefined;
  const source = node.property(fixup.property)?.sources.at(-1);
  const span = source?.valueSpan(fixup.offset, fixup.offset + 4) ?? source?.span;
  // The target of a fragment that dtc makes of `&label { … }` stands where its node is opened.
  return span ?? node.child('__overlay__')?.sources.at(-1)?.declarations[0];
}

/**
 * The parts of `path:property:offset`; `undefined` for anything else. The offset is what C's `strtoul` takes for a
 * decimal number, without its minus sign, which would lead out of the property.
 */
function parseFixup(text: string): Fixup | undefined {
  const parts = /^([^:]*):([^:]+):[ \t\n\v\f\r]*\+?(\d+)$/.exec(text);
  if (parts === null) return undefined;
  const [, path = '', property = '', offset = ''] = parts;
  return { path, property, offset: Number(offset) };
}

function resolveLabel(overlay: EditableNode, list: EditableProperty, phandle: number): OverlayFault | undefined {
  const text = byteString(list.value);
  const notAList = `__fixups__:${list.name}: This is no list of places of the form path:property:offset.`;
  if (!text.endsWith('\0')) return malformed(notAList);
  for (const place of text.slice(0, -1).split('\0')) {
    const fixup = parseFixup(place);
    if (fixup === undefined) return malformed(notAList);
    const node = nodeAt(overlay, fixup.path);
    const property = typeof node === 'string' ? undefined : node.property(fixup.property);
    if (property === undefined) return malformed(`__fixups__:${list.name}: The overlay has no property at ${place}.`);
    if (fixup.offset + 4 > property.value.length) {
      const span = property.sources.at(-1)?.span;
      return malformed(`__fixups__:${list.name}: Byte ${fixup.offset} lies outside the property at ${place}.`, span);
    }
    property.setCellAt(fixup.offset, phandle);
  }
  return undefined;
}
