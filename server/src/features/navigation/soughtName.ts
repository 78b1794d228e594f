import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import type { Span } from '../../text/sourceFile.ts';
import { includedPath } from './includes.ts';
import { macroDefinitions } from './macros.ts';
import { type Meaning, meaningAt } from './meaning.ts';
import { labelOccurrences } from './occurrences.ts';
import { type NavigationSources, textsOf } from './sources.ts';

/** What has to be known of a name to find the boards whose files may name the same. */
export interface SoughtName {
  /** What a file that names it has in its text. */
  readonly words: readonly { readonly kind: 'label' | 'node'; readonly text: string }[];
  /** Where it is defined: a board that reads none of these files knows nothing of it. */
  readonly definitions: readonly Span[];
}

/** What the name at an offset of a document, seen through the first board of `sources`, is found by; `undefined` where nothing is named. */
export function soughtNameAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
): SoughtName | undefined {
  const [analysis] = sources.analyses;
  const meaning = meaningAt(analysis, document, offset);
  if (meaning === undefined) return undefined;
  switch (meaning.kind) {
    case 'macro':
      return analysis && ofMacro(analysis, meaning.name);
    case 'include': {
      const path = analysis && includedPath(analysis, meaning.span);
      const file = analysis?.board.files.find((each) => each.path === path);
      return file && { words: [], definitions: [{ file, start: 0, end: 0 }] };
    }
    case 'property':
    case 'node':
      return ofNode(meaning.node);
    default:
      return meaning.node === undefined ? ofLabel(sources, document, meaning.label) : ofNode(meaning.node);
  }
}

const ofMacro = (analysis: Analysis, name: string): SoughtName => ({
  words: [{ kind: 'label', text: name }],
  definitions: macroDefinitions(analysis, name).map(({ nameSpan }) => nameSpan),
});

function ofNode(node: DeviceTreeNode): SoughtName {
  const labels = node.labels.map((text) => ({ kind: 'label', text }) as const);
  return { words: [...labels, { kind: 'node', text: node.name }], definitions: node.declarations };
}

/** A label of something that the tree does not have, such as a node that is deleted. */
function ofLabel({ analyses, documentOf }: NavigationSources, document: DocumentTree, label: string): SoughtName {
  const texts = textsOf({ analyses: analyses.slice(0, 1), documentOf }, document);
  const written = labelOccurrences(texts, documentOf, label).filter(({ role }) => role === 'definition');
  return { words: [{ kind: 'label', text: label }], definitions: written.map(({ span }) => span) };
}

/**
 * What a meaning on one board is on another that reads the files which define it: the node there is the one that the
 * same place opens, else the one at the same path. `undefined` where the other board has it not.
 */
export function meaningOn(other: Analysis, meaning: Meaning): Meaning | undefined {
  if (meaning.kind === 'macro' || meaning.kind === 'include') return meaning;
  const nodes = TreeNodes.of(other.board.tree);
  const { node } = meaning;
  if (node === undefined) return meaning;
  const opened = node.declarations
    .map(({ file, start }) => nodes.openedAt(file.path, start))
    .find((each) => each !== undefined);
  const same = opened ?? nodes.meant(nodePath(node));
  return same === undefined ? undefined : { ...meaning, node: same };
}
