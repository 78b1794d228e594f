import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** Where the grammar, its sources and the built parser are. */
export const GRAMMAR_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Node types that say: only raw text may hold this, or something is missing. Dtc would not take it. */
const NOT_FOR_DTC = /^(ERROR$|macro_|missing_|incomplete_|unterminated_|unmatched_|preproc_(?!other$))/;

await Parser.init();
export const language = await Language.load(readFileSync(join(GRAMMAR_FOLDER, 'tree-sitter-devicetree.wasm')));
export const parser = new Parser();
parser.setLanguage(language);

/** The root of the syntax tree of `text`. */
export function parse(text: string): Node {
  const tree = parser.parse(text);
  if (!tree) throw new Error('the parser has no language');
  return tree.rootNode;
}

/** The named nodes as `(type field: (type "text"))`; the text is there for leaves. */
export function compact(node: Node): string {
  const children: string[] = [];
  for (let index = 0; index < node.childCount; index++) {
    const child = node.child(index);
    if (!child) continue;
    const field = node.fieldNameForChild(index);
    if (child.isNamed || child.isMissing) children.push((field ? `${field}: ` : '') + compact(child));
    else if (field) children.push(`${field}: ${child.text}`);
  }
  if (node.isMissing) return `(MISSING ${node.type})`;
  if (children.length > 0) return `(${node.type} ${children.join(' ')})`;
  return node.childCount === 0 && node.text !== '' ? `(${node.type} ${node.text})` : `(${node.type})`;
}

/** The statements of `text` as they stand at the top level. */
export const statements = (text: string): string[] =>
  parse(text).namedChildren.flatMap((node) => (node ? [compact(node)] : []));
/** The only statement of `text`, or all of them in one line. */
export const statement = (text: string): string => statements(text).join('\n');

/** The first node in document order that dtc would not take. */
export function firstFault(root: Node): Node | undefined {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.isMissing || NOT_FOR_DTC.test(node.type)) return node;
    for (const child of node.children.toReversed()) if (child) pending.push(child);
  }
  return undefined;
}
