import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { appendAll } from '../../text/appendAll.ts';
import type { Span } from '../../text/sourceFile.ts';
import { includedPath } from './includes.ts';
import { macroDefinitions } from './macros.ts';
import { type Meaning, meaningAt } from './meaning.ts';
import { labelOccurrences } from './occurrences.ts';
import { propertyPlaces } from './references.ts';
import { distinctSpans, type NavigationSources, textsOf } from './sources.ts';

/** Where a name leads. */
export interface Target {
  /** What is to be selected: a name or label. */
  readonly name: Span;
  /** The whole that it names: a node with its body, a property with its value. */
  readonly whole: Span;
}

/** A name and the places that it leads to. */
export interface Targets {
  readonly origin: Span;
  readonly targets: readonly Target[];
}

/**
 * Where what an offset of a document names is defined: of a node the place that has the label, or opens it first; of a
 * property the first that sets it; of a macro its `#define`; of an include the file. `undefined` where nothing is named.
 */
export function definitionAt(sources: NavigationSources, document: DocumentTree, offset: number): Targets | undefined {
  return targetsAt(sources, document, offset, (meaning, analysis) =>
    definitionsOf(sources, document, meaning, analysis),
  );
}

/** Every place that declares it: all those that open the node, or set the property. */
export function declarationsAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
): Targets | undefined {
  return targetsAt(sources, document, offset, (meaning, analysis) => {
    if (meaning.kind === 'property') return propertyPlaces(meaning.node, meaning.name).map(({ span }) => span);
    const isNode = meaning.kind === 'node' || meaning.kind === 'label';
    if (isNode && meaning.node !== undefined) return meaning.node.declarations;
    return definitionsOf(sources, document, meaning, analysis);
  });
}

/**
 * The node that a value leads to, such as the region that an entry of `memory-region` means; `undefined` where the place
 * is no reference: a property or a `compatible` has no type that the tree defines.
 */
export function typeDefinitionAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
): Targets | undefined {
  return targetsAt(sources, document, offset, (meaning) => {
    const isNode = meaning.kind === 'node' || meaning.kind === 'label';
    return isNode && meaning.node !== undefined ? meaning.node.declarations.slice(0, 1) : [];
  });
}

function targetsAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
  lookUp: (meaning: Meaning, analysis: Analysis | undefined) => readonly Span[],
): Targets | undefined {
  let origin: Span | undefined;
  const names: Span[] = [];
  let isStatement = true;
  for (const analysis of sources.analyses.length > 0 ? sources.analyses : [undefined]) {
    const meaning = meaningAt(analysis, document, offset);
    if (meaning === undefined) continue;
    origin ??= meaning.span;
    isStatement = meaning.kind !== 'macro' && meaning.kind !== 'include';
    appendAll(names, lookUp(meaning, analysis));
  }
  const distinct = distinctSpans(names);
  if (origin === undefined || distinct.length === 0) return undefined;
  return { origin, targets: distinct.map((name) => ({ name, whole: isStatement ? wholeOf(sources, name) : name })) };
}

function definitionsOf(
  sources: NavigationSources,
  document: DocumentTree,
  meaning: Meaning,
  analysis: Analysis | undefined,
): readonly Span[] {
  switch (meaning.kind) {
    case 'label':
      return labelDefinition(sources, document, analysis, meaning.label, meaning.node);
    case 'node':
      return meaning.node.declarations.slice(0, 1);
    case 'property':
      return propertyPlaces(meaning.node, meaning.name)
        .slice(0, 1)
        .map(({ span }) => span);
    case 'macro':
      return analysis === undefined ? [] : macroDefinitions(analysis, meaning.name).map(({ nameSpan }) => nameSpan);
    case 'include': {
      const path = analysis && includedPath(analysis, meaning.span);
      const file = analysis?.board.files.find((each) => each.path === path);
      return file === undefined ? [] : [{ file, start: 0, end: 0 }];
    }
  }
}

/** Where a label is put on something that the board has; of one that a macro makes, where its node is opened first. */
function labelDefinition(
  sources: NavigationSources,
  document: DocumentTree,
  analysis: Analysis | undefined,
  label: string,
  node: DeviceTreeNode | undefined,
): readonly Span[] {
  const files = textsOf({ ...sources, analyses: analysis === undefined ? [] : [analysis] }, document);
  const all = labelOccurrences(files, sources.documentOf, label).filter(({ role }) => role === 'definition');
  const written = all.map(({ span }) => span);
  if (node === undefined) return written;
  const opened = written.filter((span) => {
    const statement = sources.documentOf(span.file).statementAt(span.start);
    const name = statement?.kind === 'node' ? statement.name.span : undefined;
    return node.declarations.some(({ file, start }) => file.path === span.file.path && start === name?.start);
  });
  if (opened.length > 0) return opened;
  return node.declarations.slice(0, 1);
}

/** The statement that a name stands in the heading of; the name itself where it is in no such place. */
function wholeOf({ documentOf }: NavigationSources, name: Span): Span {
  return documentOf(name.file).statementAt(name.start)?.span ?? name;
}
