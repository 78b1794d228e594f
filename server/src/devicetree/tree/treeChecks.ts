import { cellAt, isOneString } from '../../text/cells.ts';
import type { Problem } from '../../text/problem.ts';
import { badInNodeName, badInPropertyName } from '../syntax/nameCharacters.ts';
import { DTC_PLACE } from '../syntax/problemOfItem.ts';
import { ValueArena } from '../syntax/valueArena.ts';
import { checkLabels } from './duplicateLabels.ts';
import type { LabelTable } from './labelTable.ts';
import type { MergedNode } from './mergedNode.ts';
import type { MergedProperty } from './mergedProperty.ts';
import { isPhandle, NO_PHANDLE } from './phandle.ts';
import { type PhandleAllocator, resolvePaths, resolveReference } from './references.ts';
import { type Unresolved, UnresolvedReferences } from './unresolvedReference.ts';
import { setCell } from './valueBytes.ts';

/** What the checks need to know besides the tree. */
export interface CheckContext {
  readonly root: MergedNode;
  readonly labels: LabelTable;
  readonly phandles: PhandleAllocator;
  readonly isPlugin: boolean;
  /** Whether symbols are generated: labelled nodes are not omitted then. */
  readonly symbols: boolean;
  /** Whether no statement was met that a check could fail at, references aside. */
  readonly isPlain: boolean;
}

/** At most this many problems are reported of one check. */
const MOST_PROBLEMS = 1000;

type Report = (node: MergedNode, property: MergedProperty | undefined, message: string, at?: Unresolved) => void;

/**
 * Does what dtc's checks do that are errors, in the order of its table (checks.c): refuses malformed names, duplicates
 * and bad phandles, resolves references, and drops `/omit-if-no-ref/` nodes that nothing refers to.
 *
 * dtc runs no further check once one has failed, so that problems are those of the first that fails. Resolution goes on
 * all the same, for a tree that can be looked at.
 */
export function checkAndResolve(nodes: readonly MergedNode[], context: CheckContext): readonly Problem[] {
  const checks: [string, (report: Report) => void][] = [
    ['phandle-references', (report) => resolveAllPhandles(nodes, context, report)],
    ['path-references', (report) => resolveAllPaths(nodes, context, report)],
  ];
  if (!context.isPlain) checks.unshift(...formChecks(nodes, context));
  let problems: Problem[] = [];
  for (const [id, check] of checks) {
    const found: Problem[] = [];
    check((node, property, message, at) => {
      const where = property === undefined ? `${node.path}: ` : `${node.path}:${property.name}: `;
      const span = at?.span ?? property?.span ?? node.position;
      const problem: Problem = { id, severity: 'error', message: where + message, span, related: [] };
      if (found.length < MOST_PROBLEMS) found.push(at?.span === undefined ? problem : withPlaces(problem, at, node));
    });
    if (problems.length === 0) problems = found;
  }
  if (problems.length === 0) omitUnused(nodes, context);
  return problems;
}

/** A problem at the reference that it is about, where dtc names the node. */
function withPlaces(problem: Problem, { fixes }: Unresolved, { position }: MergedNode): Problem {
  const related = position === undefined ? [] : [{ span: position, message: DTC_PLACE }];
  return { ...problem, related, fixes };
}

/** The checks before references are resolved. */
function formChecks(nodes: readonly MergedNode[], context: CheckContext): [string, (report: Report) => void][] {
  return [
    ['duplicate-node-names', (report) => forEachNode(nodes, report, checkDuplicateNodes)],
    ['duplicate-property-names', (report) => forEachNode(nodes, report, checkDuplicateProperties)],
    ['node-name-chars', (report) => forEachNode(nodes, report, checkNodeName)],
    ['node-name-format', (report) => forEachNode(nodes, report, checkNodeNameFormat)],
    ['property-name-chars', (report) => forEachNode(nodes, report, checkPropertyNames)],
    ['name-is-string', (report) => forEachNode(nodes, report, checkNameIsString)],
    ['name-properties', (report) => forEachNode(nodes, report, checkNameProperty)],
    [
      'duplicate-label',
      (report) => checkLabels(nodes, context.labels, (node, message) => report(node, undefined, message)),
    ],
    ['explicit-phandles', (report) => checkExplicitPhandles(nodes, context, report)],
  ];
}

function forEachNode(
  nodes: readonly MergedNode[],
  report: Report,
  check: (node: MergedNode, report: Report) => void,
): void {
  for (const node of nodes) check(node, report);
}

function checkDuplicateNodes(node: MergedNode, report: Report): void {
  if (!node.mayHaveDuplicates) return;
  // A later child counts even where it was deleted.
  const living = new Set<string>();
  for (const child of node.children.entriesWithDeleted) {
    if (living.has(child.name)) report(child, undefined, 'Duplicate node name');
    if (!child.deleted) living.add(child.name);
  }
}

function checkDuplicateProperties(node: MergedNode, report: Report): void {
  if (!node.mayHaveDuplicates) return;
  const seen = new Map<string, MergedProperty>();
  for (const property of node.properties.entriesWithDeleted) {
    if (property.deleted) continue;
    const first = seen.get(property.name);
    if (first === undefined) seen.set(property.name, property);
    else report(node, first, 'Duplicate property name');
  }
}

function checkNodeName(node: MergedNode, report: Report): void {
  const bad = badInNodeName(node.name);
  if (bad !== undefined) report(node, undefined, `Bad character '${bad}' in node name`);
}

function checkNodeNameFormat(node: MergedNode, report: Report): void {
  if (node.name.indexOf('@') !== node.name.lastIndexOf('@')) {
    report(node, undefined, "multiple '@' characters in node name");
  }
}

function checkPropertyNames(node: MergedNode, report: Report): void {
  if (node.plainBody !== undefined) return;
  for (const property of node.properties.entriesWithDeleted) {
    if (property.deleted) continue;
    const bad = badInPropertyName(property.name);
    if (bad !== undefined) report(node, property, `Bad character '${bad}' in property name`);
  }
}

function checkNameIsString(node: MergedNode, report: Report): void {
  if (node.plainBody !== undefined) return;
  const property = node.properties.get('name');
  if (property === undefined) return;
  if (!isOneString(property.value)) report(node, property, 'property is not a string');
}

/** A `name` property must repeat the node's name without its unit address, and then goes away. */
function checkNameProperty(node: MergedNode, report: Report): void {
  if (node.plainBody !== undefined) return;
  const property = node.properties.first('name');
  if (property === undefined) return;
  const at = node.name.indexOf('@');
  const base = at < 0 ? node.name : node.name.slice(0, at);
  const value = Array.from(property.value, (byte) => String.fromCharCode(byte)).join('');
  if (value.length === base.length + 1 && value.startsWith(base)) {
    node.properties.remove(property);
    return;
  }
  const [text = ''] = value.split('\0');
  report(node, undefined, `"name" property is incorrect ("${text}" instead of base node name)`);
}

/** The phandle that a property gives its node, 0 if it gives none. */
function phandleFrom(node: MergedNode, name: string, labels: LabelTable, report: Report): number {
  const property = node.properties.get(name);
  if (property === undefined) return 0;
  const { value } = property;
  if (value.length !== 4) {
    report(node, property, `bad length (${value.length}) ${name} property`);
    return 0;
  }
  for (const { kind, text } of property.markers) {
    if (kind !== 'phandle') continue;
    if (labels.find(text) !== node) report(node, undefined, `${name} is a reference to another node`);
    return 0;
  }
  const phandle = cellAt(value, 0) ?? 0;
  if (isPhandle(phandle)) return phandle;
  report(node, property, `bad value (0x${phandle.toString(16)}) in ${name} property`);
  return 0;
}

function checkExplicitPhandles(nodes: readonly MergedNode[], context: CheckContext, report: Report): void {
  for (const node of nodes) {
    if (node.plainBody !== undefined) continue;
    const phandle = phandleFrom(node, 'phandle', context.labels, report);
    const linuxPhandle = phandleFrom(node, 'linux,phandle', context.labels, report);
    const own = phandle || linuxPhandle;
    if (own === 0) continue;
    if (phandle !== 0 && linuxPhandle !== 0 && phandle !== linuxPhandle) {
      report(node, undefined, "mismatching 'phandle' and 'linux,phandle' properties");
    }
    const other = context.phandles.owner(own);
    if (other !== undefined && other !== node) {
      report(node, undefined, `duplicated phandle 0x${own.toString(16)} (seen before at ${other.path})`);
      continue;
    }
    context.phandles.claim(own, node);
  }
}

function resolveAllPhandles(
  nodes: readonly MergedNode[],
  { labels, phandles, isPlugin }: CheckContext,
  report: Report,
): void {
  const arena = new ValueArena();
  const unresolved = new UnresolvedReferences(labels);
  const resolve = (node: MergedNode, reference: string): number => {
    const cell = resolveReference(reference, labels, phandles);
    if (cell === NO_PHANDLE && !isPlugin) {
      node.isBroken = true;
      reportUnresolved(node, reference, unresolved, report);
    }
    return cell;
  };
  for (const node of nodes) {
    const { plainBody } = node;
    if (plainBody !== undefined) {
      const { references } = plainBody.item;
      if (references.length === 0) continue;
      const cells = new Array<number>(references.length);
      for (let index = 0; index < cells.length; index++) cells[index] = resolve(node, references[index] ?? '');
      node.resolve(cells);
      continue;
    }
    for (const property of node.properties.entriesWithDeleted) {
      if (property.deleted || !property.hasPhandles) continue;
      const value = arena.copy(property.value);
      for (const { kind, text, offset } of property.markers) {
        if (kind === 'phandle') setCell(value, offset, resolve(node, text));
      }
      property.value = value;
    }
  }
}

function resolveAllPaths(nodes: readonly MergedNode[], context: CheckContext, report: Report): void {
  const unresolved = new UnresolvedReferences(context.labels);
  for (const node of nodes) {
    if (node.plainBody !== undefined) continue;
    for (const property of node.properties.entriesWithDeleted) {
      if (property.deleted || !property.hasPaths) continue;
      for (const { text } of resolvePaths(property, context.labels)) {
        node.isBroken = true;
        reportUnresolved(node, text, unresolved, report);
      }
    }
  }
}

function reportUnresolved(node: MergedNode, reference: string, unresolved: UnresolvedReferences, report: Report): void {
  const place = unresolved.in(node, reference);
  report(node, undefined, `Reference to non-existent node or label "${reference}"${place.hint}`, place);
}

/** Drops the `/omit-if-no-ref/` nodes that nothing refers to, with all that is in them. */
function omitUnused(nodes: readonly MergedNode[], { symbols, labels }: CheckContext): void {
  for (const node of nodes) {
    if (!node.omitIfNoReference || node.referenced || node.deleted) continue;
    if (symbols && node.labelList !== undefined) continue;
    labels.noteDeletion();
    markDeleted(node);
  }
}

function markDeleted(node: MergedNode): void {
  node.deleted = true;
  node.parent?.children.noteDeletion();
  for (const label of node.labelList ?? []) label.deleted = true;
  for (const child of node.children.entriesWithDeleted) if (!child.deleted) markDeleted(child);
}
