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
  private readonly _lowering: UnitLowering;
  private readonly _state: BuildState;
  private readonly _bodies: BodyMerger;
  private readonly _reservations: MemoryReservation[] = [];
  private _phase: Phase = 'header';
  private readonly _headers: { isPlugin: boolean; readonly span: Span }[] = [];
  private _hasRoot = false;
  private readonly _unresolved: UnresolvedReferences;
  private _isExhausted = false;
  /** Whether the outermost node that was added last stands outside of the root. */
  private _isOutsideRoot = false;
  /** How many statements stood outside of all nodes that belong into one. */
  private _outside = 0;
  private _fragments = 0;

  constructor(lowering: UnitLowering, readIncbin: IncbinReader) {
    this._lowering = lowering;
    this._state = new BuildState(lowering, readIncbin);
    this._unresolved = new UnresolvedReferences(this._state.labels);
    this._bodies = new BodyMerger(this._state);
  }

  /** Builds the tree of a board's outermost unit. */
  build(unit: ExpandedUnit): BuiltTree {
    const { root, labels, problems } = this._state;
    const lowered = this._lowering.lowerBoard(unit);
    if (lowered.joinedError !== undefined) problems.push(lowered.joinedError);
    this._addItems(lowered.items, lowered.unit);
    const isShapeUnknown = this._state.isShapeUnknown || lowered.isShapeUnknown;
    this._refuseWithoutNodes(lowered.unit);
    const isPlain = this._state.isPlain && !labels.hasShared;
    const memoryReservations = this._reservations;
    return { root, labels, memoryReservations, isPlugin: this._isPlugin, isPlain, problems, isShapeUnknown };
  }

  /** dtc's grammar wants a node after the headers and reservations. */
  private _refuseWithoutNodes(unit: ExpandedUnit): void {
    if (this._phase === 'tree' || this._state.problems.some(({ severity }) => severity === 'error')) return;
    const message =
      this._headers.length === 0
        ? 'The file does not begin with /dts-v1/;'
        : 'The file ends without a node: after /dts-v1/; and reservations comes the root, `/ { … };`';
    this._state.problem('syntax-error', message, unit.sourceSpan(Math.max(0, unit.text.length - 1), unit.text.length));
  }

  private _addItems(items: readonly Item[], unit: ExpandedUnit): void {
    for (const item of items) {
      switch (item.kind) {
        case 'include': {
          const lowered = this._state.included(item.index, unit);
          if (lowered !== undefined) this._addItems(lowered.items, lowered.unit);
          break;
        }
        case 'node':
          this._addOutermostNode(item, unit);
          break;
        case 'delete-node':
        case 'omit-if-no-ref':
          this._obeyStatement(item, unit);
          break;
        case 'memory-reservation':
          this._addReservation(item, unit);
          break;
        case 'version':
        case 'plugin':
          this._addDirective(item, unit);
          break;
        case 'error':
          if (item.problem !== undefined) this._state.itemProblems([item.problem], item.start, unit);
          break;
        default:
          this._refuseOutside('A property', spanOf({ item, unit, base: 0 }));
      }
    }
  }

  private _refuseOutside(what: string, span: Span): void {
    if (this._outside++ >= MOST_OUTSIDE) return;
    this._state.problem('syntax-error', `${what} stands outside of any node`, span);
  }

  private _addDirective(item: DirectiveItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    const last = this._headers[this._headers.length - 1];
    if (this._phase !== 'header') {
      const keyword = item.kind === 'version' ? '/dts-v1/' : '/plugin/';
      this._state.problem('syntax-error', `${keyword} stands after other statements: it must come first`, span);
    } else if (item.kind === 'version') {
      this._headers.push({ isPlugin: false, span });
      if (this._headers.length + PLACES_AFTER_VERSION > LAST_PLACE) this._refuseExhausted(span);
    } else if (last !== undefined && !last.isPlugin) {
      last.isPlugin = true;
    } else {
      this._state.problem('syntax-error', '/plugin/; may only stand after /dts-v1/;', span);
    }
  }

  /** The first header says whether this is an overlay; the others must say the same. */
  private get _isPlugin(): boolean {
    return this._headers[0]?.isPlugin ?? false;
  }

  /** Enters a phase; `/dts-v1/;` must have come before. */
  private _enter(phase: Phase, item: Item, unit: ExpandedUnit): void {
    if (this._phase === 'header') {
      if (this._headers.length === 0) {
        const span = spanOf({ item, unit, base: 0 }, 0, 1);
        this._state.problem('syntax-error', 'The file does not begin with /dts-v1/;', span);
      }
      for (let index = this._headers.length - 1; index > 0; index--) {
        const header = this._headers[index];
        if (header?.isPlugin === this._headers[index - 1]?.isPlugin) continue;
        this._state.problem('header-mismatch', "Header flags don't match earlier ones", header?.span);
      }
    }
    this._phase = phase;
  }

  private _addReservation(item: MemoryReservationItem, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 });
    if (this._phase === 'tree') {
      this._state.problem('syntax-error', '/memreserve/ stands after a node: it must come before all nodes', span);
    } else {
      this._enter('reservations', item, unit);
    }
    this._state.itemProblems(item.problems, item.start, unit);
    this._reservations.push({ base: item.base, size: item.size, span });
    if (this._reservations.length + item.labels + PLACES_OF_RESERVATION > LAST_PLACE) this._refuseExhausted(span);
  }

  /** Says once that dtc's parser, which reads these lists from their end, has no room for them. */
  private _refuseExhausted(span: Span): void {
    if (this._isExhausted) return;
    this._isExhausted = true;
    this._state.problem('memory-exhausted', 'memory exhausted: dtc has no room for so many of them', span);
  }

  private _obeyStatement(item: DeleteItem | OmitItem, unit: ExpandedUnit): void {
    const place = { item, unit, base: 0 };
    if (item.kind === 'delete-property' || item.reference === undefined) {
      this._refuseOutside(`/${item.kind}/ of a name`, spanOf(place));
      return;
    }
    if (item.kind === 'delete-node' && item.labels.length > 0) {
      const message = 'No label may stand before /delete-node/ of a reference';
      this._state.problem('syntax-error', message, spanOf(place));
    }
    this._enter('tree', item, unit);
    if (!this._hasRoot) {
      this._state.problem('syntax-error', `/${item.kind}/ stands before the first node`, spanOf(place));
      return;
    }
    const target = this._state.labels.find(item.reference);
    if (target === undefined) {
      this._refuseReference(item.reference, spanOf(place, item.nameStart, item.nameEnd));
    } else if (item.kind === 'omit-if-no-ref') {
      target.omitIfNoReference = true;
    } else {
      this._bodies.deleteNode(target, item, unit, 0);
    }
  }

  private _refuseReference(reference: string, place: Span): void {
    const { span, hint, fixes } = this._unresolved.at(reference, place);
    const message = `Label or path ${reference} not found${hint}`;
    this._state.problems.push({ id: 'reference-not-found', severity: 'error', message, span, related: [], fixes });
  }

  private _addOutermostNode(item: NodeItem, unit: ExpandedUnit): void {
    this._enter('tree', item, unit);
    if (item.reference !== undefined || item.name === '') this._isOutsideRoot = false;
    if (item.reference !== undefined) {
      if (item.omitIfNoReference) {
        const message = `/omit-if-no-ref/ before a reference ends with it: write /omit-if-no-ref/ &${item.reference};`;
        this._state.problem('syntax-error', message, spanOf({ item, unit, base: 0 }, 0, item.nameEnd));
      }
      this._addReferenced(item, item.reference, unit);
      return;
    }
    if (item.name !== '') {
      // Those that follow stand there for the same reason, most often a brace too many before the first of them.
      if (!this._isOutsideRoot) {
        const hint = this._hasRoot ? '; a `};` before it may be one too many' : '';
        this._state.problem(
          'syntax-error',
          `The node "${item.name}" stands outside of the root node${hint}`,
          spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd),
        );
      }
      this._isOutsideRoot = true;
      this._state.labels.noteDeletion();
      this._bodies.merge(new MergedNode('', undefined), item, unit, false);
      return;
    }
    this._bodies.merge(this._state.root, item, unit, this._hasRoot);
    this._hasRoot = true;
  }

  /** `&reference { … };`, with a label in front or without (dtc-parser.y, `devicetree`). */
  private _addReferenced(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    const span = spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd);
    const isFirst = !this._hasRoot;
    const isPath = reference.includes('/');
    const isLabelled = item.labels.length > 0;
    if (isLabelled && (isFirst || item.labels.length > 1)) {
      const message = isFirst ? 'A label stands before the first node' : 'Two labels stand before a reference';
      this._state.problem('syntax-error', message, span);
    }
    const isRelative = isPath && !reference.startsWith('/');
    const relativeProblem = (): void => {
      if (!isRelative || !this._isPlugin) return;
      const message = `Label-relative reference ${reference} not supported in plugin`;
      this._state.problem('relative-reference-in-plugin', message, span);
    };
    const isFragment = this._isPlugin && !isLabelled && (isFirst || isPath);
    const target = isFirst || isFragment ? undefined : this._state.labels.find(reference);
    if (target !== undefined) {
      this._bodies.merge(target, item, unit, true);
      relativeProblem();
    } else if (this._isPlugin && !isLabelled) {
      this._hasRoot = true;
      this._addFragment(item, reference, unit);
      relativeProblem();
    } else {
      this._state.labels.noteDeletion();
      this._bodies.merge(new MergedNode('', undefined), item, unit, false);
      relativeProblem();
      this._refuseReference(reference, isFirst ? spanOf({ item, unit, base: 0 }, item.bodyStart) : span);
      this._hasRoot = true;
    }
  }

  /** A node whose target is outside of this overlay: `fragment@N` with its `__overlay__` (livetree.c, `add_orphan_node`). */
  private _addFragment(item: NodeItem, reference: string, unit: ExpandedUnit): void {
    const { most } = LIMITS.overlayFragments;
    if (++this._fragments > most) {
      const message = `the overlay has more than ${most} fragments, which is as many as are read; the rest is left out`;
      const span = spanOf({ item, unit, base: 0 }, item.nameStart, item.nameEnd);
      if (this._fragments === most + 1) this._state.problem('overlay-too-large', message, span);
      return;
    }
    const fragment = new MergedNode(`fragment@${this._fragments - 1}`, this._state.root);
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
    this._state.root.mayHaveDuplicates = true;
    this._state.isPlain = false;
    this._state.root.appendChild(fragment);
    this._bodies.merge(overlay, item, unit, false);
  }
}
