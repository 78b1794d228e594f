import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { textOfBytes } from '../bytesAndText.ts';
import { INPUT_LIMITS } from '../limits.ts';
import { Remembered } from '../remembered.ts';
import type { SourceFile, Span } from '../sourceFile.ts';
import type { Complaint } from './complaint.ts';

/** The steps from the whole value to one inside: members' names and items' indices. */
export type JsonPath = readonly PropertyKey[];

/** A path as messages write it: `memory[0].size`. */
export function pathText(path: JsonPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Tokens of `SyntaxKind`, which the package declares as a constant enumeration only. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const END_OF_FILE = 17;

/** A file as JSON with comments: its value, and where each part of it stands. */
export interface JsonDocument {
  readonly value: unknown;
  /** The span of the value at a path; that of the innermost value around it where there is none. */
  valueSpan(path: JsonPath): Span;
  /** The span of a member's name, with its quotes; the value's where the path ends in an item. */
  nameSpan(path: JsonPath): Span;
  /** The `{` of the object at a path, where a missing member would be added. */
  openingSpan(path: JsonPath): Span;
  /** Members whose name an earlier member of their object has, in the order of the text; of the value only the last is part. */
  readonly repeatedMembers: readonly RepeatedMember[];
}

/** A member with the name of an earlier one. */
export interface RepeatedMember {
  readonly path: JsonPath;
  /** Of its name, with the quotes. */
  readonly span: Span;
}

const parsed = new Remembered<SourceFile, JsonDocument | Complaint>();

/**
 * Reads a file (RFC 8259 with `//` and block comments, UTF-8 with or without a byte order mark), once for each. Answers a
 * complaint with its place instead where the file is no such thing, or nests deeper than `INPUT_LIMITS.jsonDepth`.
 */
export function parseJson(file: SourceFile): JsonDocument | Complaint {
  const earlier = parsed.get(file);
  if (earlier !== undefined) return earlier;
  const document = parse(file);
  parsed.set(file, document);
  return document;
}

function parse(file: SourceFile): JsonDocument | Complaint {
  // The structure of JSON is ASCII: offsets into the bytes are offsets into the text.
  const text = file.text.replace(/^\xef\xbb\xbf/, '   ');
  const complain = (message: string, start: number, end: number): Complaint => {
    return { path: '', message, span: { file, start, end }, suggestion: undefined };
  };
  const tooDeep = offsetAtDepth(text, INPUT_LIMITS.jsonDepth);
  if (tooDeep !== undefined) {
    return complain(`values are nested more than ${INPUT_LIMITS.jsonDepth} deep here`, tooDeep, tooDeep + 1);
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: false, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const at = error?.offset ?? 0;
    return complain(`not JSON: ${faultText(text, error)}`, at, Math.min(text.length, at + 1));
  }
  return new ParsedJson(file, root);
}

class ParsedJson implements JsonDocument {
  readonly value: unknown;
  readonly repeatedMembers: RepeatedMember[] = [];
  readonly #file: SourceFile;
  readonly #root: Node;
  /** What `#membersOf` has answered: each of a thousand complaints and notes asks for the place of a member. */
  readonly #members = new Map<Node, ReadonlyMap<string, Node>>();

  constructor(file: SourceFile, root: Node) {
    this.#file = file;
    this.#root = root;
    this.value = this.#plainValue(root, []);
    this.repeatedMembers.sort((one, other) => one.span.start - other.span.start);
  }

  valueSpan(path: JsonPath): Span {
    return this.#spanOf(this.#nodesTo(path).at(-1) ?? this.#root);
  }

  nameSpan(path: JsonPath): Span {
    const nodes = this.#nodesTo(path);
    const value = nodes.at(-1) ?? this.#root;
    const isThere = nodes.length === path.length + 1;
    const [name] = isThere && value.parent?.type === 'property' ? (value.parent.children ?? []) : [];
    return this.#spanOf(name ?? value);
  }

  openingSpan(path: JsonPath): Span {
    const { start } = this.valueSpan(path);
    return { file: this.#file, start, end: start + 1 };
  }

  #spanOf({ offset, length }: Node): Span {
    return { file: this.#file, start: offset, end: offset + length };
  }

  #plainValue(node: Node, path: JsonPath): unknown {
    const { children = [] } = node;
    switch (node.type) {
      case 'object': {
        const members = children.map(({ children: [name, value] = [] }): [string, unknown] => {
          const text = name === undefined ? '' : stringOf(name, this.#file.text);
          return [text, value === undefined ? undefined : this.#plainValue(value, [...path, text])];
        });
        // Defines members, so that one called __proto__ is a member like another.
        const object: object = Object.fromEntries(members);
        if (Object.keys(object).length < members.length) this.#noteRepeated(node, path, members);
        return object;
      }
      case 'array':
        return children.map((item, index) => this.#plainValue(item, [...path, index]));
      case 'string':
        return stringOf(node, this.#file.text);
      case 'number':
        return this.#numberOf(node);
      default:
        return node.value;
    }
  }

  /** A number, which is 0 only where it is written as 0: of one that is too near to 0 to be told from it the nearest. */
  #numberOf({ value, offset, length }: Node): number {
    const [digits = ''] = this.#file.text.slice(offset, offset + length).split(/e/i);
    return value === 0 && /[1-9]/.test(digits) ? Number.MIN_VALUE : value;
  }

  #noteRepeated({ children = [] }: Node, path: JsonPath, members: readonly [string, unknown][]): void {
    const seen = new Set<string>();
    for (const [index, [name]] of members.entries()) {
      const node = children[index]?.children?.[0];
      if (seen.has(name) && node !== undefined) {
        this.repeatedMembers.push({ path: [...path, name], span: this.#spanOf(node) });
      }
      seen.add(name);
    }
  }

  /** The values of an object by their names; of several members of one name the last counts, as for `JSON.parse`. */
  #membersOf(object: Node): ReadonlyMap<string, Node> {
    const known = this.#members.get(object);
    if (known !== undefined) return known;
    const members = new Map<string, Node>();
    for (const { children: [name, value] = [] } of object.children ?? []) {
      if (name === undefined) continue;
      const text = stringOf(name, this.#file.text);
      // A member that lacks its value hides an earlier one all the same.
      if (value === undefined) members.delete(text);
      else members.set(text, value);
    }
    this.#members.set(object, members);
    return members;
  }

  /** The values from the whole to the one at a path, as far as they exist. */
  #nodesTo(path: JsonPath): Node[] {
    const nodes = [this.#root];
    let node: Node | undefined = this.#root;
    for (const step of path) {
      node = node.type === 'array' ? node.children?.[Number(step)] : this.#membersOf(node).get(String(step));
      if (node === undefined) break;
      nodes.push(node);
    }
    return nodes;
  }
}

/** The text of a string, which leads back to its bytes, as a path or a macro's value has to. */
function stringOf({ offset, length, value }: Node, text: string): string {
  const written = text.slice(offset, offset + length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes that are not ASCII.
  if (!/[^\x00-\x7f]/.test(written)) return String(value);
  try {
    return String(JSON.parse(textOfBytes(written)));
  } catch {
    return String(value);
  }
}

/** Where a text nests deeper than a limit; `undefined` where it does not. */
function offsetAtDepth(text: string, limit: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) depth++;
    else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth--;
    if (depth > limit) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Whether values nest deeper than the parser is to follow. */
export const isTooDeep = (text: string): boolean => offsetAtDepth(text, INPUT_LIMITS.jsonDepth) !== undefined;

const FAULTS: Readonly<Record<string, string>> = {
  UnexpectedEndOfComment: 'the comment that begins here does not end',
  UnexpectedEndOfString: 'the text that begins here does not end in its line',
  UnexpectedEndOfNumber: 'a number is not complete here',
  InvalidUnicode: 'this text has a \\u without four hexadecimal digits',
  InvalidEscapeCharacter: 'this text has a backslash before a character that takes none',
  InvalidCharacter: 'this text has a control character, which JSON writes as \\u and four digits',
};

function faultText(text: string, error: ParseError | undefined): string {
  if (error === undefined || error.offset >= text.length) return 'the file ends here';
  const known = FAULTS[printParseErrorCode(error.error)];
  if (known !== undefined) return known;
  const [character] = textOfBytes(text.slice(error.offset, error.offset + 4));
  if (character === '}' || character === ']') {
    const before = text.slice(0, error.offset).trimEnd();
    if (before.endsWith(',')) return `nothing follows the comma before this "${character}": take the comma away`;
  }
  return `${JSON.stringify(character)} cannot stand here`;
}
