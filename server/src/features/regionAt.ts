import type { Analysis } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentNode } from '../devicetree/document/statements.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';

/** What stands at a place of a board's sources, as far as memory is concerned. */
export interface RegionPlace {
  readonly region: Region;
  /** The name, statement or reference that the place is in. */
  readonly span: Span;
}

const covers = (span: Span | undefined, path: string, offset: number): span is Span =>
  span !== undefined && span.file.path === path && span.start <= offset && offset <= span.end;

/** The node of the tree that the name of a document's node opens; `undefined` in text that is not part of the board. */
function openedBy({ board }: Analysis, { name: { span } }: DocumentNode): DeviceTreeNode | undefined {
  return TreeNodes.of(board.tree).openedAt(span.file.path, span.start);
}

/** The node of the document whose name is at an offset. */
function nodeNamedAt(document: DocumentTree, offset: number): DocumentNode | undefined {
  const statement = document.statementAt(offset);
  if (statement?.kind !== 'node') return undefined;
  return covers(statement.name.span, document.file.path, offset) ? statement : undefined;
}

/** Where a macro that the document uses at an offset opens a node or sets one of its properties. */
function placeInMacro(node: DeviceTreeNode, path: string, offset: number): Span | undefined {
  const declaration = node.declarations.find((span) => covers(span, path, offset));
  if (declaration !== undefined) return declaration;
  for (const property of node.properties.values()) {
    for (const { span } of property.history) if (covers(span, path, offset)) return span;
  }
  return undefined;
}

/**
 * The reserved-memory region at a byte offset of a document: where its node is named, where one of its properties is
 * set, or where a device refers to it. `undefined` anywhere else.
 */
export function regionAt(analysis: Analysis, document: DocumentTree, offset: number): RegionPlace | undefined {
  const { regions } = analysis.memory;
  const { path } = document.file;
  const named = nodeNamedAt(document, offset);
  const statement = document.statementAt(offset);
  const isSetting = statement?.kind === 'property' || statement?.kind === 'delete-property';
  const written = named ?? (isSetting ? statement.parent : undefined);
  const node = written && openedBy(analysis, written);
  const opened = node && regions.find((region) => region.node === node);
  const span = named?.name.span ?? statement?.span;
  if (opened !== undefined && span !== undefined) return { region: opened, span };
  for (const region of regions) {
    const place = placeInMacro(region.node, path, offset);
    if (place !== undefined) return { region, span: place };
  }
  for (const region of regions) {
    for (const { property, index } of region.consumers) {
      const reference = property.valueSpan(index * 4, index * 4 + 4);
      if (covers(reference, path, offset)) return { region, span: reference };
    }
  }
  return undefined;
}
