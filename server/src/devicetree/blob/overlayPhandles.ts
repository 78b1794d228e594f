import { NO_PHANDLE } from '../tree/phandle.ts';
import type { EditableNode, EditableProperty } from './editableTree.ts';
import { malformed, type OverlayFault } from './overlayFault.ts';
import { pathOf } from './pathLookup.ts';

/** A place in an overlay that holds the phandle of one of the overlay's own nodes. */
export interface LocalReference {
  readonly property: EditableProperty;
  readonly offset: number;
}

/** The largest phandle of a tree, 0 where it has none (`fdt_find_max_phandle` in libfdt's fdt_ro.c). */
export function largestPhandle(root: EditableNode): number {
  let largest = 0;
  for (const node of root.walk()) largest = Math.max(largest, node.phandle);
  return largest;
}

/** Moves an overlay's phandles after those of its base (`overlay_adjust_local_phandles` in libfdt's fdt_overlay.c). */
export function shiftPhandles(overlay: EditableNode, delta: number): OverlayFault | undefined {
  for (const node of overlay.walk()) {
    for (const name of ['phandle', 'linux,phandle']) {
      const property = node.property(name);
      if (property === undefined) continue;
      const span = property.sources.at(-1)?.span;
      const phandle = property.cellAt(0);
      if (phandle === undefined || property.value.length !== 4) {
        return malformed(
          `${pathOf(node)}:${name}: A phandle has 4 bytes, this one has ${property.value.length}.`,
          span,
        );
      }
      const shifted = phandle + delta;
      if (shifted >= NO_PHANDLE) {
        const message = `${pathOf(node)}: No phandle is left: 0x${phandle.toString(16)} of the overlay would become 0x${shifted.toString(16)}, after those of the base.`;
        return { id: 'overlay-phandles-exhausted', message, span };
      }
      property.setCellAt(0, shifted);
    }
  }
  return undefined;
}

/**
 * The places that `/__local_fixups__` of an overlay names. The node mirrors the tree; each of its properties lists the
 * offsets at which the property of the same name and place holds a phandle.
 */
export function localReferences(overlay: EditableNode): LocalReference[] | OverlayFault {
  const references: LocalReference[] = [];
  const fixups = overlay.child('__local_fixups__');
  if (fixups === undefined) return references;
  const pairs: [EditableNode, EditableNode][] = [[overlay, fixups]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [node, fixup] = pair;
    for (const list of fixup.properties()) {
      const property = node.property(list.name);
      const where = `${pathOf(fixup)}:${list.name}`;
      if (property === undefined || list.value.length % 4 !== 0) {
        return malformed(`${where}: The local references listed here are not those of a property of the overlay.`);
      }
      for (let at = 0; at < list.value.length; at += 4) {
        const offset = list.cellAt(at) ?? 0;
        if (offset + 4 > property.value.length) {
          return malformed(
            `${where}: A reference at byte ${offset} lies outside the property.`,
            property.sources.at(-1)?.span,
          );
        }
        references.push({ property, offset });
      }
    }
    for (const childFixup of fixup.children()) {
      const child = childFixup.name === undefined ? undefined : node.child(childFixup.name);
      if (child === undefined) return malformed(`${pathOf(childFixup)}: The overlay has no node of this place.`);
      pairs.push([child, childFixup]);
    }
  }
  return references;
}

/** Moves references to the overlay's own nodes as `shiftPhandles` moves these (`overlay_update_local_references`). */
export function shiftReferences(references: readonly LocalReference[], delta: number): void {
  for (const { property, offset } of references) {
    property.setCellAt(offset, ((property.cellAt(offset) ?? 0) + delta) >>> 0);
  }
}

/**
 * Gives an overlay's nodes that will merge into nodes of the base the phandles that these have already, and follows
 * them in the overlay's references, so that no phandle of the base changes (`overlay_prevent_phandle_overwrite`; it
 * came with dtc 1.7.0, so the kernel's fdtoverlay has it since 6.9 and Debian's 1.6.1 does not).
 */
export class PhandleKeeper {
  private readonly _referencesByPhandle = new Map<number, LocalReference[]>();

  constructor(references: readonly LocalReference[]) {
    for (const reference of references) {
      this._referencesTo(reference.property.cellAt(reference.offset) ?? 0).push(reference);
    }
  }

  private _referencesTo(phandle: number): LocalReference[] {
    const known = this._referencesByPhandle.get(phandle);
    if (known !== undefined) return known;
    const references: LocalReference[] = [];
    this._referencesByPhandle.set(phandle, references);
    return references;
  }

  /** Does so for the nodes of `overlay` that merge into `target` and the nodes below it. */
  keep(target: EditableNode, overlay: EditableNode): void {
    const pairs: [EditableNode, EditableNode][] = [[target, overlay]];
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      const [baseNode, overlayNode] = pair;
      if (baseNode.phandle !== 0 && overlayNode.phandle !== 0) this._rename(overlayNode, baseNode.phandle);
      const deeper: typeof pairs = [];
      for (const child of overlayNode.children()) {
        const baseChild = child.name === undefined ? undefined : baseNode.child(child.name);
        if (baseChild !== undefined) deeper.push([baseChild, child]);
      }
      for (const deeperPair of deeper.reverse()) pairs.push(deeperPair);
    }
  }

  private _rename(node: EditableNode, phandle: number): void {
    const old = node.phandle;
    for (const name of ['phandle', 'linux,phandle']) {
      const property = node.property(name);
      if (property?.value.length === 4) property.setCellAt(0, phandle);
    }
    if (old === phandle) return;
    const moved = this._referencesByPhandle.get(old) ?? [];
    this._referencesByPhandle.delete(old);
    for (const { property, offset } of moved) property.setCellAt(offset, phandle);
    const there = this._referencesTo(phandle);
    for (const reference of moved) there.push(reference);
  }
}
