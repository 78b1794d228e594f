/** The syntax nodes that are statements. */
export const STATEMENTS: readonly string[] = [
  'node',
  'property',
  'delete_node',
  'delete_property',
  'omit_node',
  'memory_reservation',
  'version_directive',
  'plugin_directive',
];

/** What the grammar takes in a document as it is typed, and dtc does not understand. */
export const REFUSED = searchedKinds([
  'missing_semicolon',
  'missing_value',
  'missing_brace',
  'incomplete_statement',
  'incomplete_reference',
  'unterminated_string',
  'unmatched_brace',
  'macro_identifier',
  'macro_call',
  'macro_arguments',
  'include_directive',
  'preproc_include',
  'preproc_define',
  'preproc_undef',
  'preproc_if',
  'preproc_ifdef',
  'preproc_elif',
  'preproc_else',
  'preproc_endif',
  'preproc_other',
]);

/**
 * Kinds to search a syntax tree for. At each search web-tree-sitter asks for every kind of the grammar whether the list
 * includes it: of a text with errors each good statement is searched by itself, and that took half of the time.
 */
function searchedKinds(kinds: readonly string[]): string[] {
  const set = new Set(kinds);
  return Object.assign([...kinds], { includes: (kind: string) => set.has(kind) });
}

/** All that a unit is read by, in the order of its text. */
export const READ_KINDS = searchedKinds([...STATEMENTS, ...REFUSED]);

/** What statements are made of. */
const PARTS = [
  'source_file',
  'comment',
  'label',
  'node_name',
  'root_name',
  'property_name',
  'cell_list',
  'byte_string',
  'string_literal',
  'integer_literal',
  'character_literal',
  'incbin',
  'label_reference',
  'path_reference',
  'parenthesized_expression',
  'unary_expression',
  'binary_expression',
  'conditional_expression',
];

/** Every kind of named syntax node that is read, refused, or a part of one that is read. */
export const KNOWN_SYNTAX: ReadonlySet<string> = new Set([...READ_KINDS, ...PARTS]);

/** What stands before the brace of a node. */
export const HEADINGS = new Set([
  'label',
  'node_name',
  'root_name',
  'label_reference',
  'path_reference',
  '/omit-if-no-ref/',
]);
