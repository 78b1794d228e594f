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

  externals: ($) => [$._label_name],

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

  rules: {
    source_file: ($) => repeat(choice($.version_directive, $.plugin_directive, $.memory_reservation, $._item)),

    version_directive: () => seq('/dts-v1/', ';'),
    plugin_directive: () => seq('/plugin/', ';'),

    memory_reservation: ($) =>
      seq(optional($._labels), '/memreserve/', field('address', $._integer), field('size', $._integer), ';'),

    include_directive: ($) => seq('/include/', field('path', $.string_literal)),

    // What may stand in the braces of a node. References and the root stand there when a closing brace is missing.
    _item: ($) => choice($.node, $.property, $.delete_node, $.delete_property, $.omit_node, $._macro_statement),

    _labels: ($) => repeat1(field('label', choice($.label, alias($._macro_label, $.label)))),
    label: ($) => seq(alias($._label_name, $.identifier), token.immediate(':')),
    _macro_label: ($) => seq($.macro_call, ':'),

    node: ($) =>
      seq(
        choice(
          seq(
            optional($._labels),
            optional(seq($._omit, repeat(choice($._omit, field('label', $.label))))),
            choice(field('name', $.node_name), field('reference', $._reference)),
          ),
          field('name', $.root_name),
        ),
        '{',
        repeat($._item),
        '}',
        ';',
      ),
    _omit: () => field('omit', '/omit-if-no-ref/'),
    root_name: () => '/',
    node_name: ($) => choice($._name, seq($.macro_call, optional(alias(token.immediate(NAME), 'suffix')))),

    property: ($) =>
      seq(
        optional($._labels),
        choice(
          seq(field('name', $.property_name), optional($._values)),
          seq(field('name', alias($.macro_call, $.property_name)), $._values),
        ),
        ';',
      ),
    property_name: ($) => $._name,
    _values: ($) => seq('=', commaSeparated(seq(repeat($.label), field('value', $._value), repeat($.label)))),
    _value: ($) =>
      choice(
        $.cell_list,
        $.string_literal,
        $.byte_string,
        $._reference,
        $.incbin,
        $.macro_identifier,
        alias($._macro_call_in_value, $.macro_call),
      ),

    delete_node: ($) =>
      seq(
        optional($._labels),
        '/delete-node/',
        field('target', choice(alias($._name, $.node_name), $._reference)),
        ';',
      ),
    delete_property: ($) =>
      seq(optional($._labels), '/delete-property/', field('target', alias($._name, $.property_name)), ';'),
    omit_node: ($) => seq($._omit, field('target', $._reference), ';'),

    cell_list: ($) =>
      seq(
        optional(seq('/bits/', field('bits', choice($.integer_literal, $.macro_identifier)))),
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
        field('path', choice($.string_literal, $.macro_identifier)),
        optional(seq(',', field('offset', $._integer), ',', field('length', $._integer))),
        ')',
      ),

    _reference: ($) => choice($.label_reference, $.path_reference),
    label_reference: ($) => seq(token(/&[a-zA-Z_][a-zA-Z0-9_]*/), optional(field('arguments', $.macro_arguments))),
    path_reference: () => token(/&\{[a-zA-Z0-9,._+*#?@/-]*\}/),

    _integer: ($) =>
      choice(
        $.integer_literal,
        $.character_literal,
        $.parenthesized_expression,
        $.macro_identifier,
        alias($._macro_call_in_value, $.macro_call),
      ),
    integer_literal: () => /([0-9]+|0[xX][0-9a-fA-F]+)(U|L|UL|LL|ULL)?/,
    character_literal: () => /'([^']|\\')*'/,
    string_literal: () => /"([^"\\]|\\.|\\\r?\n)*"/,

    parenthesized_expression: ($) => seq('(', $._expression, ')'),
    _expression: ($) => choice($._integer, $.unary_expression, $.binary_expression, $.conditional_expression),
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
    _macro_call_in_value: ($) => seq(field('name', $.macro_identifier), field('arguments', $.macro_arguments)),
    macro_identifier: () => /[a-zA-Z_][a-zA-Z0-9_]*/,
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
  },
});
