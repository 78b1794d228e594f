import { editDistance } from '../../text/editDistance.ts';
import type { Fix } from '../../text/fix.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { LabelTable } from './labelTable.ts';
import type { MergedNode } from './mergedNode.ts';

/** A stretch of a unit's text in which a reference is looked for. */
interface Stretch {
  readonly unit: ExpandedUnit;
  readonly start: number;
  readonly end: number;
}

/** References in a text, and the strings in which there are none. */
const REFERENCE = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|&(?:\{([^}]*)\}|([a-zA-Z_]\w*))/g;

/** Of each reference of a node at most this many places are told apart. */
const MOST_PLACES = 100;

/** For at most this many references a label is sought that may have been meant. */
const MOST_SUGGESTIONS = 20;

/** How a reference that means no node is reported: where, what may be meant, and the change to that. */
export interface Unresolved {
  readonly span: Span | undefined;
  /** What a message has at its end: nothing, or a question. */
  readonly hint: string;
  readonly fixes: readonly Fix[];
}

/** Finds the places of references that mean no node, as they are met, and what may be meant by them. */
export class UnresolvedReferences {
  private readonly _labels: LabelTable;
  /** Of the node that was asked for last: where each of its references stands, those that were met left out. */
  private _node: MergedNode | undefined;
  private _places = new Map<string, Span[]>();
  private _suggestions = 0;

  constructor(labels: LabelTable) {
    this._labels = labels;
  }

  /** The next reference of a node that is spelt so. */
  in(node: MergedNode, reference: string): Unresolved {
    if (this._node !== node) {
      this._node = node;
      this._places = placesOfReferences(node);
    }
    return this.at(reference, this._places.get(reference)?.shift());
  }

  /**
   * A reference at its place, with the `&` where it is written so. The label is suggested that alone is spelt nearly so;
   * labels that differ in their numbers are no slip, and what a macro makes cannot be changed at its place.
   */
  at(reference: string, span: Span | undefined): Unresolved {
    const nothing = { span, hint: '', fixes: [] };
    if (span === undefined) return nothing;
    const written = span.file.text.slice(span.start, span.end);
    if (written !== reference && written !== `&${reference}`) return nothing;
    if (this._suggestions++ >= MOST_SUGGESTIONS) return nothing;
    const meant = this._nearest(reference);
    if (meant === undefined) return nothing;
    const place = { ...span, start: span.end - reference.length };
    const fixes = [{ title: `Change to &${meant}`, edits: [{ span: place, newText: meant }], preferred: false }];
    return { span, hint: `; did you mean &${meant}?`, fixes };
  }

  private _nearest(label: string): string | undefined {
    const limit = Math.max(1, Math.floor(label.length / 4));
    let nearest: string[] = [];
    let least = limit;
    for (const name of this._labels.names()) {
      if (withoutDigits(name) === withoutDigits(label)) continue;
      const distance = editDistance(label, name, least);
      if (distance > least) continue;
      if (distance < least) nearest = [];
      least = distance;
      nearest.push(name);
    }
    return nearest.length === 1 ? nearest[0] : undefined;
  }
}

const withoutDigits = (name: string): string => name.replace(/\d+/g, '0');

/** Where each reference in the properties of a node stands, in the order in which they are resolved. */
function placesOfReferences(node: MergedNode): Map<string, Span[]> {
  const places = new Map<string, Span[]>();
  for (const { unit, start, end } of stretchesOf(node)) {
    for (const match of unit.text.slice(start, end).matchAll(REFERENCE)) {
      const reference = match[1] ?? match[2];
      if (reference === undefined) continue;
      const span = unit.sourceSpan(start + match.index, start + match.index + match[0].length);
      const known = places.get(reference);
      if (known === undefined) places.set(reference, [span]);
      else if (known.length < MOST_PLACES) known.push(span);
    }
  }
  return places;
}

/** The statements that set a node's properties, in the order in which references in them are resolved. */
function* stretchesOf(node: MergedNode): Iterable<Stretch> {
  const { plainBody } = node;
  if (plainBody !== undefined) {
    const { unit, item } = plainBody;
    const base = plainBody.base + item.start;
    for (const { kind, start, end } of item.items) {
      if (kind === 'property') yield { unit, start: base + start, end: base + end };
    }
    return;
  }
  for (const { item, unit, base, deleted } of node.properties.entriesWithDeleted) {
    if (!deleted && item !== undefined && unit !== undefined) {
      yield { unit, start: base + item.start, end: base + item.end };
    }
  }
}
