; Colours, by the capture names that tree-sitter's editors share.

(comment) @comment

(preproc_include) @keyword.import
(include_directive) @keyword.import
[
  (preproc_define)
  (preproc_undef)
  (preproc_if)
  (preproc_ifdef)
  (preproc_elif)
  (preproc_else)
  (preproc_endif)
  (preproc_other)
] @keyword.directive

[
  "/dts-v1/"
  "/plugin/"
  "/memreserve/"
  "/omit-if-no-ref/"
  "/delete-node/"
  "/delete-property/"
  "/bits/"
  "/incbin/"
] @keyword

(label) @label
(label_reference) @variable
(path_reference) @variable
(incomplete_reference) @variable

(node_name) @type
(root_name) @type
(property_name) @property

(macro_call name: (macro_identifier) @function.macro)
(macro_identifier) @constant.macro

[
  (string_literal)
  (unterminated_string)
] @string
(character_literal) @character
(integer_literal) @number
(byte_string) @number

(unary_expression operator: _ @operator)
(binary_expression operator: _ @operator)
(conditional_expression ["?" ":"] @operator)
"=" @operator

["{" "}" "(" ")" "[" "]"] @punctuation.bracket
(cell_list ["<" ">"] @punctuation.bracket)
[";" ","] @punctuation.delimiter
