import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import { nameAt, offsetsOfName } from '../../devicetree/document/writtenNames.ts';
import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { appendAll } from '../../text/appendAll.ts';
import { grouped } from '../../text/grouped.ts';
import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { directivesTo, includedPath } from './includes.ts';
import { macroDefinitions } from './macros.ts';
import { type Meaning, meaningAt } from './meaning.ts';
import { labelOccurrences, madeOccurrences, nameOccurrences, type Occurrence } from './occurrences.ts';
import { meaningOn } from './soughtName.ts';
import { isOnDisk, type NavigationSources, textsOf } from './sources.ts';

/** What is named at a place, and everywhere that it is. */
export interface References {
  readonly origin: Span;
  /** Each place once, those of one file in the order of its text. */
  readonly places: readonly Occurrence[];
}

/**
 * Every place in the files of the boards that names what is named at an offset of a document: a node by its labels, its
 * name, paths and phandles; a property where it is set and deleted; a macro; a file where it is included. With
 * `within`, the path of a file, only places in that file. `others` are boards that the document is not seen through and
 * that read what defines the name. `undefined` where nothing is named.
 */
export function referencesAt(
  sources: NavigationSources,
  document: DocumentTree,
  offset: number,
  within?: string,
  others: readonly Analysis[] = [],
): References | undefined {
  const analyses = sources.analyses.length > 0 ? sources.analyses : [undefined];
  let origin: Span | undefined;
  const places: Occurrence[] = [];
  const [shown] = analyses;
  const seen = meaningAt(shown, document, offset);
  for (const analysis of [...analyses, ...others]) {
    const isOther = analysis !== undefined && others.includes(analysis);
    const meaning = isOther ? seen && meaningOn(analysis, seen) : meaningAt(analysis, document, offset);
    if (meaning === undefined) continue;
    origin ??= meaning.span;
    const only = analysis === undefined ? [] : [analysis];
    const texts = textsOf({ ...sources, analyses: only }, document);
    const files = within === undefined ? texts : texts.filter(({ path }) => path === within);
    appendAll(places, placesOf(meaning, analysis, files, sources, shown));
  }
  const distinct = inOrder(places);
  return (
    origin && {
      origin,
      places: within === undefined ? distinct : distinct.filter(({ span }) => span.file.path === within),
    }
  );
}

function placesOf(
  meaning: Meaning,
  analysis: Analysis | undefined,
  files: readonly SourceFile[],
  { documentOf }: NavigationSources,
  shown: Analysis | undefined,
): Occurrence[] {
  switch (meaning.kind) {
    case 'macro':
      return macroPlaces(analysis, files, documentOf, meaning.name);
    case 'include': {
      const path = shown && includedPath(shown, meaning.span);
      return analysis === undefined || path === undefined ? [] : directivesTo(analysis, path).map(reference);
    }
    case 'property':
      return propertyPlaces(meaning.node, meaning.name);
    default: {
      const { node } = meaning;
      if (analysis !== undefined && node !== undefined) {
        const seen = meaning.kind === 'label' ? 'label' : 'name';
        return nodePlaces(analysis, node, files, documentOf, seen);
      }
      return meaning.kind === 'label' ? labelOccurrences(files, documentOf, meaning.label) : [];
    }
  }
}

const reference = (span: Span): Occurrence => ({ span, role: 'reference', isWritten: true });

/** A node with more labels is none that anyone wrote; all texts are searched for each. */
const MAXIMUM_LABELS = 100;

/** All places of a node. Where a label and the name stand in one heading, the one that was asked for counts. */
function nodePlaces(
  analysis: Analysis,
  node: DeviceTreeNode,
  files: readonly SourceFile[],
  documentOf: NavigationSources['documentOf'],
  seen: 'label' | 'name',
): Occurrence[] {
  const byLabel = node.labels.slice(0, MAXIMUM_LABELS).flatMap((label) => labelOccurrences(files, documentOf, label));
  const byName = nameOccurrences(analysis, files, documentOf, node);
  const headings = new Set<string>();
  const [first, second] = seen === 'label' ? [byLabel, byName] : [byName, byLabel];
  const headingOf = ({ span }: Occurrence): string => {
    const statement = documentOf(span.file).statementAt(span.start);
    return statement?.kind === 'node' && span.start <= statement.name.span.end
      ? `${statement.span.start} ${span.file.path}`
      : '';
  };
  for (const occurrence of first) headings.add(headingOf(occurrence));
  headings.delete('');
  const others = second.filter((occurrence) => !headings.has(headingOf(occurrence)));
  return [...first, ...others, ...madeOccurrences(analysis, node)];
}

/** Where a property of a node is set and deleted; of a macro that does it, its use. */
export function propertyPlaces(node: DeviceTreeNode, name: string): Occurrence[] {
  return (node.properties.get(name)?.history ?? []).map(({ span }, index) => {
    const at = span.file.text.slice(span.start, span.end).indexOf(name);
    const isWritten = at >= 0;
    const start = span.start + Math.max(0, at);
    const named = isWritten ? { file: span.file, start, end: start + name.length } : span;
    return { span: named, role: index === 0 ? 'definition' : 'change', isWritten };
  });
}

/** Where a macro is defined and used in some files; what `#if` leaves out counts. */
function macroPlaces(
  analysis: Analysis | undefined,
  files: readonly SourceFile[],
  documentOf: NavigationSources['documentOf'],
  macro: string,
): Occurrence[] {
  const definitions = analysis === undefined ? [] : macroDefinitions(analysis, macro);
  const places: Occurrence[] = [];
  for (const file of files) {
    for (const at of offsetsOfName(file.text, macro, 'label')) {
      const name = nameAt(documentOf(file), at);
      if (name?.kind !== 'macro' || name.text !== macro) continue;
      const isDefinition = definitions.some(({ nameSpan }) => isSame(nameSpan, name.span));
      places.push({ span: name.span, role: isDefinition ? 'definition' : 'reference', isWritten: true });
    }
  }
  return places;
}

const isSame = (one: Span, other: Span): boolean =>
  one.file.path === other.file.path && one.start === other.start && one.end === other.end;

/** Places of files that are there, each once, file by file. */
function inOrder(places: readonly Occurrence[]): Occurrence[] {
  const distinct = new Map<string, Occurrence>();
  for (const place of places) {
    const { file, start, end } = place.span;
    const key = `${start} ${end} ${file.path}`;
    if (isOnDisk(file) && !distinct.has(key)) distinct.set(key, place);
  }
  const files = grouped(distinct.values(), ({ span }) => span.file.path);
  return [...files.values()].flatMap((inFile) => inFile.sort((a, b) => a.span.start - b.span.start));
}
