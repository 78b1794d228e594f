import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { nameAt, offsetsOfName } from '../../devicetree/document/writtenNames.ts';
import { type DeviceTreeNode, nodePath } from '../../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import { appendAll } from '../../text/appendAll.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { macroNames } from './macros.ts';
import { type Meaning, meaningAt } from './meaning.ts';
import { labelOccurrences, madeOccurrences, nameOccurrences } from './occurrences.ts';
import { distinctSpans, type NavigationSources, textsOf } from './sources.ts';

/** A label, or the name of a node, that can be given another. */
export interface Renamable {
  readonly kind: 'label' | 'node';
  readonly name: string;
  /** Where it stands at the place that was asked about. */
  readonly span: Span;
  /** Where it is put on the node, or the node is opened: a board that reads none of these files knows nothing of it. */
  readonly definitions: readonly Span[];
}

/** Why something cannot be renamed, in one sentence. */
export interface Refusal {
  readonly refusal: string;
}

/** The places that are to be replaced by the new name. */
export interface Renaming {
  readonly renamed: Renamable;
  readonly spans: readonly Span[];
}

const LABEL = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** The characters of dtc's names of nodes (dtc-lexer.l, PROPNODECHAR), an address after the one `@`. */
const NODE = /^[A-Za-z0-9,._+*#?-]+(?:@[A-Za-z0-9,._+*#?-]+)?$/;

/** What can be renamed at an offset of a document; `undefined` where there is nothing that has a name of its own. */
export function renamableAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
): Renamable | Refusal | undefined {
  const [analysis] = sources.analyses;
  const meaning = meaningAt(analysis, document, offset);
  const written = meaning && document.file.text.slice(meaning.span.start, meaning.span.end);
  if (meaning?.kind === 'label') {
    const definitions = definitionsOfLabel(sources, document, analysis, meaning);
    if (definitions.length > 0) return { kind: 'label', name: meaning.label, span: meaning.span, definitions };
    return { refusal: `No file of the board puts the label ${meaning.label} on anything.` };
  }
  if (meaning === undefined) return analysis && notInTree(document, offset);
  if (meaning.kind !== 'node' || written !== meaning.node.name) return undefined;
  return { kind: 'node', name: written, span: meaning.span, definitions: meaning.node.declarations };
}

/** Why the name of a node that the board does not have is kept; `undefined` where no node is named. */
function notInTree(document: DocumentTree, offset: number): Refusal | undefined {
  const name = nameAt(document, offset);
  if (name?.kind !== 'node' || name.statement?.kind !== 'node') return undefined;
  return { refusal: `The board has no node ${name.text} here: it is deleted or left out, or the text is broken.` };
}

/** Where a label is written, or made by a macro that is given it. */
function definitionsOfLabel(
  { documentOf }: NavigationSources,
  document: DocumentTree,
  analysis: Analysis | undefined,
  { label, node }: Meaning & { readonly kind: 'label' },
): readonly Span[] {
  const files = textsOf({ analyses: analysis === undefined ? [] : [analysis], documentOf }, document);
  const written = labelOccurrences(files, documentOf, label).filter(({ role }) => role === 'definition');
  return written.length > 0 || node === undefined ? written.map(({ span }) => span) : node.declarations;
}

/**
 * Every place that is to be replaced where what stands at an offset is named `newName`, in the files of all boards of
 * `sources` that have it, the first of them being the one that the document is seen through. Text that `#if` leaves out
 * counts. A refusal where the name is none, is taken, or is put together by a macro.
 */
export function renameAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
  newName: string,
): Renaming | Refusal | undefined {
  const renamed = renamableAt(sources, document, offset);
  if (renamed === undefined || 'refusal' in renamed) return renamed;
  const [first] = sources.analyses;
  const fault = faultOfName(renamed, newName, first && nodeOf(first, document, offset), sources.analyses);
  if (fault !== undefined) return { refusal: fault };
  const spans: Span[] = [];
  for (const analysis of sources.analyses.length > 0 ? sources.analyses : [undefined]) {
    const found = placesOn(analysis, renamed, sources, document);
    if ('refusal' in found) return found;
    appendAll(spans, found);
  }
  return { renamed, spans: distinctSpans(spans) };
}

function nodeOf(analysis: Analysis, document: DocumentTree, offset: number): DeviceTreeNode | undefined {
  const meaning = meaningAt(analysis, document, offset);
  return meaning?.kind === 'node' || meaning?.kind === 'label' ? meaning.node : undefined;
}

function faultOfName(
  { kind, name }: Renamable,
  newName: string,
  node: DeviceTreeNode | undefined,
  analyses: readonly Analysis[],
): string | undefined {
  if (newName === name) return undefined;
  if (kind === 'node') {
    if (!NODE.test(newName)) return 'The name of a node has letters, digits and ,._+*#?- and its address after one @.';
    return node?.parent?.children.has(newName) === true
      ? `${nodePath(node.parent)} has a node ${newName} already: the two would be merged.`
      : undefined;
  }
  if (!LABEL.test(newName)) return 'A label has letters, digits and _ and begins with no digit.';
  for (const analysis of analyses) {
    const bearer = TreeNodes.of(analysis.board.tree).labelled(newName);
    if (bearer !== undefined) return `The label ${newName} is on ${nodePath(bearer)} already.`;
    if (macroNames(analysis).has(newName)) return `${newName} is a macro: the preprocessor would replace the label.`;
  }
  return undefined;
}

/** The places of a name on one board; none where the board has it not. */
function placesOn(
  analysis: Analysis | undefined,
  { kind, name, definitions }: Renamable,
  { documentOf }: NavigationSources,
  document: DocumentTree,
): readonly Span[] | Refusal {
  const only = { analyses: analysis === undefined ? [] : [analysis], documentOf };
  const texts = textsOf(only, document);
  const isRead = definitions.some(({ file }) => texts.some(({ path }) => path === file.path));
  if (!isRead) return [];
  const nodes = analysis && TreeNodes.of(analysis.board.tree);
  if (kind === 'label') {
    const written = labelOccurrences(texts, documentOf, name).map(({ span }) => span);
    const node = nodes?.labelled(name);
    if (analysis === undefined || node === undefined) return written;
    return [...written, ...argumentsOf(analysis, node, name, documentOf)];
  }
  const node = analysis && openedNode(analysis, definitions);
  if (analysis === undefined || node === undefined) return [];
  const made = node.declarations.find((span) => isMadeByMacro(span, node));
  if (made !== undefined) return { refusal: `The macro ${useOf(made)} makes the name ${name}: change it there.` };
  return nameOccurrences(analysis, texts, documentOf, node).map(({ span }) => span);
}

/** The node of a board that is opened at one of some places; `undefined` where the board reads none of them. */
export function openedNode({ board }: Analysis, definitions: readonly Span[]): DeviceTreeNode | undefined {
  const nodes = TreeNodes.of(board.tree);
  return definitions.map(({ file, start }) => nodes.openedAt(file.path, start)).find((each) => each !== undefined);
}

/** The arguments of macros that become a label of a node, where the use of a macro means the node. */
function argumentsOf(
  analysis: Analysis,
  node: DeviceTreeNode,
  label: string,
  documentOf: (file: SourceFile) => DocumentTree,
): readonly Span[] {
  return madeOccurrences(analysis, node).flatMap(({ span: { file, start, end } }) => {
    const words = [...offsetsOfName(file.text.slice(start, end), label, 'label')];
    return words.flatMap((at) => {
      const name = nameAt(documentOf(file), start + at);
      return name?.kind === 'macro' ? [name.span] : [];
    });
  });
}

function isMadeByMacro({ file, start, end }: Span, node: DeviceTreeNode): boolean {
  const text = file.text.slice(start, end);
  return text !== node.name && !text.startsWith('&');
}

/** The use of a macro as it is written, on one line and not too long for a message. */
function useOf({ file, start, end }: Span): string {
  return textOfBytes(file.text.slice(start, end)).replaceAll(/\s+/g, ' ').slice(0, 60);
}
