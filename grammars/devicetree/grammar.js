/// The grammar of device tree sources, written from the Devicetree Specification (chapter 6) and the language that
/// dtc 1.7 accepts (scripts/dtc/dtc-lexer.l and dtc-parser.y say what that is).
///
/// One grammar reads two texts. The *expanded* text is what the C preprocessor hands to dtc; all that dtc accepts
/// parses without an error. The *raw* text is the document as typed, with preprocessor lines and macro calls in it.
/// README.md lists what is accepted for the sake of the raw text and refused by dtc.

/** The binary operators by rising precedence, as in C (ISO C 6.5.5 to 6.5.14) and in dtc. */
const BINARY_OPERATORS = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const UNARY_PRECEDENCE = BINARY_OPERATORS.length + 1;

/** A property or node name (dtc's PROPNODECHAR); a backslash in front lets it look like nothing else. */
const NAME = /\\?[a-zA-Z0-9,._+*#?@-]+/;

/** One or more of `rule`, with commas between. */
const commaSeparated = (rule) => seq(rule, repeat(seq(',', rule)));

/** A preprocessor line from its `#` to its end; a backslash, or a comment, carries it over the end of a line. */
const preprocessorLine = (keyword) => token(seq(/#[ \t]*/, keyword, LINE_REST));
const LINE_REST = /([^\\\r\n/A-Za-z0-9_.,+*#?@-]([^\\\r\n/]|\\\r?\n|\\[^\r\n]|\/[^*\r\n]|\/\*([^*]|\*+[^*/])*\*+\/)*)?/;

module.exports = grammar({
  name: 'devicetree',

  externals: ($) => [$.string_literal, $.missing_value, $._omitted_semicolon, $.missing_brace, $._error_recovery],

  extras: ($) => [
    /\s|\\\r?\n/,
    $.comment,
    $.include_directive,
    $.preproc_include,
    $.preproc_define,
    $.preproc_undef,
    $.preproc_if,
    $.preproc_ifdef,
    $.preproc_elif,
    $.preproc_else,
    $.preproc_endif,
    $.preproc_other,
  ],

  inline: ($) => [$._item_value, $._value, $._end],

  rules: {
    source_file: ($) =>
      repeat(choice($.version_directive, $.plugin_directive, $.memory_reservation, $._item, $.unmatched_brace)),
    unmatched_brace: () => seq('}', optional(';')),

    version_directive: () => seq('/dts-v1/', ';'),
    plugin_directive: () => seq('/plugin/', ';'),

    memory_reservation: ($) =>
      seq(optional($._labels), '/memreserve/', field('address', $._integer), field('size', $._integer), ';'),

    include_directive: () => token(/\/include\/\s*"([^"\\\n]|\\.)*"/),

    _end: ($) => choice(';', alias($._omitted_semicolon, $.missing_semicolon)),

    // What may stand in the braces of a node. References and the root stand there when a closing brace is missing.
    _item: ($) =>
      choice(
        $.node,
        $.property,
        $.delete_node,
        $.delete_property,
        $.omit_node,
        $.incomplete_statement,
        $._macro_statement,
      ),

    _labels: ($) => repeat1(field('label', choice($.label, alias($._macro_label, $.label)))),
    label: () => /[a-zA-Z_][a-zA-Z0-9_]*:/,
    _macro_label: ($) => seq($.macro_call, ':'),

    node: ($) =>
      seq(
        choice(
          seq(
            optional($._labels),
            optional(seq($._omit, repeat(choice($._omit, field('label', $.label))))),
            choice(
              field('name', choice(alias($._name, $.node_name), alias($._macro_node_name, $.node_name))),
              field('reference', $._reference),
            ),
          ),
          field('name', $.root_name),
        ),
        '{',
        repeat($._item),
        choice(seq('}', $._end), $.missing_brace),
      ),
    _omit: () => field('omit', '/omit-if-no-ref/'),
    root_name: () => '/',
    _macro_node_name: ($) => seq($.macro_call, optional(alias(token.immediate(NAME), 'suffix'))),

    property: ($) =>
      choice(
        seq(field('name', alias($._name, $.property_name)), optional(seq('=', commaSeparated($._item_value))), $._end),
        seq($._labels, field('name', alias($._name, $.property_name)), optional($._values), $._end),
        seq(optional($._labels), field('name', alias($.macro_call, $.property_name)), $._values, $._end),
      ),
    _values: ($) => seq('=', commaSeparated($._item_value)),
    _item_value: ($) => choice(field('value', $._value), $._labelled_value),
    _labelled_value: ($) =>
      choice(
        seq(repeat1($.label), field('value', $._value), repeat($.label)),
        seq(field('value', $._value), repeat1($.label)),
      ),
    _value: ($) =>
      choice(
        $.cell_list,
        $.string_literal,
        $.unterminated_string,
        $.byte_string,
        $._reference,
        $.incbin,
        $.missing_value,
        $._macro,
      ),

    delete_node: ($) =>
      seq(
        optional($._labels),
        '/delete-node/',
        field('target', choice(alias($._name, $.node_name), $._reference)),
        $._end,
      ),
    delete_property: ($) =>
      seq(optional($._labels), '/delete-property/', field('target', alias($._name, $.property_name)), $._end),
    omit_node: ($) => seq($._omit, field('target', $._reference), ';'),

    // What is half typed: a reference without a body, the beginning of a keyword.
    incomplete_statement: ($) => seq(choice($._reference, '/', token(/\/[a-z][a-z0-9-]*\/?/)), optional(';')),

    cell_list: ($) =>
      seq(
        optional(seq('/bits/', field('bits', choice($.integer_literal, $._macro)))),
        '<',
        repeat(choice($._integer, $._reference, $.label)),
        '>',
      ),

    byte_string: ($) => seq('[', repeat(choice($._bytes, $.label)), ']'),
    _bytes: () => /([0-9a-fA-F]{2})+/,

    incbin: ($) =>
      seq(
        '/incbin/',
        '(',
        field('path', choice($.string_literal, $._macro)),
        optional(seq(',', field('offset', $._integer), ',', field('length', $._integer))),
        ')',
      ),

    _reference: ($) =>
      choice($.label_reference, alias($._macro_reference, $.label_reference), $.path_reference, $.incomplete_reference),
    incomplete_reference: () => choice('&', token(/&\{[a-zA-Z0-9,._+*#?@/-]*/)),
    label_reference: () => token(/&[a-zA-Z_][a-zA-Z0-9_]*/),
    _macro_reference: ($) => seq(alias($.label_reference, '&'), field('arguments', $.macro_arguments)),
    path_reference: () => token(/&\{[a-zA-Z0-9,._+*#?@/-]*\}/),

    _integer: ($) => choice($._number, $._macro),
    _number: ($) => choice($.integer_literal, $.character_literal, $.parenthesized_expression),
    integer_literal: () => /([0-9]+|0[xX][0-9a-fA-F]+)(U|L|UL|LL|ULL)?/,
    character_literal: () => /'([^']|\\')*'/,
    // A quote whose fellow is missing on its line, without the semicolon at the line's end. src/scanner.c decides.
    unterminated_string: () => token(/"([^"\\\r\n;]|\\[^\r\n]|;+[ \t]*([^"\\\s;]|\\[^\r\n]))*/),

    parenthesized_expression: ($) => seq('(', $._expression, ')'),
    _expression: ($) => choice($._number, $._macro, $.unary_expression, $.binary_expression, $.conditional_expression),
    unary_expression: ($) =>
      prec(UNARY_PRECEDENCE, seq(field('operator', choice('-', '~', '!')), field('operand', $._expression))),
    binary_expression: ($) =>
      choice(
        ...BINARY_OPERATORS.map((operators, precedence) =>
          prec.left(
            precedence + 1,
            seq(field('left', $._expression), field('operator', choice(...operators)), field('right', $._expression)),
          ),
        ),
      ),
    conditional_expression: ($) =>
      prec.right(
        0,
        seq(
          field('condition', $._expression),
          '?',
          field('consequence', $._expression),
          ':',
          field('alternative', $._expression),
        ),
      ),

    // Macros: only the raw text has them.
    _macro_statement: ($) => seq($.macro_call, optional(';')),
    macro_call: ($) => seq(field('name', alias($._name, $.macro_identifier)), field('arguments', $.macro_arguments)),
    _macro: ($) => choice(alias($._identifier, $.macro_identifier), alias($._macro_call_of_identifier, $.macro_call)),
    _macro_call_of_identifier: ($) =>
      seq(field('name', alias($._identifier, $.macro_identifier)), field('arguments', $.macro_arguments)),
    macro_arguments: ($) => seq(token.immediate(prec(1, '(')), repeat($._argument), ')'),
    _argument: ($) =>
      choice($._argument_text, $.string_literal, $.character_literal, $.label_reference, '&', '/', '#', $._nested),
    _argument_text: () => /[^()"'&/#;{}\s]+/,
    _nested: ($) => seq('(', repeat($._argument), ')'),

    // Preprocessor lines may stand between any two tokens, as comments may.
    preproc_include: () => preprocessorLine(/include(_next)?/),
    preproc_define: () => preprocessorLine('define'),
    preproc_undef: () => preprocessorLine('undef'),
    preproc_if: () => preprocessorLine('if'),
    preproc_ifdef: () => preprocessorLine(/ifn?def/),
    preproc_elif: () => preprocessorLine(/elif(n?def)?/),
    preproc_else: () => preprocessorLine('else'),
    preproc_endif: () => preprocessorLine('endif'),
    preproc_other: () => preprocessorLine(/error|warning|pragma|line|ident|sccs|assert|unassert|[0-9]+/),

    comment: () => token(choice(seq('//', /([^\\\n]|\\[^\n]|\\\n)*/), seq('/*', /[^*]*\*+([^/*][^*]*\*+)*/, '/'))),

    // Last, so that a keyword or a directive of the same length is taken first.
    _name: () => NAME,
    _identifier: () => /[a-zA-Z_][a-zA-Z0-9_]*/,
  },
});
