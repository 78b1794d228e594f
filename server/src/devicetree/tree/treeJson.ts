import { CELL_BYTES, cellAt } from '../../text/cells.ts';
import { type JsonItems, JsonList, jsonListOf } from '../../text/json/jsonList.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { DeviceTree, DeviceTreeNode, DeviceTreeProperty, SourceEvent } from './deviceTree.ts';
import { guessValueType, type ValueType } from './printValue.ts';

/** Bytes of values of which all parts are made at once; what is longer is made part by part. */
const MADE_AT_ONCE = 1 << 12;

/** Bytes that a property without a value counts for. */
const OF_A_PROPERTY = 16;

/** A place in a source file; line and column counted from 1, the column in bytes. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A part of a value that one expression, string or reference of the sources made. */
export interface JsonPart {
  /** Byte offsets in the value. */
  readonly start: number;
  readonly end: number;
  readonly type: ValueType;
  /** A number as `0x…`, or a string. */
  readonly value: string;
  /** The label or path that a reference refers to. */
  readonly reference?: string;
  readonly source: JsonPlace | null;
}

export interface JsonProperty {
  readonly name: string;
  readonly labels: readonly string[];
  /** The value's bytes in hexadecimal. */
  readonly bytes: string;
  readonly parts: JsonItems<JsonPart>;
  readonly source: JsonPlace | null;
  /** Where it was set and deleted, oldest first. */
  readonly history: readonly { readonly action: SourceEvent['action']; readonly source: JsonPlace }[];
}

export interface JsonNode {
  readonly path: string;
  readonly name: string;
  readonly labels: readonly string[];
  /** The places that open the node, oldest first. */
  readonly sources: readonly JsonPlace[];
  readonly properties: JsonItems<JsonProperty>;
}

export interface JsonTree {
  readonly bootCpu: number;
  readonly isOverlay: boolean;
  readonly memoryReservations: readonly {
    readonly base: string;
    readonly size: string;
    readonly source: JsonPlace | null;
  }[];
  /** In the order of the DTB, parents before their children. */
  readonly nodes: JsonList<JsonNode>;
}

/**
 * A tree as plain values for `JSON.stringify`, with the place in the sources that made each part of each value. Nodes
 * are a list and not nested, so that no depth of nodes is too deep for whoever reads it. Where there are no sources,
 * as in a blob, places are `null` and the types of values are guessed as dtc guesses them.
 */
export function treeJson(tree: DeviceTree): JsonTree {
  return {
    bootCpu: tree.bootCpu,
    isOverlay: tree.isPlugin,
    memoryReservations: tree.memoryReservations.map(({ base, size, span }) => ({
      base: `0x${base.toString(16)}`,
      size: `0x${size.toString(16)}`,
      source: place(span),
    })),
    nodes: new JsonList(() => nodesOf(tree)),
  };
}

function* nodesOf(tree: DeviceTree): Generator<JsonNode> {
  const waiting: { node: DeviceTreeNode; path: string }[] = [{ node: tree.root, path: '/' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, path } = next;
    yield nodeJson(node, path);
    const prefix = path === '/' ? '/' : `${path}/`;
    const children = [...node.children.values()].map((child) => ({ node: child, path: prefix + child.name }));
    for (const child of children.reverse()) waiting.push(child);
  }
}

function place(span: Span): JsonPlace;
function place(span: Span | undefined): JsonPlace | null;
function place(span: Span | undefined): JsonPlace | null {
  if (span === undefined) return null;
  return { file: span.file.path, ...span.file.lines.lineColumn(span.start) };
}

function nodeJson(node: DeviceTreeNode, path: string): JsonNode {
  const properties = [...node.properties.values()];
  const bytes = properties.reduce((sum, { value }) => sum + OF_A_PROPERTY + value.length, 0);
  return {
    path,
    name: node.name,
    labels: node.labels,
    sources: node.declarations.map((span) => place(span)),
    properties: bytes > MADE_AT_ONCE ? jsonListOf(properties, propertyJson) : properties.map(propertyJson),
  };
}

function propertyJson(property: DeviceTreeProperty): JsonProperty {
  const isLong = property.value.length > MADE_AT_ONCE;
  return {
    name: property.name,
    labels: property.labels,
    bytes: hexadecimal(property.value),
    parts: isLong ? new JsonList(() => valueParts(property)) : [...valueParts(property)],
    source: place(property.span),
    history: property.history.map(({ action, span }) => ({ action, source: place(span) })),
  };
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexadecimal(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) digits += DIGITS[byte];
  return digits;
}

function numberText(bytes: Uint8Array): string {
  const cell = bytes.length === CELL_BYTES ? cellAt(bytes, 0) : undefined;
  return `0x${cell?.toString(16) ?? hexadecimal(bytes).replace(/^0+(?=.)/, '')}`;
}

const WIDTH = { uint8: 1, uint16: 2, uint32: 4, uint64: 8 } as const;

/** Where each type of a value begins; the whole value as one type where the sources do not say. */
function typedStretches(property: DeviceTreeProperty): { start: number; type: ValueType }[] {
  const stretches: { start: number; type: ValueType }[] = [];
  for (const { kind, offset } of property.markers) {
    if (kind !== 'label' && kind !== 'phandle' && kind !== 'path') stretches.push({ start: offset, type: kind });
  }
  if (stretches[0]?.start === 0) return stretches;
  return [{ start: 0, type: guessValueType(property.value, []) }, ...stretches];
}

function* valueParts(property: DeviceTreeProperty): Generator<JsonPart> {
  const { value } = property;
  if (value.length === 0) return;
  const references = new Map<number, string>();
  for (const { kind, offset, text } of property.markers) {
    if (kind === 'phandle' || kind === 'path') references.set(offset, text);
  }
  const stretches = typedStretches(property);
  for (const [index, { start, type }] of stretches.entries()) {
    const stretchEnd = stretches[index + 1]?.start ?? value.length;
    for (let at = start; at < stretchEnd; ) {
      const end = Math.min(stretchEnd, type === 'string' ? stringEnd(value, at) : at + WIDTH[type]);
      const bytes = value.subarray(at, end);
      const text = type === 'string' ? decodedString(bytes) : numberText(bytes);
      const reference = references.get(at);
      const source = place(property.valueSpan(at, end));
      yield { start: at, end, type, value: text, ...(reference === undefined ? {} : { reference }), source };
      at = end;
    }
  }
}

/** The offset after the NUL that ends the string at `start`. */
function stringEnd(value: Uint8Array, start: number): number {
  const nul = value.indexOf(0, start);
  return nul < 0 ? value.length : nul + 1;
}

/** A string without the NUL that ends it, as the characters that its UTF-8 bytes stand for. */
function decodedString(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes);
}
