import { describe, expect, it } from 'vitest';
import type { Node } from 'web-tree-sitter';
import { firstFault, parse, statement } from './testParser.ts';

describe('what dtc accepts', () => {
  it.each([
    ['/dts-v1/;', '(version_directive)'],
    ['/plugin/;', '(plugin_directive)'],
    ['/include/ "a.dtsi"', '(include_directive /include/ "a.dtsi")'],
    [
      'a: b: /memreserve/ 0x10 (1 << 4);',
      '(memory_reservation label: (label a:) label: (label b:) address: (integer_literal 0x10) size: ' +
        '(parenthesized_expression (binary_expression left: (integer_literal 1) operator: << right: (integer_literal 4))))',
    ],
    ['/ { };', '(node name: (root_name))'],
    ['&uart { };', '(node reference: (label_reference &uart))'],
    ['l: &{/soc/uart@1} { };', '(node label: (label l:) reference: (path_reference &{/soc/uart@1}))'],
    ['a: b: uart@1,2 { };', '(node label: (label a:) label: (label b:) name: (node_name uart@1,2))'],
    ['033-v-ref { };', '(node name: (node_name 033-v-ref))'],
    [
      'a: /omit-if-no-ref/ b: n { };',
      '(node label: (label a:) omit: /omit-if-no-ref/ label: (label b:) name: (node_name n))',
    ],
    ['/omit-if-no-ref/ &n;', '(omit_node omit: /omit-if-no-ref/ target: (label_reference &n))'],
    ['/delete-node/ n@1;', '(delete_node target: (node_name n@1))'],
    ['/delete-node/ &n;', '(delete_node target: (label_reference &n))'],
    ['/delete-node/ &{/n};', '(delete_node target: (path_reference &{/n}))'],
    ['l: /delete-property/ a,b;', '(delete_property label: (label l:) target: (property_name a,b))'],
    ['#size-cells;', '(property name: (property_name #size-cells))'],
    ['a+b?.c*;', '(property name: (property_name a+b?.c*))'],
    ['\\a;', '(property name: (property_name \\a))'],
    [
      'a = "x\\"y", &l, &{/p};',
      '(property name: (property_name a) value: (string_literal "x\\"y") value: (label_reference &l) value: (path_reference &{/p}))',
    ],
    ['a = "x\ny";', '(property name: (property_name a) value: (string_literal "x\ny"))'],
    [
      "a = <1 0x10UL 'a' '\\'' &l &{/p}>;",
      '(property name: (property_name a) value: (cell_list (integer_literal 1) (integer_literal 0x10UL) ' +
        "(character_literal 'a') (character_literal '\\'') (label_reference &l) (path_reference &{/p})))",
    ],
    [
      'a = <1>, /bits/ 8 <2>;',
      '(property name: (property_name a) value: (cell_list (integer_literal 1)) ' +
        'value: (cell_list bits: (integer_literal 8) (integer_literal 2)))',
    ],
    [
      'a = x: <y: 1 z:> w:, v: [b0: 0011 dead: ff] u:;',
      '(property name: (property_name a) (label x:) value: (cell_list (label y:) (integer_literal 1) (label z:)) (label w:) ' +
        '(label v:) value: (byte_string (label b0:) (label dead:)) (label u:))',
    ],
    [
      'a = /incbin/("f"), /incbin/("g", 1, 2);',
      '(property name: (property_name a) value: (incbin path: (string_literal "f")) ' +
        'value: (incbin path: (string_literal "g") offset: (integer_literal 1) length: (integer_literal 2)))',
    ],
  ])('%s', (text, tree) => {
    expect(statement(text)).toBe(tree);
    expect(firstFault(parse(text))).toBeUndefined();
  });

  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['1 << 2 + 3', '(1 << (2 + 3))'],
    ['1 | 2 ^ 3 & 4', '(1 | (2 ^ (3 & 4)))'],
    ['1 || 2 && 3 == 4 < 5', '(1 || (2 && (3 == (4 < 5))))'],
    ['-1 + ~2 * !3', '((-1) + ((~2) * (!3)))'],
    ['1 ? 2 : 3 ? 4 : 5', '(1 ? 2 : (3 ? 4 : 5))'],
    ['3&1', '(3 & 1)'],
    ['2 > 1', '(2 > 1)'],
  ])('(%s) binds as in C', (text, bound) => {
    const show = (node: Node): string => {
      if (node.type === 'parenthesized_expression') return show(node.namedChild(0) ?? node);
      if (node.childCount === 0) return node.text;
      const parts = node.children.map((child) => (child ? show(child) : ''));
      return `(${parts.join(node.type === 'unary_expression' ? '' : ' ')})`;
    };
    const expression = parse(`a = <(${text})>;`).descendantsOfType('parenthesized_expression')[0];
    expect(expression && show(expression)).toBe(bound);
  });

  it('comments and line markers between any two tokens', () => {
    const text = '/*a*/n/*b*/{/*c*/p/*d*/=/*e*/</*f*/1// g\n/**/>;/***/}/* * / */;\n# 1 "a.dts"\n#line 2 "b.dts"\n';
    expect(firstFault(parse(text))).toBeUndefined();
  });

  it('nothing of the raw text', () => {
    for (const text of [
      'a = FOO;',
      'a = <FOO>;',
      'FOO(1);',
      'a b { };',
      'a = ;',
      'n { }',
      'a',
      '&l',
      'a = "b',
      '#define A',
    ])
      expect(firstFault(parse(text)), text).toBeDefined();
  });
});

describe('the raw text', () => {
  it.each([
    ['#include <a.h>\n', '(preproc_include #include <a.h>)'],
    ['#include "a.dtsi"\n', '(preproc_include #include "a.dtsi")'],
    ['# define A(x) \\\n  x /* y\nz */ w\n', '(preproc_define # define A(x) \\\n  x /* y\nz */ w)'],
    ['#undef A\n', '(preproc_undef #undef A)'],
    ["#if defined(A) && 'a' // b\n", "(preproc_if #if defined(A) && 'a' // b)"],
    ['#ifdef A\n', '(preproc_ifdef #ifdef A)'],
    ['#ifndef A\n', '(preproc_ifdef #ifndef A)'],
    ['#elif A\n', '(preproc_elif #elif A)'],
    ['#else\n', '(preproc_else #else)'],
    ['#endif', '(preproc_endif #endif)'],
    ["#error don't\n", "(preproc_other #error don't)"],
    ['#pragma once\n', '(preproc_other #pragma once)'],
    ['#define-cells;', '(property name: (property_name #define-cells))'],
    ['#if-cells;', '(property name: (property_name #if-cells))'],
    ['FOO(1, (2));', '(macro_call name: (macro_identifier FOO) arguments: (macro_arguments))'],
    [
      'FOO(\'a\', "b)", &c)',
      '(macro_call name: (macro_identifier FOO) arguments: ' +
        '(macro_arguments (character_literal \'a\') (string_literal "b)") (label_reference &c)))',
    ],
    [
      'FOO(a): BAR(b) { };',
      '(node label: (label (macro_call name: (macro_identifier FOO) arguments: (macro_arguments))) ' +
        'name: (node_name (macro_call name: (macro_identifier BAR) arguments: (macro_arguments))))',
    ],
    ['n@FOO { };', '(node name: (node_name n@FOO))'],
    ['&FOO(x) { };', '(node reference: (label_reference arguments: (macro_arguments)))'],
    [
      'a = FOO, BAR(1);',
      '(property name: (property_name a) value: (macro_identifier FOO) ' +
        'value: (macro_call name: (macro_identifier BAR) arguments: (macro_arguments)))',
    ],
    [
      'a = <FOO &BAR(1) BAZ(2) (A + B(3))>;',
      '(property name: (property_name a) value: (cell_list (macro_identifier FOO) ' +
        '(label_reference arguments: (macro_arguments)) (macro_call name: (macro_identifier BAZ) arguments: (macro_arguments)) ' +
        '(parenthesized_expression (binary_expression left: (macro_identifier A) operator: + ' +
        'right: (macro_call name: (macro_identifier B) arguments: (macro_arguments))))))',
    ],
    [
      'a = <1 \\\n 2>;',
      '(property name: (property_name a) value: (cell_list (integer_literal 1) (integer_literal 2)))',
    ],
  ])('%s', (text, tree) => {
    expect(statement(text)).toBe(tree);
    expect(parse(text).hasError).toBe(false);
  });

  it('lets preprocessor lines cut through a value', () => {
    expect(statement('a = <1\n#if X\n2\n#endif\n>;')).toBe(
      '(property name: (property_name a) value: (cell_list (integer_literal 1) (preproc_if #if X) (integer_literal 2) (preproc_endif #endif)))',
    );
  });
});
