import { LIMITS } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { DeleteItem, DirectiveItem, Item, MemoryReservationItem, NodeItem, OmitItem } from '../syntax/items.ts';
import type { UnitLowering } from '../syntax/lowering.ts';
import { BodyMerger } from './bodyMerger.ts';
import { BuildState } from './buildState.ts';
import type { MemoryReservation } from './deviceTree.ts';
import type { IncbinReader } from './incbin.ts';
import type { LabelTable } from './labelTable.ts';
import { MergedNode } from './mergedNode.ts';
import { MergedProperty } from './mergedProperty.ts';
import { LAST_PLACE } from './parserStack.ts';
import { spanOf } from './placed.ts';
import { UnresolvedReferences } from './unresolvedReference.ts';

/** What the items of a board come to, before references are resolved. */
export interface BuiltTree {
  readonly root: MergedNode;
  readonly labels: LabelTable;
  readonly memoryReservations: readonly MemoryReservation[];
  readonly isPlugin: boolean;
  /** Whether nothing was met that dtc's checks could fail at, references aside. */
  readonly isPlain: boolean;
  /** In the order in which dtc would print them. */
  readonly problems: readonly Problem[];
  /** Whether errors leave open which node is in which. */
  readonly isShapeUnknown: boolean;
}

/** dtc's grammar reads a file in this order; what comes too late is a syntax error. */
type Phase = 'header' | 'reservations' | 'tree';

/** The places on the stack of dtc's parser after the first token of a header; of a reservation, with the headers. */
const PLACES_AFTER_VERSION = 1;
const PLACES_OF_RESERVATION = 4;

/** At most this many statements outside of all nodes are reported: dtc stops at the first. */
const MOST_OUTSIDE = 50;

/** Builds a tree of the items of a board's units in order, as dtc-parser.y's actions do: headers, reservations, nodes. */
export class TreeBuilder {
  readonly #lowering: UnitLowering;
  readonly #state: BuildState;
  readonly #bodies: BodyMerger;
  readonly #reservations: MemoryReservation[] = [];
  #phase: Phase = 'header';
  readonly #headers: { isPlugin: boolean; readonly span: Span }[] = [];
  #hasRoot = false;
  readonly #unresolved: UnresolvedReferences;
  #isExhausted = false;
  /** Whether the outermost node that was added last stands outside of the root. */
  #isOutsideRoot = false;
  /** How many statements stood outside of all nodes that belong into one. */
  #outside = 0;
  #fragments = 0;

  constructor(lowering: UnitLowering, readIncbin: IncbinReader) {
    this.#lowering = lowering;
    this.#state = new BuildState(lowering, readIncbin);
    this.#unresolved = new UnresolvedReferences(this.#state.labels);
    this.#bodies = new BodyMerger(this.#state);
  }

  /** Builds the tree of a board's outermost unit. */
  build(unit: ExpandedUnit): BuiltTree {
    const { root, labels, problems } = this.#state;
    const lowered = this.#lowering.lowerBoard(unit);
    if (lowered.joinedError !== undefined) problems.push(lowered.joinedError);
    this.#addItems(lowered.items, lowered.unit);
    const isShapeUnknown = this.#state.isShapeUnknown || lowered.isShapeUnknown;
    this.#refuseWithoutNodes(lowered.unit);
    const isPlain = this.#state.isPlain && !labels.hasShared;
    const memoryReservations = this.#reservations;
    return { root, labels, memoryReservations, isPlugin: this.#isPlugin, isPlain, problems, isShapeUnknown };
  }

  /** dtc's grammar wants a node after the headers and reservations. */
  #refuseWithoutNodes(unit: ExpandedUnit): void {
    if (this.#phase === 'tree' || this.#state.problems.some(({ severity }) => severity === 'error')) return;
    const message =
      this.#headers.length === 0
        ? 'The file does not begin with /dts-v1/;'
        : 'The file ends without a node: after /dts-v1/; and reservations comes the root, `/ { … };`';
    this.#state.problem('syntax-error', message, unit.sourceSpan(Math.max(0, unit.text.length - 1), unit.text.length));
  }

  #addItems(items: readonly Item[], unit: ExpandedUnit): void {
    for (const item of items) {
      switch (item.kind) {
        case 'include': {
          const lowered = this.#state.included(item.index, unit);
          if (lowered !== undefined) this.#addItems(lowered.items, lowered.unit);
          break;
        }
        case 'node':
          this.#addOutermostNode(item, unit);
          break;
        case 'delete-node':
        case 'omit-if-no-ref':
          this.#obeyStatement(item, unit);
          break;
        case 'memory-reservation':
          this.#addReservation(item, unit);
          break;
        case 'version':
        case 'plugin':
          this.#addDirective(item, unit);
          break;
        case 'error':
          if (item.problem !== undefined) this.#state.itemProblems([item.problem], item.start, unit);
          break;
        default:
          this.#refuseOutside('A property', spanOf({ item, unit, base: 0 }));
      }
    }
  }

  #refuseOutside(what: string, span: Span): void {
    if (this.#outside++ >= MOST_OUTSIDE) return;
    this.#state.problem('syntax-error', `${what} stands outside of any node`, span);
  }

  #addDirective(item: DirectiveItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    const last = this.#headers[this.#headers.length - 1];
    if (this.#phase !== 'header') {
      const keyword = item.kind === 'version' ? '/dts-v1/' : '/plugin/';
      this.#state.problem('syntax-error', `${keyword} stands after other statements: it must come first`, span);
    } else if (item.kind === 'version') {
      this.#headers.push({ isPlugin: false, span });
      if (this.#headers.length + PLACES_AFTER_VERSION > LAST_PLACE) this.#refuseExhausted(span);
    } else if (last !== undefined && !last.isPlugin) {
      last.isPlugin = true;
    } else {
      this.#state.problem('syntax-error', '/plugin/; may only stand after /dts-v1/;', span);
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
        this.#state.problem('syntax-error', 'The file does not begin with /dts-v1/;', span);
      }
      for (let index = this.#headers.length - 1; index > 0; index--) {
        const header = this.#headers[index];
        if (header?.isPlugin === this.#headers[index - 1]?.isPlugin) continue;
        this.#state.problem('header-mismatch', "Header flags don't match earlier ones", header?.span);
      }
    }
    this.#phase = phase;
  }

  #addReservation(item: MemoryReservationItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    if (this.#phase === 'tree') {
      this.#state.problem('syntax-error', '/memreserve/ stands after a node: it must come before all nodes', span);
    } else {
      this.#enter('reservations', item, unit);
    }
    this.#state.itemProblems(item.problems, item.start, unit);
    this.#reservations.push({ base: item.base, size: item.size, span });
    if (this.#reservations.length + item.labels + PLACES_OF_RESERVATION > LAST_PLACE) this.#refuseExhausted(span);
  }

  /** Says once that dtc's parser, which reads these lists from their end, has no room for them. */
  #refuseExhausted(span: Span): void {
    if (this.#isExhausted) return;
    this.#isExhausted = true;
    this.#state.problem('memory-exhausted', 'memory exhausted: dtc has no room for so many of them', span);
  }

  #obeyStatement(item: DeleteItem | OmitItem, unit: ExpandedUnit): void {
    const place = { item, unit, base: 0 };
    if (item.kind === 'delete-property' || item.reference === undefined) {
      this.#refuseOutside(`/${item.kind}/ of a name`, spanOf(place));
      return;
    }
    if (item.kind === 'delete-node' && item.labels.length > 0) {
      const message = 'No label may stand before /delete-node/ of a reference';
      this.#state.problem('syntax-error', message, spanOf(place));
    }
    this.#enter('tree', item, unit);
    if (!this.#hasRoot) {
      this.#state.problem('syntax-error', `/${item.kind}/ stands before the first node`, spanOf(place));
      return;
    }
    const target = this.#state.labels.find(item.reference);
    if (target === undefined) {
      this.#refuseReference(item.reference, spanOf(place, item.nameStart, item.nameEnd));
    } else if (item.kind === 'omit-if-no-ref') {
      target.omitIfNoReference = true;
    } else {
      this.#bodies.deleteNode(target, item, unit, 0);
    }
  }

  #refuseReference(reference: string, place: Span): void {
    const { span, hint, fixes } = this.#unresolved.at(reference, place);
    const message = `Label or path ${reference} not found${hint}`;
    this.#state.problems.push({ id: 'reference-not-found', severity: 'error', message, span, related: [], fixes });
  }

  #addOutermostNode(item: NodeItem, unit: ExpandedUnit): void {
    this.#enter('tree', item, unit);
    if (item.reference !== undefined || item.name === '') this.#isOutsideRoot = false;
    if (item.reference !== undefined) {
      if (item.omitIfNoReference) {
        const message = `/omit-if-no-ref/ before a reference ends with it: write /omit-if-no-ref/ &${item.reference};`;
        this.#state.problem('syntax-error', message, spanOf({ item, unit, base: 0 }, 0, item.nameEnd));
      }
      this.#addReferenced(item, item.reference, unit);
      return;
    }
    if (item.name !== '') {
      // Those that follow stand there for the same reason, most often a brace too many before the first of them.
      if (!this.#isOutsideRoot) {
        const hint = this.#hasRoot ? '; a `};` before it may be one too many' : '';
        this.#state.problem(
          'syntax-error',
          `The node "${item.name}" stands outside of the root node${hint}`,
          spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd),
        );
      }
      this.#isOutsideRoot = true;
      this.#state.labels.noteDeletion();
      this.#bodies.merge(new MergedNode('', undefined), item, unit, false);
      return;
    }
    this.#bodies.merge(this.#state.root, item, unit, this.#hasRoot);
    this.#hasRoot = true;
  }

  /** `&reference { … };`, with a label in front or without (dtc-parser.y, `devicetree`). */
  #addReferenced(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd);
    const isFirst = !this.#hasRoot;
    const isPath = reference.includes('/');
    const isLabelled = item.labels.length > 0;
    if (isLabelled && (isFirst || item.labels.length > 1)) {
      const message = isFirst ? 'A label stands before the first node' : 'Two labels stand before a reference';
      this.#state.problem('syntax-error', message, span);
    }
    const isRelative = isPath && !reference.startsWith('/');
    const relativeProblem = (): void => {
      if (!isRelative || !this.#isPlugin) return;
      const message = `Label-relative reference ${reference} not supported in plugin`;
      this.#state.problem('relative-reference-in-plugin', message, span);
    };
    const isFragment = this.#isPlugin && !isLabelled && (isFirst || isPath);
    const target = isFirst || isFragment ? undefined : this.#state.labels.find(reference);
    if (target !== undefined) {
      this.#bodies.merge(target, item, unit, true);
      relativeProblem();
    } else if (this.#isPlugin && !isLabelled) {
      this.#hasRoot = true;
      this.#addFragment(item, reference, unit);
      relativeProblem();
    } else {
      this.#state.labels.noteDeletion();
      this.#bodies.merge(new MergedNode('', undefined), item, unit, false);
      relativeProblem();
      this.#refuseReference(reference, isFirst ? spanOf({ item, unit, base: 0 }, item.bodyStart) : span);
      this.#hasRoot = true;
    }
  }

  /** A node whose target is outside of this overlay: `fragment@N` with its `__overlay__` (livetree.c, `add_orphan_node`). */
  #addFragment(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    if (++this.#fragments > LIMITS.overlayFragments.most) {
      const message = `an overlay may have ${LIMITS.overlayFragments.most} fragments; the rest is left out`;
      const isFirst = this.#fragments === LIMITS.overlayFragments.most + 1;
      if (isFirst)
        this.#state.problem('memory-exhausted', message, spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd));
      return;
    }
    const fragment = new MergedNode(`fragment@${this.#fragments - 1}`, this.#state.root);
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
    fragment.appendProperty(target);
    const overlay = new MergedNode('__overlay__', fragment);
    fragment.appendChild(overlay);
    this.#state.root.mayHaveDuplicates = true;
    this.#state.isPlain = false;
    this.#state.root.appendChild(fragment);
    this.#bodies.merge(overlay, item, unit, false);
  }
}
