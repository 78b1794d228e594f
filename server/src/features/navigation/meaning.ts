import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DocumentStatement } from '../../devicetree/document/statements.ts';
import { nameAt, type WrittenName } from '../../devicetree/document/writtenNames.ts';
import { type DeviceTreeNode, nodeAtPath } from '../../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../../devicetree/tree/readProperty.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { Span } from '../../text/sourceFile.ts';
import { macroDefinitions } from './macros.ts';

/** What a name at a place of a document means on a board. */
export type Meaning = {
  /** The name as it is written there. */
  readonly span: Span;
} & (
  | { readonly kind: 'label'; readonly label: string; readonly node: DeviceTreeNode | undefined }
  | { readonly kind: 'node'; readonly node: DeviceTreeNode }
  | { readonly kind: 'property'; readonly name: string; readonly node: DeviceTreeNode }
  | { readonly kind: 'macro'; readonly name: string }
  | { readonly kind: 'include'; readonly name: string }
);

/**
 * What the name at an offset of a document means on a board, or, without one, as far as the document alone says.
 * Strings count that are paths, aliases of `/chosen`, or the names of phandles; a number that is a phandle of memory
 * does as well. `undefined` anywhere else.
 */
export function meaningAt(analysis: Analysis | undefined, document: DocumentTree, offset: number): Meaning | undefined {
  const name = nameAt(document, offset);
  if (name === undefined) return analysis && regionOfCell(analysis, document, offset);
  const { text, span, statement } = name;
  const nodes = analysis && TreeNodes.of(analysis.board.tree);
  const asNode = (node: DeviceTreeNode | undefined, at = span): Meaning | undefined =>
    node && { kind: 'node', node, span: at };
  switch (name.kind) {
    case 'label':
    case 'reference':
      return { kind: 'label', label: text, node: nodes?.labelled(text), span };
    case 'macro':
      return macroOrLabel(analysis, name);
    case 'include':
      return { kind: 'include', name: text, span };
    case 'path':
      return nodes && meaningInPath(nodes, name, offset);
    case 'string':
      return analysis && meaningOfString(analysis, document, name, offset);
    case 'node':
      return asNode(nodes && nodeOfName(nodes, statement));
    default: {
      const node = statement?.parent && nodes?.openedBy(statement.parent);
      return node && { kind: 'property', name: text, node, span };
    }
  }
}

/** The node that a name of a statement means: the one that it opens, or deletes. */
export function nodeOfName(nodes: TreeNodes, statement: DocumentStatement | undefined): DeviceTreeNode | undefined {
  if (statement?.kind === 'node') return nodes.openedBy(statement);
  if (statement?.kind !== 'delete-node' || statement.parent === undefined) return undefined;
  return nodes.openedBy(statement.parent)?.children.get(statement.name?.text ?? '');
}

/** A word of the preprocessor: a macro, else a label that is given to one, or else a macro that nobody defines. */
function macroOrLabel(analysis: Analysis | undefined, { text, span }: WrittenName): Meaning {
  const node = analysis && TreeNodes.of(analysis.board.tree).labelled(text);
  const isLabel = node !== undefined && analysis !== undefined && macroDefinitions(analysis, text).length === 0;
  return isLabel ? { kind: 'label', label: text, node, span } : { kind: 'macro', name: text, span };
}

/** A part of a path and where it stands: a label or a node's name, with all that is before it. */
export interface PathPart {
  readonly path: string;
  readonly name: string;
  readonly span: Span;
}

/** The parts of a path, which is a stretch of a file: `/soc/isp@1000` or `soc/isp@1000` with a label in front. */
export function partsOfPath(path: Span): PathPart[] {
  if (path.end - path.start > INPUT_LIMITS.pathCharacters) return [];
  const text = path.file.text.slice(path.start, path.end);
  return [...text.matchAll(/[^/]+/g)].map(({ 0: name, index }) => ({
    path: text.slice(0, index + name.length),
    name,
    span: { file: path.file, start: path.start + index, end: path.start + index + name.length },
  }));
}

function meaningInPath(nodes: TreeNodes, path: { readonly span: Span }, offset: number): Meaning | undefined {
  const part = partsOfPath(path.span).find(({ span }) => span.start <= offset && offset <= span.end);
  if (part === undefined) return undefined;
  const node = nodes.meant(part.path);
  if (!part.path.includes('/')) return { kind: 'label', label: part.name, node, span: part.span };
  return node && { kind: 'node', node, span: part.span };
}

/** The stretch of a string that is a path: all of it, but for the options that follow a colon in `stdout-path`. */
export function pathInString({ span, text }: WrittenName): Span | undefined {
  if (!text.startsWith('/')) return undefined;
  const colon = text.indexOf(':');
  return colon < 0 ? span : { ...span, end: span.start + colon };
}

function meaningOfString(
  { board, memory }: Analysis,
  document: DocumentTree,
  name: WrittenName,
  offset: number,
): Meaning | undefined {
  const { span, text, statement } = name;
  if (statement?.kind !== 'property') return undefined;
  const nodes = TreeNodes.of(board.tree);
  const path = pathInString(name);
  if (path !== undefined) return meaningInPath(nodes, { span: path }, offset);
  const parent = statement.parent && nodes.openedBy(statement.parent);
  const property = statement.name.text;
  if (parent?.name === 'chosen' && property.endsWith('-path')) {
    const aliases = nodeAtPath(board.tree, '/aliases');
    const [target] = stringsOf(aliases?.properties.get(text.replace(/:.*/s, '')));
    const node = target === undefined ? undefined : nodeAtPath(board.tree, target);
    return node && { kind: 'node', node, span };
  }
  if (!property.endsWith('-names') || parent === undefined) return undefined;
  const at = document.valueAt(offset)?.index;
  const of = property.slice(0, -'-names'.length);
  const consumer = memory.consumers.find(
    (each) => each.node === parent && each.property.name === of && each.index === at,
  );
  return consumer?.target && { kind: 'node', node: consumer.target, span };
}

/** The region that a number in `memory-region` refers to. */
function regionOfCell({ memory }: Analysis, { file }: DocumentTree, offset: number): Meaning | undefined {
  for (const { property, index, target } of memory.consumers) {
    // A value's places are read anew at each question: only the one at the place is asked.
    if (target === undefined || !isAt(property.span, file.path, offset)) continue;
    const span = property.valueSpan(index * 4, index * 4 + 4);
    if (span !== undefined && isAt(span, file.path, offset)) return { kind: 'node', node: target, span };
  }
  return undefined;
}

const isAt = (span: Span | undefined, path: string, offset: number): boolean =>
  span !== undefined && span.file.path === path && span.start <= offset && offset <= span.end;
