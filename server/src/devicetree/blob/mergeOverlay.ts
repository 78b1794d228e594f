import { NO_PHANDLE } from '../tree/phandle.ts';
import { type EditableNode, EditableProperty } from './editableTree.ts';
import { type BlobEnd, leftoverPadding } from './leftoverBytes.ts';
import { malformed, type OverlayFault } from './overlayFault.ts';
import { type LocalReference, PhandleKeeper } from './overlayPhandles.ts';
import { firstString, nodeAt, pathOf } from './pathLookup.ts';
import type { PhandleIndex } from './phandleIndex.ts';
import type { StringsBlock } from './stringsBlock.ts';

/** Where a fragment of an overlay goes. */
interface FragmentTarget {
  readonly node: EditableNode;
  /** As `target-path` has it, which need not be the node's whole path; `undefined` for a target by phandle. */
  readonly path: string | undefined;
}

/** The tree that overlays are merged into, as a part of its blob. */
export interface OverlayBase extends BlobEnd {
  readonly root: EditableNode;
  readonly strings: StringsBlock;
  readonly phandles: PhandleIndex;
}

/** The base node that a fragment's `target` or `target-path` names (`fdt_overlay_target_offset`). */
function targetOf(base: OverlayBase, fragment: EditableNode): FragmentTarget | OverlayFault {
  const target = fragment.property('target');
  const phandle = target === undefined ? 0 : target.value.length === 4 ? (target.cellAt(0) ?? 0) : NO_PHANDLE;
  if (phandle === NO_PHANDLE) {
    return malformed(`${pathOf(fragment)}:target: This is no phandle of a node.`, target?.sources.at(-1)?.span);
  }
  const targetPath = fragment.property('target-path');
  if (phandle === 0 && targetPath === undefined) {
    const message = `${pathOf(fragment)}: The fragment has neither a target nor a target-path.`;
    return malformed(message, fragment.sources.at(-1)?.declarations[0]);
  }
  if (phandle === 0 && targetPath !== undefined) {
    const path = firstString(targetPath);
    const node = nodeAt(base.root, path);
    if (typeof node !== 'string') return { node, path };
    const message = `${pathOf(fragment)}:target-path: The base tree has no node ${path}.`;
    const span = targetPath.sources.at(-1)?.span;
    return { id: 'overlay-missing-target', message, span };
  }
  const node = base.phandles.find(phandle);
  if (node !== undefined) return { node, path: undefined };
  const message = `${pathOf(fragment)}:target: No node of the base tree has the phandle 0x${phandle.toString(16)}.`;
  return { id: 'overlay-missing-target', message, span: target?.sources.at(-1)?.span };
}

/** The fragments of an overlay: the children of its root that hold a node `__overlay__`. */
function* fragments(overlay: EditableNode): Generator<{ fragment: EditableNode; content: EditableNode }> {
  for (const fragment of overlay.children()) {
    const content = fragment.child('__overlay__');
    if (content !== undefined) yield { fragment, content };
  }
}

/**
 * Keeps the base's phandles where nodes of the overlay will merge into nodes that have one. Fragments without a target
 * in the base are passed over: an earlier fragment may make it, and merging reports it if none does.
 */
export function keepPhandles(base: OverlayBase, overlay: EditableNode, references: readonly LocalReference[]): void {
  const keeper = new PhandleKeeper(references);
  for (const { fragment, content } of fragments(overlay)) {
    const target = targetOf(base, fragment);
    if ('node' in target) keeper.keep(target.node, content);
  }
}

/** Sets a property as `fdt_setprop` does: in its place where it is there, else before the others. */
function setProperty(base: OverlayBase, node: EditableNode, name: string, value: Uint8Array): EditableProperty {
  const before = name.endsWith('phandle') ? node.phandle : 0;
  let property = node.property(name);
  if (property === undefined) {
    const nameOffset = base.strings.offsetOf(name);
    const padding = leftoverPadding(base, node, undefined, value.length);
    property = new EditableProperty(name, nameOffset, value, padding);
    node.addProperty(property);
  } else {
    property.setValue(value, leftoverPadding(base, node, property, value.length));
  }
  if (name.endsWith('phandle')) base.phandles.changed(node, before);
  return property;
}

/** Merges what the fragments hold into their targets (`overlay_merge`). */
export function mergeFragments(base: OverlayBase, overlay: EditableNode): OverlayFault | undefined {
  for (const { fragment, content } of fragments(overlay)) {
    const target = targetOf(base, fragment);
    if (!('node' in target)) return target;
    const fault = mergeNode(base, target.node, content);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function mergeNode(base: OverlayBase, into: EditableNode, from: EditableNode): OverlayFault | undefined {
  const pairs: [EditableNode, EditableNode][] = [[into, from]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [node, content] = pair;
    for (const source of content.sources) node.sources.push(source);
    for (const property of content.properties()) {
      const { sources } = setProperty(base, node, property.name, property.value);
      for (const source of property.sources) sources.push(source);
    }
    const deeper: typeof pairs = [];
    for (const child of content.children()) {
      if (child.name === undefined) return malformed(`${pathOf(content)}: The name of a child cannot be read.`);
      deeper.push([node.child(child.name) ?? node.addChild(child.name), child]);
    }
    for (const deeperPair of deeper.reverse()) pairs.push(deeperPair);
  }
  return undefined;
}

const OVERLAY_PREFIX = '/__overlay__';

/** Adds the overlay's labels to the base's `/__symbols__` (`overlay_symbol_update`). */
export function mergeSymbols(base: OverlayBase, overlay: EditableNode): OverlayFault | undefined {
  const added = overlay.child('__symbols__');
  if (added === undefined) return undefined;
  const symbols = base.root.child('__symbols__') ?? base.root.addChild('__symbols__');
  for (const symbol of added.properties()) {
    const where = `__symbols__:${symbol.name}`;
    const path = firstString(symbol);
    if (symbol.value.length !== path.length + 1 || !path.startsWith('/')) {
      return malformed(`${where}: This is not the path of a node.`);
    }
    const fragmentEnd = path.indexOf('/', 1);
    const inFragment = fragmentEnd < 0 ? '' : path.slice(fragmentEnd);
    const isInOverlay = inFragment === OVERLAY_PREFIX || inFragment.startsWith(`${OVERLAY_PREFIX}/`);
    // A label of something that does not end up in the base.
    if (!isInOverlay) continue;
    const fragment = overlay.child(path.slice(1, fragmentEnd));
    if (fragment?.child('__overlay__') === undefined) return malformed(`${where}: The overlay has no node ${path}.`);
    const target = targetOf(base, fragment);
    if (!('node' in target)) return target;
    const targetPath = target.path ?? pathOf(target.node);
    const prefix = targetPath.length > 1 ? targetPath : '';
    const value = bytesOfString(`${prefix}/${inFragment.slice(OVERLAY_PREFIX.length + 1)}`);
    setProperty(base, symbols, symbol.name, value);
  }
  return undefined;
}

/** A string's bytes with a NUL after them. */
function bytesOfString(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
