import type { Problem, ProblemSeverity, RelatedPlace } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/expandedUnit.ts';
import type {
  DeleteItem,
  DirectiveItem,
  Item,
  ItemProblem,
  MemoryReservationItem,
  NodeItem,
  OmitItem,
  PropertyItem,
} from '../syntax/items.ts';
import type { LoweredUnit } from '../syntax/lowering.ts';
import type { MemoryReservation } from './deviceTree.ts';
import { LabelTable } from './labelTable.ts';
import { addLabel, MergedNode, MergedProperty, spanOf } from './mergedTree.ts';

/** What a playing of the items comes to, before references are resolved. */
export interface BuiltTree {
  readonly root: MergedNode;
  readonly labels: LabelTable;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly isPlugin: boolean;
  /** In the order in which dtc would print them. */
  readonly problems: readonly Problem[];
}

/** dtc's grammar reads a file in this order; what comes too late is a syntax error. */
type Phase = 'header' | 'reservations' | 'tree';

/** The node and the state of its body that items are played into. */
interface Body {
  readonly node: MergedNode;
  /** Whether dtc merges the body into a node that was there, or takes it as it is written. */
  readonly merges: boolean;
  hasChildren: boolean;
}

/**
 * Plays the items of a board's units in order, as dtc-parser.y's actions and livetree.c's `merge_nodes` do.
 *
 * A body that opens a new node is taken as it is written: deletions in it do nothing but leave a deleted entry in their
 * place, and names that occur twice stay twice (which dtc's checks refuse). A body that is merged into a node that was
 * there before is taken statement by statement, entries that were deleted coming back in their old places.
 */
export class TreeBuilder {
  readonly #lower: (unit: ExpandedUnit) => LoweredUnit;
  readonly #root = new MergedNode('', undefined);
  readonly #labels: LabelTable;
  readonly #reservations: MemoryReservation[] = [];
  readonly #problems: Problem[] = [];
  #phase: Phase = 'header';
  readonly #headers: { isPlugin: boolean; readonly span: Span }[] = [];
  #hasRoot = false;
  #fragments = 0;

  constructor(lower: (unit: ExpandedUnit) => LoweredUnit) {
    this.#lower = lower;
    this.#labels = new LabelTable(this.#root);
  }

  /** Plays the board's outermost unit. */
  build(unit: ExpandedUnit): BuiltTree {
    const lowered = this.#lower(unit);
    this.#playOutermost(lowered.items, lowered.unit);
    return {
      root: this.#root,
      labels: this.#labels,
      memoryReservations: this.#reservations,
      isPlugin: this.#isPlugin,
      problems: this.#problems,
    };
  }

  #problem(
    id: string,
    message: string,
    span: Span | undefined,
    severity: ProblemSeverity = 'error',
    related: readonly RelatedPlace[] = [],
  ): void {
    this.#problems.push({ id, severity, message, span, related });
  }

  #itemProblems(problems: readonly ItemProblem[], start: number, unit: ExpandedUnit): void {
    for (const { id, severity, message, start: from, end: to } of problems) {
      this.#problem(id, message, unit.sourceSpan(start + from, start + to), severity);
    }
  }

  #playOutermost(items: readonly Item[], unit: ExpandedUnit): void {
    for (const item of items) {
      switch (item.kind) {
        case 'include': {
          const lowered = this.#lower(item.include.unit);
          this.#playOutermost(lowered.items, lowered.unit);
          break;
        }
        case 'node':
          this.#playOutermostNode(item, unit);
          break;
        case 'delete-node':
        case 'omit-if-no-ref':
          this.#playStatement(item, unit);
          break;
        case 'memory-reservation':
          this.#playReservation(item, unit);
          break;
        case 'version':
        case 'plugin':
          this.#playDirective(item, unit);
          break;
        case 'error':
          this.#itemProblems([item.problem], item.start, unit);
          break;
        default:
          this.#problem('syntax-error', 'A property stands outside of any node', spanOf({ item, unit, base: 0 }));
      }
    }
  }

  #playDirective(item: DirectiveItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    const last = this.#headers[this.#headers.length - 1];
    if (this.#phase !== 'header') {
      const keyword = item.kind === 'version' ? '/dts-v1/' : '/plugin/';
      this.#problem('syntax-error', `${keyword} stands behind other statements: it must come first`, span);
    } else if (item.kind === 'version') {
      this.#headers.push({ isPlugin: false, span });
    } else if (last !== undefined && !last.isPlugin) {
      last.isPlugin = true;
    } else {
      this.#problem('syntax-error', '/plugin/; may only stand behind /dts-v1/;', span);
    }
  }

  /** The first header says whether this is an overlay; the others must say the same. */
  get #isPlugin(): boolean {
    return this.#headers[0]?.isPlugin ?? false;
  }

  /** Enters a phase; `/dts-v1/;` must have come before. */
  #enter(phase: Phase, item: Item, unit: ExpandedUnit): void {
    if (this.#phase === 'header') {
      if (this.#headers.length === 0) {
        const span = spanOf({ item, unit, base: 0 }, 0, 1);
        this.#problem('syntax-error', 'The file does not begin with /dts-v1/;', span);
      }
      for (let index = this.#headers.length - 1; index > 0; index--) {
        const header = this.#headers[index];
        if (header?.isPlugin === this.#headers[index - 1]?.isPlugin) continue;
        this.#problem('header-mismatch', "Header flags don't match earlier ones", header?.span);
      }
    }
    this.#phase = phase;
  }

  #playReservation(item: MemoryReservationItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    if (this.#phase === 'tree') {
      this.#problem('syntax-error', '/memreserve/ stands behind a node: it must come before all nodes', span);
    } else {
      this.#enter('reservations', item, unit);
    }
    this.#itemProblems(item.problems, item.start, unit);
    this.#reservations.push({ base: item.base, size: item.size, span });
  }

  #playStatement(item: DeleteItem | OmitItem, unit: ExpandedUnit): void {
    const place = { item, unit, base: 0 };
    if (item.kind === 'delete-property' || item.reference === undefined) {
      this.#problem('syntax-error', `/${item.kind}/ of a name stands outside of any node`, spanOf(place));
      return;
    }
    this.#enter('tree', item, unit);
    const target = this.#labels.find(item.reference);
    if (target === undefined) {
      this.#problem(
        'reference-not-found',
        `Label or path ${item.reference} not found`,
        spanOf(place, item.nameStart, item.nameEnd),
      );
    } else if (item.kind === 'omit-if-no-ref') {
      target.omitIfNoReference = true;
    } else {
      this.#deleteNode(target, item, unit, 0);
    }
  }

  #playOutermostNode(item: NodeItem, unit: ExpandedUnit): void {
    this.#enter('tree', item, unit);
    if (item.reference !== undefined) {
      this.#playReferenced(item, item.reference, unit);
      return;
    }
    if (item.name !== '') {
      this.#problem(
        'syntax-error',
        `The node "${item.name}" stands outside of the root node`,
        spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd),
      );
      this.#playInto(new MergedNode('', undefined), item, unit, 0, false);
      return;
    }
    this.#playInto(this.#root, item, unit, 0, this.#hasRoot);
    this.#hasRoot = true;
  }

  /** `&reference { … };`, with a label in front or without (dtc-parser.y, `devicetree`). */
  #playReferenced(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd);
    const isFirst = !this.#hasRoot;
    const isPath = reference.includes('/');
    const isLabelled = item.labels.length > 0;
    if (isLabelled && (isFirst || item.labels.length > 1)) {
      const message = isFirst ? 'A label stands before the first node' : 'Two labels stand before a reference';
      this.#problem('syntax-error', message, span);
    }
    const isRelative = isPath && !reference.startsWith('/');
    const relativeProblem = (): void => {
      if (!isRelative || !this.#isPlugin) return;
      const message = `Label-relative reference ${reference} not supported in plugin`;
      this.#problem('relative-reference-in-plugin', message, span);
    };
    const isFragment = this.#isPlugin && !isLabelled && (isFirst || isPath);
    const target = isFirst || isFragment ? undefined : this.#labels.find(reference);
    if (target !== undefined) {
      this.#playInto(target, item, unit, 0, true);
      relativeProblem();
    } else if (this.#isPlugin && !isLabelled) {
      this.#hasRoot = true;
      this.#playFragment(item, reference, unit);
      relativeProblem();
    } else {
      this.#playInto(new MergedNode('', undefined), item, unit, 0, false);
      relativeProblem();
      const message = `Label or path ${reference} not found`;
      this.#problem('reference-not-found', message, isFirst ? spanOf({ item, unit, base: 0 }, item.bodyStart) : span);
      this.#hasRoot = true;
    }
  }

  /** A node whose target is outside of this overlay: `fragment@N` with its `__overlay__` (livetree.c, `add_orphan_node`). */
  #playFragment(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    const fragment = new MergedNode(`fragment@${this.#fragments++}`, this.#root);
    let target: MergedProperty;
    if (reference.startsWith('/')) {
      const path = Uint8Array.from(`${reference}\0`, (character) => character.charCodeAt(0));
      target = new MergedProperty('target-path', path, [{ offset: 0, kind: 'string', text: '' }]);
    } else {
      target = new MergedProperty('target', Uint8Array.of(255, 255, 255, 255), [
        { offset: 0, kind: 'phandle', text: reference },
      ]);
    }
    fragment.properties.append(target);
    const overlay = new MergedNode('__overlay__', fragment);
    fragment.children.append(overlay);
    this.#root.children.append(fragment);
    this.#playInto(overlay, item, unit, 0, false);
  }

  /** Plays a node's labels and body into `node`. */
  #playInto(node: MergedNode, item: NodeItem, unit: ExpandedUnit, base: number, merges: boolean): void {
    node.deleted = false;
    node.opened.push({ item, unit, base });
    if (item.labels.length > 0) this.#label(node, item.labels, merges);
    if (item.needsCare && !merges) node.mayHaveDuplicates = true;
    this.#playBody({ node, merges, hasChildren: false }, item.items, unit, base + item.start);
  }

  /** dtc reads labels from right to left, each put in front; merged ones come from the left. */
  #label(node: MergedNode, labels: readonly string[], merges: boolean): void {
    for (let index = 0; index < labels.length; index++) {
      const label = labels[merges ? index : labels.length - 1 - index];
      if (label === undefined) continue;
      node.labelList = addLabel(node.labelList, label);
      this.#labels.add(label, node);
    }
  }

  #playBody(body: Body, items: readonly Item[], unit: ExpandedUnit, base: number): void {
    for (const item of items) {
      switch (item.kind) {
        case 'property':
          this.#expectProperties(body, item, unit, base);
          this.#playProperty(body, item, unit, base);
          break;
        case 'node':
          body.hasChildren = true;
          this.#playChild(body, item, unit, base);
          break;
        case 'delete-property':
          this.#expectProperties(body, item, unit, base);
          this.#playDeleteProperty(body, item, unit, base);
          break;
        case 'delete-node':
          body.hasChildren = true;
          this.#playDeleteNode(body, item, unit, base);
          break;
        case 'include': {
          const lowered = this.#lower(item.include.unit);
          this.#playBody(body, lowered.items, lowered.unit, 0);
          break;
        }
        case 'error':
          this.#itemProblems([item.problem], base + item.start, unit);
          break;
        default:
          this.#problem(
            'syntax-error',
            'This statement may only stand outside of all nodes',
            spanOf({ item, unit, base }),
          );
      }
    }
  }

  #expectProperties(body: Body, item: PropertyItem | DeleteItem, unit: ExpandedUnit, base: number): void {
    if (!body.hasChildren) return;
    body.hasChildren = false;
    this.#problem('property-after-node', 'Properties must precede subnodes', spanOf({ item, unit, base }));
  }

  #playProperty({ node, merges }: Body, item: PropertyItem, unit: ExpandedUnit, base: number): void {
    if (item.problems.length > 0) this.#itemProblems(item.problems, base + item.start, unit);
    let property = merges ? node.properties.first(item.name) : undefined;
    if (property === undefined) {
      property = new MergedProperty(item.name, item.value.bytes, item.value.markers);
      node.properties.append(property);
    } else {
      if (property.item !== undefined && property.unit !== undefined) {
        property.events ??= [{ action: 'set', item: property.item, unit: property.unit, base: property.base }];
      }
      property.events?.push({ action: 'set', item, unit, base });
      property.value = item.value.bytes;
      property.markers = item.value.markers;
      property.deleted = false;
    }
    property.item = item;
    property.unit = unit;
    property.base = base;
    for (let index = item.labels.length - 1; index >= 0; index--) {
      const label = item.labels[merges ? item.labels.length - 1 - index : index];
      if (label !== undefined) property.labelList = addLabel(property.labelList, label);
    }
  }

  #playDeleteProperty({ node, merges }: Body, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    const name = item.name ?? '';
    if (merges) {
      const property = node.properties.first(name);
      if (property !== undefined) this.#deleteProperty(node, property, item, unit, base);
      return;
    }
    const placeholder = new MergedProperty(name, new Uint8Array(0));
    placeholder.deleted = true;
    placeholder.events = [{ action: 'delete', item, unit, base }];
    node.properties.append(placeholder);
  }

  #deleteProperty(
    node: MergedNode,
    property: MergedProperty,
    item: DeleteItem,
    unit: ExpandedUnit,
    base: number,
  ): void {
    property.deleted = true;
    for (const label of property.labelList ?? []) label.deleted = true;
    if (property.events === undefined && property.item !== undefined && property.unit !== undefined) {
      property.events = [{ action: 'set', item: property.item, unit: property.unit, base: property.base }];
    }
    property.events ??= [];
    property.events.push({ action: 'delete', item, unit, base });
    node.properties.noteDeletion();
  }

  #playChild({ node, merges }: Body, item: NodeItem, unit: ExpandedUnit, base: number): void {
    if (item.name === undefined || item.name === '') {
      const message =
        item.name === ''
          ? 'The root node stands inside of another node'
          : `A reference (&${item.reference}) opens a node inside of another node`;
      this.#problem('syntax-error', message, spanOf({ item, unit, base }, item.nameStart, item.nameEnd));
      return;
    }
    let child = merges ? node.children.first(item.name) : undefined;
    const existed = child !== undefined;
    if (child === undefined) {
      child = new MergedNode(item.name, node);
      node.children.append(child);
      child.omitIfNoReference = item.omitIfNoReference;
    }
    this.#playInto(child, item, unit, base, existed);
  }

  #playDeleteNode({ node, merges }: Body, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    if (item.name === undefined) {
      const message = `/delete-node/ of a reference (&${item.reference}) stands inside of a node: it must stand outside of all nodes`;
      this.#problem('syntax-error', message, spanOf({ item, unit, base }, item.nameStart, item.nameEnd));
      return;
    }
    if (merges) {
      const child = node.children.first(item.name);
      if (child !== undefined) this.#deleteNode(child, item, unit, base);
      return;
    }
    const placeholder = new MergedNode(item.name, node);
    placeholder.deleted = true;
    placeholder.deletedFirstBy = { item, unit, base };
    node.children.append(placeholder);
  }

  /** Marks a node, what it has and its labels as deleted (livetree.c, `delete_node`). */
  #deleteNode(node: MergedNode, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    node.deleted = true;
    node.parent?.children.noteDeletion();
    for (const child of node.children.entriesWithDeleted) if (!child.deleted) this.#deleteNode(child, item, unit, base);
    for (const property of node.properties.entriesWithDeleted) {
      if (!property.deleted) this.#deleteProperty(node, property, item, unit, base);
    }
    for (const label of node.labelList ?? []) label.deleted = true;
  }
}
