import type { ProblemSeverity } from '../../text/problem.ts';
import type { BodyFacts } from './bodyFacts.ts';
import type { ValueMarker } from './valueMarker.ts';

/*
 * What one unit says, read once off its syntax tree and merged into the tree of every board that has the unit.
 *
 * Every offset is relative to the start of the enclosing node's item (to the start of the unit's text for the outermost
 * items), so that an edit moves the items after it without making them anew.
 */

/** A fault that is known from the text alone, at offsets relative to the item that carries it. */
export interface ItemProblem {
  readonly id: string;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly missing?: MissingText;
  /** Set where a name is neither a value nor a macro that is defined. */
  readonly isUnknownName?: boolean;
}

/** Something that a text lacks. Offsets count from the item that carries the problem, and may lie before it. */
export interface MissingText {
  /** The end of the token after which it is missing. */
  readonly after: number;
  /** What would mend it, each part after the token that ends at an offset; empty where that is not known. */
  readonly parts: readonly MissingPart[];
  /** Whether the layout of the text leaves no doubt of what its author means. */
  readonly isCertain: boolean;
}

export interface MissingPart {
  readonly after: number;
  readonly text: string;
  /** The column of a part that stands on a line of its own, below the line of the token; else it follows the token. */
  readonly column?: number;
}

/** A file whose bytes stand in a value, `/incbin/("path", offset, length)`. */
export interface IncbinRequest {
  /** Where in the value the file's bytes go. */
  readonly at: number;
  /** How many of the value's markers stand before it. */
  readonly markersBefore: number;
  readonly path: string;
  readonly offset: bigint;
  /** `undefined`: to the file's end. */
  readonly length: bigint | undefined;
}

export interface PropertyValue {
  /** References in cells are `0xffffffff` and path references are empty, as dtc has them before it resolves them. */
  readonly bytes: Uint8Array;
  readonly markers: readonly ValueMarker[];
  /** Whether a cell refers to a node, so that the bytes differ from board to board. */
  readonly hasPhandles: boolean;
  /** Whether the path of a node is to be put into it. */
  readonly hasPaths: boolean;
  /** Whether a marker is a label. */
  readonly labelled: boolean;
  readonly incbins: readonly IncbinRequest[];
}

/** What a property's statement says, wherever it stands; equal statements share one. */
export interface PropertyStatement {
  readonly name: string;
  readonly labels: readonly string[];
  readonly value: PropertyValue;
  /** Whether dtc's checks have nothing to say about it: a good name that means nothing to dtc, and no labels. */
  readonly isPlain: boolean;
  /** At offsets from the name. */
  readonly problems: readonly ItemProblem[];
}

export interface PropertyItem {
  readonly kind: 'property';
  /** The name, after the labels: dtc's position of a property begins there. */
  readonly start: number;
  /** After the `;`. */
  readonly end: number;
  readonly statement: PropertyStatement;
}

export interface NodeItem {
  readonly kind: 'node';
  /** The first label, or `/omit-if-no-ref/`, or the name. */
  readonly start: number;
  /** After the `;`. */
  readonly end: number;
  /** The name or reference, relative to `start`. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The `{`, relative to `start`: dtc's position of a node begins there. */
  readonly bodyStart: number;
  readonly labels: readonly string[];
  readonly omitIfNoReference: boolean;
  /** With its unit address, empty for the root; `undefined` where a reference opens the node. */
  readonly name: string | undefined;
  /** A label, a path that begins with `/`, or a label and a path below it (`&{label/path}`). */
  readonly reference: string | undefined;
  readonly items: readonly Item[];
  /** Whether two properties or two children bear one name, or something is deleted: a new node must be looked at closely. */
  readonly needsCare: boolean;
  /**
   * How many properties begin the body, where a new node can take them as they are written: nothing but children follows
   * them, and neither their names and labels nor their values ask for more than phandles. -1 elsewhere.
   */
  readonly plainProperties: number;
  /** What the cells of those properties refer to, in their order. */
  readonly references: readonly string[];
  /** What is known of the body. */
  readonly facts: BodyFacts;
  /** Whether dtc's checks have nothing to say about its name. */
  readonly isWellNamed: boolean;
  /** Whether it or something in it includes a file. */
  readonly includes: boolean;
  /** Whether its closing brace is missing. */
  readonly isUnclosed: boolean;
}

export interface DeleteItem {
  readonly kind: 'delete-node' | 'delete-property';
  readonly start: number;
  readonly end: number;
  /** What is deleted, relative to `start`. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly name: string | undefined;
  readonly reference: string | undefined;
  readonly labels: readonly string[];
}

/** `/omit-if-no-ref/ &reference;` */
export interface OmitItem {
  readonly kind: 'omit-if-no-ref';
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly reference: string;
}

export interface MemoryReservationItem {
  readonly kind: 'memory-reservation';
  readonly start: number;
  readonly end: number;
  /** How many labels stand before it. */
  readonly labels: number;
  readonly base: bigint;
  readonly size: bigint;
  readonly problems: readonly ItemProblem[];
}

export interface DirectiveItem {
  readonly kind: 'version' | 'plugin';
  readonly start: number;
  readonly end: number;
}

export interface IncludeItem {
  readonly kind: 'include';
  readonly start: number;
  readonly end: number;
  /** Which of the unit's includes it is. */
  readonly index: number;
}

/** What could not be read, in its place among the others. */
export interface ErrorItem {
  readonly kind: 'error';
  readonly start: number;
  readonly end: number;
  /** Counts from `start`; `undefined` where another place says what is wrong. */
  readonly problem: ItemProblem | undefined;
  /** Whether a part of the body that it stands in is lost; false where dtc only reports what happened elsewhere. */
  readonly isGap: boolean;
}

export type Item =
  | PropertyItem
  | NodeItem
  | DeleteItem
  | OmitItem
  | MemoryReservationItem
  | DirectiveItem
  | IncludeItem
  | ErrorItem;
