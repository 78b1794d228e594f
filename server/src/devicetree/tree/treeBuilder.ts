import type { Problem, ProblemSeverity, RelatedPlace } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/expandedUnit.ts';
import type {
  DeleteItem,
  DirectiveItem,
  IncbinRequest,
  Item,
  ItemProblem,
  MemoryReservationItem,
  NodeItem,
  OmitItem,
  PropertyItem,
} from '../syntax/items.ts';
import type { LoweredUnit, UnitLowering } from '../syntax/lowering.ts';
import type { MemoryReservation } from './deviceTree.ts';
import { LabelTable } from './labelTable.ts';
import { addLabel, MergedNode, MergedProperty, spanOf } from './mergedTree.ts';

/** What a playing of the items comes to, before references are resolved. */
export interface BuiltTree {
  readonly root: MergedNode;
  readonly labels: LabelTable;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly isPlugin: boolean;
  /** Whether nothing was met that dtc's checks could fail at, references aside. */
  readonly isPlain: boolean;
  /** In the order in which dtc would print them. */
  readonly problems: readonly Problem[];
}

/** The bytes that an `/incbin/` in a unit asks for, or why there are none. */
export type IncbinReader = (request: IncbinRequest, unit: ExpandedUnit) => Uint8Array | string;

/** dtc's grammar reads a file in this order; what comes too late is a syntax error. */
type Phase = 'header' | 'reservations' | 'tree';

/** A node whose body items are played into. */
interface Body {
  readonly node: MergedNode;
  /** Whether dtc merges the body into a node that was there, or takes it as it is written. */
  readonly merges: boolean;
  /** How many nodes and deletions of nodes the body has had so far. */
  children: number;
  /** How much of dtc's parser stack is in use around the body's children. */
  readonly stackUsed: number;
}

/** A list of items on its way into a body: the node's own, or those of a file included in it. */
interface Playing {
  readonly body: Body;
  readonly items: readonly Item[];
  readonly unit: ExpandedUnit;
  readonly base: number;
  next: number;
}

/** dtc's parser has room for so many symbols (bison's YYMAXDEPTH); each node takes three, each sibling before it one. */
const PARSER_STACK = 9999;
const STACK_OF_A_NODE = 3;

/**
 * Plays the items of a board's units in order, as dtc-parser.y's actions and livetree.c's `merge_nodes` do.
 *
 * A body that opens a new node is taken as it is written: deletions in it do nothing but leave a deleted entry in their
 * place, and names that occur twice stay twice (which dtc's checks refuse). A body that is merged into a node that was
 * there before is taken statement by statement, entries that were deleted coming back in their old places.
 */
export class TreeBuilder {
  readonly #lowering: UnitLowering;
  readonly #readIncbin: IncbinReader;
  readonly #root = new MergedNode('', undefined);
  readonly #labels: LabelTable;
  readonly #reservations: MemoryReservation[] = [];
  readonly #problems: Problem[] = [];
  #phase: Phase = 'header';
  readonly #headers: { isPlugin: boolean; readonly span: Span }[] = [];
  #hasRoot = false;
  #fragments = 0;
  readonly #playing: Playing[] = [];
  #isExhausted = false;
  #isPlain = true;
  #saidOrder = false;

  constructor(lowering: UnitLowering, readIncbin: IncbinReader) {
    this.#lowering = lowering;
    this.#readIncbin = readIncbin;
    this.#labels = new LabelTable(this.#root);
  }

  /** Plays the board's outermost unit. */
  build(unit: ExpandedUnit): BuiltTree {
    const lowered = this.#lowering.lowerBoard(unit);
    if (lowered.joinedError !== undefined) this.#problems.push(lowered.joinedError);
    this.#playOutermost(lowered.items, lowered.unit);
    return {
      root: this.#root,
      labels: this.#labels,
      memoryReservations: this.#reservations,
      isPlugin: this.#isPlugin,
      isPlain: this.#isPlain && !this.#labels.hasShared,
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

  #included(index: number, unit: ExpandedUnit): LoweredUnit | undefined {
    const include = unit.includes[index];
    return include === undefined ? undefined : this.#lowering.lower(include.unit);
  }

  #playOutermost(items: readonly Item[], unit: ExpandedUnit): void {
    for (const item of items) {
      switch (item.kind) {
        case 'include': {
          const lowered = this.#included(item.index, unit);
          if (lowered !== undefined) this.#playOutermost(lowered.items, lowered.unit);
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
      this.#labels.noteDeletion();
      this.#playWhole(new MergedNode('', undefined), item, unit, false);
      return;
    }
    this.#playWhole(this.#root, item, unit, this.#hasRoot);
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
      this.#playWhole(target, item, unit, true);
      relativeProblem();
    } else if (this.#isPlugin && !isLabelled) {
      this.#hasRoot = true;
      this.#playFragment(item, reference, unit);
      relativeProblem();
    } else {
      this.#labels.noteDeletion();
      this.#playWhole(new MergedNode('', undefined), item, unit, false);
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
    target.hasPhandles = target.name === 'target';
    fragment.properties.append(target);
    const overlay = new MergedNode('__overlay__', fragment);
    fragment.children.append(overlay);
    this.#root.mayHaveDuplicates = true;
    this.#isPlain = false;
    this.#root.children.append(fragment);
    this.#playWhole(overlay, item, unit, false);
  }

  /** Plays a node's labels and body into `node`, a node of the outermost items. */
  #playWhole(node: MergedNode, item: NodeItem, unit: ExpandedUnit, merges: boolean): void {
    this.#open(node, item, unit, 0, merges);
    this.#playOpened();
  }

  /** Notes a node's labels, and lets its body be played next. */
  #open(node: MergedNode, item: NodeItem, unit: ExpandedUnit, base: number, merges: boolean): void {
    node.deleted = false;
    node.opened.push({ item, unit, base });
    if (item.labels.length > 0) this.#label(node, item.labels, merges);
    if (item.needsCare && !merges) {
      node.mayHaveDuplicates = true;
      this.#isPlain = false;
    }
    if (!item.isWellNamed) this.#isPlain = false;
    const around = this.#playing[this.#playing.length - 1]?.body;
    const stackUsed = (around?.stackUsed ?? 0) + (around?.children ?? 0) + item.labels.length + STACK_OF_A_NODE;
    const tooDeep = stackUsed > PARSER_STACK;
    if (tooDeep && !this.#isExhausted) {
      this.#isExhausted = true;
      const message = 'memory exhausted: dtc cannot read nodes nested so deeply, or so many in one node';
      this.#problem('memory-exhausted', message, spanOf({ item, unit, base }, item.bodyStart, item.bodyStart + 1));
    }
    if (tooDeep) return;
    const body = { node, merges, children: 0, stackUsed };
    this.#playing.push({ body, items: item.items, unit, base: base + item.start, next: 0 });
  }

  /** Plays what was opened, with a stack of its own: nodes may be nested deeper than calls can be. */
  #playOpened(): void {
    for (;;) {
      const playing = this.#playing[this.#playing.length - 1];
      if (playing === undefined) break;
      const item = playing.items[playing.next++];
      if (item === undefined) this.#playing.pop();
      else this.#playItem(playing.body, item, playing.unit, playing.base);
    }
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

  #playItem(body: Body, item: Item, unit: ExpandedUnit, base: number): void {
    switch (item.kind) {
      case 'property':
        this.#expectProperties(body, item, unit, base);
        this.#playProperty(body, item, unit, base);
        break;
      case 'node':
        this.#playChild(body, item, unit, base);
        break;
      case 'delete-property':
        this.#expectProperties(body, item, unit, base);
        this.#playDeleteProperty(body, item, unit, base);
        break;
      case 'delete-node':
        this.#playDeleteNode(body, item, unit, base);
        break;
      case 'include': {
        const lowered = this.#included(item.index, unit);
        if (lowered !== undefined) {
          this.#playing.push({ body, items: lowered.items, unit: lowered.unit, base: 0, next: 0 });
        }
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

  #expectProperties(body: Body, item: PropertyItem | DeleteItem, unit: ExpandedUnit, base: number): void {
    if (body.children === 0 || this.#saidOrder) return;
    this.#saidOrder = true;
    this.#problem('property-after-node', 'Properties must precede subnodes', spanOf({ item, unit, base }));
  }

  #playProperty({ node, merges }: Body, item: PropertyItem, unit: ExpandedUnit, base: number): void {
    if (item.problems.length > 0) this.#itemProblems(item.problems, base + item.start, unit);
    if (!item.isPlain) this.#isPlain = false;
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
    property.hasPhandles = item.value.hasPhandles;
    property.hasPaths = item.value.hasPaths;
    if (item.value.incbins.length > 0) this.#includeBinaries(property, item, unit);
    for (let index = item.labels.length - 1; index >= 0; index--) {
      const label = item.labels[merges ? item.labels.length - 1 - index : index];
      if (label !== undefined) property.labelList = addLabel(property.labelList, label);
    }
  }

  /** Puts the files of `/incbin/` into a value. */
  #includeBinaries(property: MergedProperty, item: PropertyItem, unit: ExpandedUnit): void {
    const { bytes, markers, incbins } = item.value;
    const parts: Uint8Array[] = [];
    const shifts: { readonly markersBefore: number; readonly by: number }[] = [];
    let taken = 0;
    for (const incbin of incbins) {
      const content = this.#readIncbin(incbin, unit);
      if (typeof content === 'string') {
        this.#problem('incbin-not-found', content, property.span);
        continue;
      }
      parts.push(bytes.subarray(taken, incbin.at), content);
      taken = incbin.at;
      shifts.push({ markersBefore: incbin.markersBefore, by: content.length });
    }
    parts.push(bytes.subarray(taken));
    const value = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      value.set(part, at);
      at += part.length;
    }
    property.value = value;
    property.markers = markers.map((marker, index) => {
      let { offset } = marker;
      for (const shift of shifts) if (index >= shift.markersBefore) offset += shift.by;
      return { ...marker, offset };
    });
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
    this.#labels.noteDeletion();
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
    this.#labels.noteDeletion();
    for (const label of property.labelList ?? []) label.deleted = true;
    if (property.events === undefined && property.item !== undefined && property.unit !== undefined) {
      property.events = [{ action: 'set', item: property.item, unit: property.unit, base: property.base }];
    }
    property.events ??= [];
    property.events.push({ action: 'delete', item, unit, base });
    node.properties.noteDeletion();
  }

  #playChild(body: Body, item: NodeItem, unit: ExpandedUnit, base: number): void {
    const { node, merges } = body;
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
    this.#open(child, item, unit, base, existed);
    body.children++;
  }

  #playDeleteNode(body: Body, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    const { node, merges } = body;
    body.children++;
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
    this.#labels.noteDeletion();
    placeholder.deletedFirstBy = { item, unit, base };
    node.children.append(placeholder);
  }

  /** Marks a node, what it has and its labels as deleted (livetree.c, `delete_node`). */
  #deleteNode(node: MergedNode, item: DeleteItem, unit: ExpandedUnit, base: number): void {
    node.deleted = true;
    this.#labels.noteDeletion();
    node.parent?.children.noteDeletion();
    for (const child of node.children.entriesWithDeleted) if (!child.deleted) this.#deleteNode(child, item, unit, base);
    for (const property of node.properties.entriesWithDeleted) {
      if (!property.deleted) this.#deleteProperty(node, property, item, unit, base);
    }
    for (const label of node.labelList ?? []) label.deleted = true;
  }
}
