import type { EditableNode, EditableProperty } from './editableTree.ts';

/** The string at the beginning of a value: up to its first NUL, or its end where it has none. */
export function firstString(property: EditableProperty): string {
  let text = '';
  for (const byte of property.value) {
    if (byte === 0) break;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** What is wrong with a path that leads nowhere. */
export type PathFault = 'bad-path' | 'not-found';

/**
 * The node at a path (`fdt_path_offset_namelen` in libfdt's fdt_ro.c). Parts may leave out the unit address, slashes
 * may be doubled; a path that does not begin with a slash begins with an alias.
 */
export function nodeAt(root: EditableNode, path: string): EditableNode | PathFault {
  if (path === '') return 'bad-path';
  let node = root;
  let parts = path.split('/');
  if (!path.startsWith('/')) {
    const alias = root.child('aliases')?.property(parts[0] ?? '');
    const { value } = alias ?? {};
    if (alias === undefined || value?.at(-1) !== 0 || value[0] !== 0x2f) return 'bad-path';
    const target = nodeAt(root, firstString(alias));
    if (typeof target === 'string') return target;
    node = target;
    parts = parts.slice(1);
  }
  for (const part of parts) {
    if (part === '') continue;
    const child = node.child(part);
    if (child === undefined) return 'not-found';
    node = child;
  }
  return node;
}

/** The path of a node, `/` for the root. */
export function pathOf(node: EditableNode): string {
  const names: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) names.push(at.name ?? '');
  return `/${names.reverse().join('/')}`;
}
