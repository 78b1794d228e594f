import type { Span } from '../../text/sourceFile.ts';
import type { SyntaxNode } from '../syntax/parser.ts';
import type { DocumentTree } from './documentTree.ts';
import type { DocumentStatement } from './statements.ts';

/**
 * A name in a document and what its place makes of it, whatever it may mean on a board:
 *
 * - `label`: it is put on a node, a property or a place in a value (`video:`); the text is without the colon
 * - `reference`: a label after `&`
 * - `path`: the text between the braces of `&{…}`
 * - `node`, `property`: the name of a statement that opens, sets or deletes one
 * - `macro`: a word that only the preprocessor understands, in its lines and in the arguments of macros too
 * - `string`: the text between quotation marks, as written
 * - `include`: a file's name, between its quotation marks or `<>`
 */
export interface WrittenName {
  readonly kind: 'label' | 'reference' | 'path' | 'node' | 'property' | 'macro' | 'string' | 'include';
  readonly text: string;
  /** Of the text alone, without `&`, colon, quotation marks or braces. */
  readonly span: Span;
  /** The statement that it is a part of; absent in the lines of the preprocessor and between statements. */
  readonly statement: DocumentStatement | undefined;
}

/** The characters of a label or macro, and those of a node's or property's name. */
const WORD = /[A-Za-z0-9_]/;
const NAME = /[A-Za-z0-9,._+*#?@-]/;

const NAMES: Readonly<Record<string, WrittenName['kind']>> = {
  node_name: 'node',
  property_name: 'property',
  macro_identifier: 'macro',
};

/** Preprocessor lines whose words are macros, or what their bodies are made of. */
const LINES_OF_WORDS = /^preproc_(?:define|undef|if|ifdef|elif)$/;

/**
 * The name that an offset of a document lies in or directly after; `undefined` where no name is: in comments, numbers,
 * between words. Of the string of an `/include/` and of an `#include` the file's name counts.
 */
export function nameAt(document: DocumentTree, offset: number): WrittenName | undefined {
  return document.withSyntax((tree) => {
    const leaf = (at: number): Found | undefined => {
      const node = tree.rootNode.descendantForIndex(at, at + 1);
      return node === null ? undefined : foundIn(node, document.file.text, offset);
    };
    const found = leaf(offset) ?? (offset > 0 ? leaf(offset - 1) : undefined);
    if (found === undefined || offset < found.start || offset > found.end) return undefined;
    const { kind, start, end } = found;
    const statement = document.statementAt(Math.min(offset, end));
    const span = { file: document.file, start, end };
    return { kind, text: document.file.text.slice(start, end), span, statement };
  });
}

/** The offsets at which a whole label or node's name stands in a text; not in the middle of a longer one. */
export function* offsetsOfName(text: string, name: string, kind: 'label' | 'node'): Iterable<number> {
  if (name === '') return;
  const part = kind === 'label' ? WORD : NAME;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWhole = !part.test(text.charAt(at - 1)) && !part.test(text.charAt(at + name.length));
    if (isWhole) yield at;
  }
}

interface Found {
  readonly kind: WrittenName['kind'];
  readonly start: number;
  readonly end: number;
}

function foundIn(leaf: SyntaxNode, text: string, offset: number): Found | undefined {
  const { type, startIndex: start, endIndex: end } = leaf;
  const kind = NAMES[type];
  if (kind !== undefined) return { kind, start, end };
  switch (type) {
    case 'label':
      return { kind: 'label', start, end: end - 1 };
    case 'label_reference':
      return { kind: 'reference', start: start + 1, end };
    case 'path_reference':
      return { kind: 'path', start: start + 2, end: end - 1 };
    case 'string_literal':
      return { kind: 'string', start: start + 1, end: Math.max(start + 1, end - 1) };
    case 'unterminated_string':
      return { kind: 'string', start: start + 1, end };
    case 'preproc_include':
    case 'include_directive':
      return includedName(text, start, end);
    case '/':
      return leaf.parent?.type === 'root_name' ? { kind: 'node', start, end } : undefined;
    case '&':
    case 'suffix':
      return undefined;
    default:
      if (LINES_OF_WORDS.test(type)) return wordOfDirective(text, start, end, offset);
      return type === 'macro_arguments' ? wordIn(text, start, end, offset) : undefined;
  }
}

/** The file's name in an include's directive. */
function includedName(text: string, start: number, end: number): Found | undefined {
  const found = /^(#[ \t]*include(?:_next)?[ \t]*[<"]|\/include\/\s*")([^>"\n]*)/.exec(text.slice(start, end));
  if (found === null) return undefined;
  const [, before = '', name = ''] = found;
  return { kind: 'include', start: start + before.length, end: start + before.length + name.length };
}

/** Whether an offset of a stretch of the preprocessor's text is in a comment or a string, whose words are no names. */
function isInNoName(text: string, offset: number): boolean {
  for (const { 0: piece, index } of text.matchAll(/"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g)) {
    if (index >= offset) return false;
    if (offset < index + piece.length) return true;
  }
  return false;
}

/** The word around an offset of a directive; nothing of its own name, which is no macro. */
function wordOfDirective(text: string, start: number, end: number, offset: number): Found | undefined {
  const directive = text.slice(start, end);
  const word = wordIn(text, start + directive.search(/\b\s/), end, offset);
  return word === undefined || isOfDirective(directive, text.slice(word.start, word.end)) ? undefined : word;
}

/** Whether a word of a directive is the operator `defined`, or a parameter of the macro that the directive defines. */
function isOfDirective(directive: string, word: string): boolean {
  if (/^#[ \t]*(?:el)?if\b/.test(directive)) return word === 'defined';
  const [, parameters] = /^#[ \t]*define[ \t]+\w+\(([^()]*)\)/.exec(directive) ?? [];
  return parameters?.match(/\w+/g)?.includes(word) === true;
}

/** The word around an offset of a stretch of text that the grammar does not look into. */
function wordIn(text: string, from: number, to: number, offset: number): Found | undefined {
  // Before it stands the name of the directive, which is no macro.
  if (offset < from) return undefined;
  let start = offset;
  let end = offset;
  while (start > from && WORD.test(text.charAt(start - 1))) start--;
  while (end < to && WORD.test(text.charAt(end))) end++;
  if (start === end || /[0-9]/.test(text.charAt(start))) return undefined;
  if (isInNoName(text.slice(from, to), offset - from)) return undefined;
  return { kind: text.charAt(start - 1) === '&' ? 'reference' : 'macro', start, end };
}
