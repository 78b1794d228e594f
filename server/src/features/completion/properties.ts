import type { Analysis } from '../../analysis.ts';
import { ownStatements } from '../../devicetree/document/ownStatements.ts';
import type { DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import type { RegionProperty } from '../../memory/regionProperties/regionProperty.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { knownPropertiesOf, type NodeRole, stringsOfNode } from '../nodeRole.ts';
import { type Asked, type Continuation, continuationOf } from './asked.ts';
import { valueTemplate } from './propertyValues.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';
import { namesInTree, siblingsOf } from './treeNames.ts';

/** The properties that the node at the place may have: those about memory first, then those that such nodes have. */
export function propertySuggestions(asked: Asked): Suggestion[] {
  const { role, typed, analysis } = asked;
  const continuation = continuationOf(asked);
  if (role === undefined || !MAY_BE_PROPERTY.has(continuation)) return [];
  const state = new NodeState(asked, role);
  const suggestions: Suggestion[] = [];
  const known = new Set<string>();
  for (const property of knownPropertiesOf(role)) {
    known.add(property.name);
    const rank = state.rankOf(property);
    if (rank === undefined || !matches(typed, property.name)) continue;
    if (continuation === 'value' && property.value === 'flag') continue;
    suggestions.push({
      label: property.name,
      kind: 'property',
      detail: detailOf(property, state.elsewhere(property.name)),
      documentation: () => propertyText(property),
      insertion: insertionOf(asked, property.name, valueTemplate(asked, role, property)),
      rank: property.replacedBy === undefined ? rank : Rank.old,
      isDeprecated: property.replacedBy !== undefined,
    });
  }
  if (analysis !== undefined) suggestions.push(...seenProperties(asked, analysis, state, known));
  return suggestions;
}

/** What the name of a property may be followed by. */
const MAY_BE_PROPERTY: ReadonlySet<Continuation> = new Set([undefined, 'value', 'end']);

/** What a property means, who reads it, since when, and where that is written; plain text. */
function propertyText(property: RegionProperty): string {
  const { meaning, readers, since, replacedBy, source } = property;
  const lines = [meaning];
  if (replacedBy !== undefined) lines.push(`Use ${replacedBy} instead.`);
  if (readers.length > 0)
    lines.push(`Read by ${readers.join('; ')}${since === undefined ? '' : `, since Linux ${since}`}.`);
  lines.push(`Binding: ${source}`);
  return lines.join('\n\n');
}

const detailOf = ({ value }: RegionProperty, elsewhere: DeviceTreeProperty | undefined): string =>
  placeOf(elsewhere) ?? VALUES[value];

/** Which file sets a property that the document's own node may set again, as boards do with what their SoC says. */
function placeOf(elsewhere: DeviceTreeProperty | undefined): string | undefined {
  const file = elsewhere?.span?.file.path;
  return file === undefined ? undefined : `set in ${fileNameOf(file)}`;
}

/** What is written after each kind of property's name. */
const VALUES: Readonly<Record<RegionProperty['value'], string>> = {
  flag: 'by its presence',
  address: 'an address',
  size: 'a size',
  ranges: 'addresses and sizes',
  translations: 'translations of addresses',
  cell: 'a number',
  cells: 'numbers',
  number64: 'a number of 64 bits',
  phandle: 'a reference',
  phandles: 'references',
  specifiers: 'references with arguments',
  interrupts: 'interrupts',
  string: 'a string',
  strings: 'strings',
};

/** The name with its value, or alone where a value follows already; the semicolon where none does. */
function insertionOf(asked: Asked, name: string, value: Insertion | undefined): Insertion {
  const continuation = continuationOf(asked);
  if (continuation === 'value') return [name];
  const end = continuation === 'end' ? '' : ';';
  return value === undefined ? [`${name}${end}`] : [`${name} = `, ...value, end];
}

/** Properties that nodes like this one have in the tree, and then those of any node. */
function seenProperties(asked: Asked, analysis: Analysis, state: NodeState, known: ReadonlySet<string>): Suggestion[] {
  const { typed, role } = asked;
  const seen = namesInTree(analysis.board.tree).properties;
  const ofSiblings = siblingsOf(analysis.board.tree, role?.node);
  const names = typed === '' ? ofSiblings.keys() : new Set([...ofSiblings.keys(), ...seen.keys()]);
  const suggestions: Suggestion[] = [];
  for (const name of names) {
    const example = ofSiblings.get(name) ?? seen.get(name);
    if (example === undefined || known.has(name) || state.setsHere(name) || !matches(typed, name)) continue;
    if (GENERATED.has(name)) continue;
    const elsewhere = state.elsewhere(name);
    const sibling = ofSiblings.has(name);
    suggestions.push({
      label: name,
      kind: 'property',
      detail: placeOf(elsewhere) ?? (sibling ? 'as nodes like this have it' : 'as other nodes have it'),
      insertion: insertionOf(asked, name, templateLike(example)),
      rank: elsewhere !== undefined ? Rank.setElsewhere : sibling ? Rank.seen - 5 : Rank.seen,
    });
  }
  return suggestions;
}

/** What dtc writes itself. */
const GENERATED = new Set(['phandle', 'linux,phandle', 'name']);

/** A value of the form that another property of the name has; `undefined` for a flag. */
function templateLike({ value, markers }: DeviceTreeProperty): Insertion | undefined {
  if (value.length === 0) return undefined;
  if (markers.some(({ kind }) => kind === 'phandle')) return ['<&', { stop: 1, text: '' }, '>'];
  const isText = value[value.length - 1] === 0 && value.length > 1 && value.every((byte) => byte === 0 || byte >= 32);
  return isText && value[0] !== 0 ? ['"', { stop: 1, text: '' }, '"'] : ['<', { stop: 1, text: '' }, '>'];
}

/** What a node has already: what makes sense beside that. */
class NodeState {
  readonly #role: NodeRole;
  /** The property whose name is being typed. */
  readonly #here: { readonly path: string; readonly start: number };
  /** What the document's own node sets. */
  readonly #set = new Set<string>();

  constructor({ place, document }: Asked, role: NodeRole) {
    this.#role = role;
    this.#here = { path: document.file.path, start: place.word.start };
    for (const statement of ownStatements(role.written)) {
      if (statement.kind !== 'property' || statement.name.span.start === this.#here.start) continue;
      this.#set.add(statement.name.text);
    }
  }

  /** Whether the document's own node sets a property, the one at the place aside. */
  setsHere(name: string): boolean {
    return this.#set.has(name);
  }

  /** The property as another body sets it. */
  elsewhere(name: string): DeviceTreeProperty | undefined {
    const property = this.#role.node?.properties.get(name);
    const { span } = property ?? {};
    if (span === undefined || this.setsHere(name)) return undefined;
    const isHere = span.file.path === this.#here.path && span.start <= this.#here.start && this.#here.start < span.end;
    return isHere ? undefined : property;
  }

  #has(name: string): boolean {
    return this.setsHere(name) || this.elsewhere(name) !== undefined;
  }

  /** Where a property stands in the list; `undefined` where it makes no sense, or the node sets it. */
  rankOf(property: RegionProperty): number | undefined {
    if (this.setsHere(property.name) || property.name === 'phandle') return undefined;
    const rank = this.#role.holder === 'region' ? this.#rankInRegion(property) : this.#rankBeside(property);
    if (rank === undefined) return undefined;
    return this.elsewhere(property.name) === undefined ? rank : Rank.setElsewhere;
  }

  #rankBeside({ name, holder }: RegionProperty): number | undefined {
    if (holder === 'any') {
      // Of what any node may have the root has the names of the board and its SoC.
      const isOfRoot = this.#role.holder === 'root' && name === 'compatible';
      return this.#role.holder === 'device' || isOfRoot ? Rank.known + 5 : undefined;
    }
    if (this.#role.holder === 'reserved-memory') return Rank.required;
    if (holder === 'memory') return name === 'reg' || name === 'device_type' ? Rank.required : Rank.known;
    if (holder === 'root') return Rank.required;
    if (name === 'memory-region-names') return this.#has('memory-region') ? Rank.fitting : Rank.known;
    return name === 'memory-region' ? Rank.fitting : Rank.known;
  }

  #rankInRegion(property: RegionProperty): number | undefined {
    const { name, scope, readers, decisive, holder } = property;
    if (holder === 'any') return undefined;
    const isPlaced = this.#has('reg') || this.#has('size');
    // Of reg and size one is enough; the one that is there may be written again.
    if (name === 'reg' || name === 'size') return !isPlaced ? Rank.required : this.#has(name) ? Rank.known : undefined;
    if (name === 'compatible') return this.#has('compatible') ? Rank.known : Rank.fitting;
    if (name === 'no-map' && this.#has('reusable')) return undefined;
    if (name === 'reusable' && this.#has('no-map')) return undefined;
    if (scope !== 'all') return this.#rankInKind(scope);
    if (decisive === true && name !== 'status') return Rank.fitting;
    return readers.length === 0 ? Rank.known + 5 : Rank.known;
  }

  /** Of a property that means something in some regions alone. */
  #rankInKind(scope: Exclude<RegionProperty['scope'], 'all'>): number | undefined {
    const written = stringsOfNode(this.#role, 'compatible');
    const compatible = written.filter((each) => each !== '').map((each) => each.toLowerCase());
    const isShared = compatible.includes('shared-dma-pool');
    if (typeof scope === 'object') return compatible.includes(scope.compatible) ? Rank.fitting + 1 : undefined;
    switch (scope) {
      case 'dynamic':
        return this.#has('reg') ? undefined : Rank.fitting + (this.#has('size') ? 0 : 1);
      case 'cma':
        if (!isShared || this.#has('no-map')) return undefined;
        return this.#has('reusable') ? Rank.fitting + 1 : Rank.known;
      case 'coherent':
        return isShared && !this.#has('reusable') ? Rank.known : undefined;
      case 'pool':
        // Before there is a compatible nothing says which kind this will be.
        return isShared ? Rank.fitting : compatible.length === 0 ? Rank.known : undefined;
    }
  }
}
