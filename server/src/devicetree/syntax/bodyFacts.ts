/**
 * What readers have worked out of a node's body, each in a place that is its own. An edit elsewhere moves the node's item
 * and keeps this; a body that is edited is another one, of which nothing is known yet.
 *
 * It is kept with the body and not in a `WeakMap` of each reader: readers of whole trees ask for every node of every board.
 */
export class BodyFacts {
  private _known: unknown[] | undefined;

  /** What a reader has worked out; `undefined` where it has not asked before. */
  at(place: number): unknown {
    return this._known?.[place];
  }

  set(place: number, fact: unknown): void {
    this._known ??= [];
    this._known[place] = fact;
  }
}
