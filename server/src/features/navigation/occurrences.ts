import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { nameAt, offsetsOfName, type WrittenName } from '../../devicetree/document/writtenNames.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { nodeOfName, partsOfPath, pathInString } from './meaning.ts';

/** A place at which something is named. */
export interface Occurrence {
  readonly span: Span;
  /** `definition`: a label is put on something, or a node is opened by its name; `change`: it is opened or deleted again. */
  readonly role: 'definition' | 'change' | 'reference';
  /** Whether the name itself stands there; not so where a macro makes it, or a number means it. */
  readonly isWritten: boolean;
}

/** More places serve nobody; a hostile text could have any number. */
const MAXIMUM_OCCURRENCES = 20_000;

/** What may stand around a label where it is one: most words that are spelt alike are not, such as those of headers. */
const BEFORE_LABEL = /[&{(,\s:;]/;

/**
 * Where a label is written in some files, whether the preprocessor leaves the place out or not: where it is put on
 * something, and where something refers to it.
 */
export function labelOccurrences(
  files: readonly SourceFile[],
  documentOf: (file: SourceFile) => DocumentTree,
  label: string,
): Occurrence[] {
  const occurrences: Occurrence[] = [];
  for (const file of files) {
    for (const at of offsetsOfName(file.text, label, 'label')) {
      if (occurrences.length >= MAXIMUM_OCCURRENCES) return occurrences;
      const before = file.text.charAt(at - 1);
      const isDefined = file.text.charAt(at + label.length) === ':' && (before === '' || BEFORE_LABEL.test(before));
      if (before !== '&' && before !== '{' && !isDefined) continue;
      const name = nameAt(documentOf(file), at);
      if (name !== undefined && isLabel(name, label, at)) {
        const span = { file, start: at, end: at + label.length };
        occurrences.push({ span, role: roleOfLabel(name), isWritten: true });
      }
    }
  }
  return occurrences;
}

function isLabel(name: WrittenName, label: string, at: number): boolean {
  if (name.kind === 'path') return name.span.start === at && !name.text.startsWith('/');
  return (name.kind === 'label' || name.kind === 'reference') && name.text === label;
}

/** `&label { … }` and its deletion change the node; `&label` in a value only means it. */
function roleOfLabel({ kind, statement, span }: WrittenName): Occurrence['role'] {
  if (kind === 'label') return 'definition';
  const opens = statement?.kind === 'node' && statement.name.span.start <= span.start;
  return (opens && span.end <= statement.name.span.end) || statement?.kind === 'delete-node' ? 'change' : 'reference';
}

/** Where the name of a board's node is written in some files: where it is opened or deleted, and in paths. */
export function nameOccurrences(
  analysis: Analysis,
  files: readonly SourceFile[],
  documentOf: (file: SourceFile) => DocumentTree,
  node: DeviceTreeNode,
): Occurrence[] {
  const nodes = TreeNodes.of(analysis.board.tree);
  const occurrences: Occurrence[] = [];
  let isOpened = false;
  for (const file of files) {
    let path: NodesOfPath | undefined;
    for (const at of offsetsOfName(file.text, node.name, 'node')) {
      if (occurrences.length >= MAXIMUM_OCCURRENCES) return occurrences;
      const span = { file, start: at, end: at + node.name.length };
      // A name may stand in one path many times: the path is read once.
      const isInPath = path !== undefined && at < path.end;
      const name = isInPath ? undefined : nameAt(documentOf(file), at);
      if (name?.kind === 'node' && name.span.start === at && nodeOfName(nodes, name.statement) === node) {
        const role = name.statement?.kind === 'node' && !isOpened ? 'definition' : 'change';
        if (role === 'definition') isOpened = true;
        occurrences.push({ span, role, isWritten: true });
        continue;
      }
      if (!isInPath) path = name && nodesOfPath(nodes, name);
      if (path?.nodeAt.get(at) === node) occurrences.push({ span, role: 'reference', isWritten: true });
    }
  }
  return occurrences;
}

/** The nodes that a path leads through. */
interface NodesOfPath {
  /** By the offset at which the part of the path begins that means the node; empty where the whole path means none. */
  readonly nodeAt: ReadonlyMap<number, DeviceTreeNode>;
  /** Where the text of the path ends. */
  readonly end: number;
}

/** The nodes that a path leads through, in braces or in a string; `undefined` where a name is no path. */
function nodesOfPath(nodes: TreeNodes, name: WrittenName): NodesOfPath | undefined {
  const written = name.kind === 'path' ? name.span : name.kind === 'string' ? pathInString(name) : undefined;
  if (written === undefined) return undefined;
  const nodeAt = new Map<number, DeviceTreeNode>();
  let node: DeviceTreeNode | undefined;
  for (const [index, part] of partsOfPath(written).entries()) {
    node = index === 0 ? nodes.meant(part.path) : node?.children.get(part.name);
    if (node === undefined) return { nodeAt: new Map(), end: written.end };
    nodeAt.set(part.span.start, node);
  }
  return { nodeAt, end: written.end };
}

/** Where a board's node is meant without its name or a label standing there: macros make it, a number is its phandle. */
export function madeOccurrences(analysis: Analysis, node: DeviceTreeNode): Occurrence[] {
  const nodes = TreeNodes.of(analysis.board.tree);
  const made: Occurrence[] = [];
  const add = (span: Span | undefined, role: Occurrence['role']): void => {
    if (span !== undefined && made.length < MAXIMUM_OCCURRENCES) made.push({ span, role, isWritten: false });
  };
  node.declarations.forEach((span, index) => {
    if (isMade(span, node)) add(span, index === 0 ? 'definition' : 'change');
  });
  for (const text of [...node.labels, nodePath(node)]) {
    for (const { property, offset } of nodes.referencesTo(text)) {
      const span = property.valueSpan(offset, offset + 4);
      if (span !== undefined && isMade(span, node)) add(span, 'reference');
    }
  }
  for (const { target, property, index } of analysis.memory.consumers) {
    if (target !== node) continue;
    const span = property.valueSpan(index * 4, index * 4 + 4);
    if (span !== undefined && isMade(span, node)) add(span, 'reference');
  }
  return made;
}

/** Whether a place that means a node holds neither its name nor a reference. */
function isMade({ file, start, end }: Span, node: DeviceTreeNode): boolean {
  const text = file.text.slice(start, end);
  return text !== '/' && text !== node.name && !text.startsWith('&');
}
