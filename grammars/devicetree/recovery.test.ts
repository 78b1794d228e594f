import { describe, expect, it } from 'vitest';
import { Edit } from 'web-tree-sitter';
import { growth, LINEAR } from '../../test/growth.ts';
import { compact, parse, parser, statement } from './testParser.ts';

describe('half-typed text keeps its neighbours', () => {
  const BEFORE = '(property name: (property_name before) value: (cell_list (integer_literal 1)))';
  const AFTER = '(property name: (property_name after) value: (cell_list (integer_literal 2)))';
  const P = (name: string, rest: string) => `(property name: (property_name ${name})${rest})`;

  it.each([
    [
      'a property without its semicolon',
      'x = <3>',
      P('x', ' value: (cell_list (integer_literal 3)) (missing_semicolon)'),
    ],
    ['a string without its semicolon', 'x = "s"', P('x', ' value: (string_literal "s") (missing_semicolon)')],
    ['a name', 'x', P('x', ' (missing_semicolon)')],
    ['a node name', 'node@', P('node@', ' (missing_semicolon)')],
    ['a name and an equals sign', 'x =', P('x', ' value: (missing_value) (missing_semicolon)')],
    ['an equals sign and the end', 'x = ;', P('x', ' value: (missing_value)')],
    [
      'a comma',
      'x = <3>,',
      P('x', ' value: (cell_list (integer_literal 3)) value: (missing_value) (missing_semicolon)'),
    ],
    ['an open string', 'x = "s;', P('x', ' value: (unterminated_string "s)')],
    ['an open string, no semicolon', 'x = "s', P('x', ' value: (unterminated_string "s) (missing_semicolon)')],
    [
      'an open cell list',
      'x = <3 4;',
      P('x', ' value: (cell_list (integer_literal 3) (integer_literal 4) (MISSING >))'),
    ],
    ['a reference in cells', 'x = <&>;', P('x', ' value: (cell_list (incomplete_reference))')],
    ['a reference as a value', 'x = &', P('x', ' value: (incomplete_reference) (missing_semicolon)')],
    ['a path reference', 'x = <&{/so>;', P('x', ' value: (cell_list (incomplete_reference &{/so))')],
    ['a reference as a statement', '&x', '(incomplete_statement (label_reference &x))'],
    ['an ampersand', '&', '(incomplete_statement (incomplete_reference))'],
    ['a slash', '/', '(incomplete_statement)'],
    ['the beginning of a keyword', '/delete-no', '(incomplete_statement /delete-no)'],
    [
      'a deletion without its semicolon',
      '/delete-property/ x',
      '(delete_property target: (property_name x) (missing_semicolon))',
    ],
    ['a node without its semicolon', 'x { }', '(node name: (node_name x) (missing_semicolon))'],
    ['a macro without a semicolon', 'FOO(1)', '(macro_call name: (macro_identifier FOO) arguments: (macro_arguments))'],
  ])('%s', (_, half, tree) => {
    const root = parse(`n {\n\tbefore = <1>;\n\t${half}\n\tafter = <2>;\n};\nm { };\n`);
    expect(root.namedChildren.map((node) => node?.type)).toEqual(['node', 'node']);
    expect(root.firstNamedChild?.namedChildren.slice(1).map((node) => node && compact(node))).toEqual([
      BEFORE,
      tree,
      AFTER,
    ]);
  });

  it('one closing brace too many stands alone', () => {
    const root = parse('n {\n\ta;\n};\n};\nm { };\n');
    expect(root.namedChildren.map((node) => node?.type)).toEqual(['node', 'unmatched_brace', 'node']);
  });

  it('missing closing braces are missing at the end', () => {
    expect(statement('/ {\n\ta {\n\t\tb;\n\n&c {\n\td;\n};\n')).toBe(
      '(node name: (root_name) (node name: (node_name a) (property name: (property_name b)) ' +
        '(node reference: (label_reference &c) (property name: (property_name d))) (missing_brace)) (missing_brace))',
    );
  });

  it('says where something is missing: behind the last token', () => {
    const root = parse('n {\n\ta\n\n\tb;\n}\n');
    const missing = root.descendantsOfType('missing_semicolon').map((node) => node?.startIndex);
    expect(missing).toEqual(['n {\n\ta'.length, 'n {\n\ta\n\n\tb;\n}'.length]);
  });

  it('gives the same tree after an edit as when read anew', () => {
    const before = '/ {\n\ta = "x", "y";\n\tn: node@1 {\n\t\tr = <1 &n>;\n\t\t#cells;\n\t};\n};\n&n {\n\tb;\n};\n';
    for (const inserted of ['"', ';', '{', '}', '&', '=', '/', '#', '\\', ':', 'c', '>'])
      for (let at = 0; at <= before.length; at++) {
        const after = before.slice(0, at) + inserted + before.slice(at);
        const tree = parser.parse(before);
        const position = (text: string, index: number) => {
          const lines = text.slice(0, index).split('\n');
          return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
        };
        tree?.edit(
          new Edit({
            startIndex: at,
            oldEndIndex: at,
            newEndIndex: at + 1,
            startPosition: position(before, at),
            oldEndPosition: position(before, at),
            newEndPosition: position(after, at + 1),
          }),
        );
        const anew = parse(after);
        // What stands in an ERROR depends on the way there; everything else must not.
        if (!anew.hasError) expect(parser.parse(after, tree)?.rootNode.toString()).toBe(anew.toString());
      }
  });

  it('reads nodes nested ten thousand deep, and as many left open', () => {
    const deep = 'n{'.repeat(10_000);
    expect(parse(`${deep}${'};'.repeat(10_000)}`).hasError).toBe(false);
    expect(parse(deep).descendantsOfType('missing_brace')).toHaveLength(10_000);
  });

  it('takes work in proportion to lines of open quotes', () => {
    const open = (count: number): string => `n {\n${'\ta = "b\n'.repeat(count)}};\n`;
    expect(growth(1000, open, parse)).toBeLessThan(LINEAR);
  });

  /** How many times its own length the lexer reads of a text, by the pieces that it asks for. */
  const timesRead = (text: string): number => {
    const piece = 1 << 10;
    let read = 0;
    const tree = parser.parse((index) => {
      const given = text.slice(index, index + piece);
      read += given.length;
      return given;
    });
    tree?.delete();
    return read / text.length;
  };

  it.each([
    ['numbers with commas in a list', 'n { p = <', '0,', '>; };'],
    ['numbers with commas in a list that nothing closes', 'n { p = <', '0,', ''],
    ['bytes with commas', 'n { p = [', '00,', ']; };'],
    ['backslashes', 'n { p = <', '\\', '>; };'],
    ['backslashes with blanks', 'n { ', '\\ ', '};'],
  ])('is not looked through anew at each token: %s', (_name, before, unit, after) => {
    expect(timesRead(`${before}${unit.repeat(20_000)}${after}`)).toBeLessThan(20);
  });

  it('takes a name of more than 64 characters or four commas after a missing value for none', () => {
    const property = (name: string): string => statement(`x =\n${name} = <2>;`);
    expect(property('a'.repeat(64))).toContain('missing_value');
    expect(property('a'.repeat(65))).not.toContain('missing_value');
    expect(property('a,b,c,d,e')).toContain('(property_name a,b,c,d,e)');
    expect(property('a,b,c,d,e,f')).not.toContain('(property_name a,b,c,d,e,f)');
    expect(parse(`n { ${'a,b'.repeat(65)} = <2>; };`).hasError).toBe(false);
  });
});
