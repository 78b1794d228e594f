import { describe, expect, test } from 'vitest';
import type { PropertyStatement } from '../items.ts';
import { EMPTY_VALUE } from '../propertyValue.ts';
import { AbridgedText, type AcceptedForms } from './abridgedText.ts';
import { KeywordForms } from './keywordForms.ts';
import { KnownStatements } from './knownStatements.ts';
import { NodeForms } from './nodeForms.ts';
import { StatementForms } from './statementForms.ts';

const statement: PropertyStatement = { name: 'a', labels: [], value: EMPTY_VALUE, isPlain: true, problems: [] };

function knowing(...texts: string[]): KnownStatements {
  const known = new KnownStatements();
  for (const text of texts) known.keep(text, 0, text.length, statement);
  return known;
}

function accepting(...texts: string[]): StatementForms {
  const forms = new StatementForms();
  for (const text of texts) forms.accept(text, 0, text.length);
  return forms;
}

function acceptingNodes(...texts: string[]): NodeForms {
  const forms = new NodeForms();
  for (const text of texts) forms.accept(text, 0);
  return forms;
}

/** Where nothing is said of them, neither properties nor nodes nor keywords are of an accepted form. */
function formsOf(forms: Partial<AcceptedForms>): AcceptedForms {
  return { properties: new StatementForms(), nodes: new NodeForms(), keywords: new KeywordForms(), ...forms };
}

const accepts = (accepted: string, asked: string): boolean => accepting(accepted).isAccepted(asked, 0, asked.length);

describe('what is left of a text', () => {
  test('known statements are left out, and white space where lines and statements begin', () => {
    const whole = '/ {\n\t\tstatus = "okay";\n\n\treg = <0x10>;\n};\n';
    const { text, omitted } = new AbridgedText(whole, knowing('status = "okay"'), formsOf({}));
    expect(text).toBe('/ {reg = <0x10>;};');
    expect(omitted).toEqual({ kinds: ['property'], starts: [6], ends: [21], known: [statement] });
  });

  test('so are statements of an accepted form, which are still to be read', () => {
    const whole = '/ {\n\t\tstatus = "okay";\n\treg = <0x10 0x20>;\n};\n';
    const { text, omitted } = new AbridgedText(whole, knowing(), formsOf({ properties: accepting('a = <1>') }));
    expect(text).toBe('/ {status = "okay";};');
    expect(omitted).toEqual({ kinds: ['property'], starts: [24], ends: [41], known: [undefined] });
  });

  test('so are nodes of an accepted form in which nothing else is', () => {
    const whole = 'a {\n\tb: c@1 { d = <1>; };\n};';
    const { text, omitted } = new AbridgedText(
      whole,
      knowing(),
      formsOf({ properties: accepting('d = <1>'), nodes: acceptingNodes('a {', 'a: b {') }),
    );
    expect(text).toBe('');
    expect(omitted).toEqual({
      kinds: ['node', 'node', 'property'],
      starts: [0, 5, 14],
      ends: [27, 24, 21],
      known: [undefined, undefined, undefined],
    });
  });

  test.each([
    ['a { /delete-node/ b; };', 'a {/delete-node/ b;};'],
    ['a { b { c: d = <1>; }; e { }; };', 'a {b {c: d = <1>;};};'],
    ['a { b { }; /memreserve/ 1 2; c { }; };', 'a {/memreserve/ 1 2;};'],
    ['a { b { };', 'a {'],
    ['a { b { } };', 'a {b {} };'],
    ['a { b c { }; };', 'a {b c {};};'],
    ['a { }; };', '};'],
    ['a { #b { }; };', 'a {#b {};};'],
    ['a { b: { }; };', 'a {b: {};};'],
    ['a { &b(1) { }; };', 'a {&b(1) {};};'],
    ['a { &{/b} { }; };', 'a {&{/b} {};};'],
    ['a { b = <1> };', 'a {b = <1> };'],
    ["a { b = <'}'>; };", "a {b = <'}'>; };"],
    ['a { b = "}; };"; };', 'a {b = "}; };";};'],
    ['a { } /* ; */ ;', 'a {} /* ; */ ;'],
  ])('of %s there is left %s', (whole, left) => {
    const abridged = new AbridgedText(whole, knowing(), formsOf({ nodes: acceptingNodes('a {', '&a {') }));
    expect(abridged.text).toBe(left);
  });

  test('offsets lead back to the whole text', () => {
    const whole = 'a {\n    b = "x;y";\n    c;\n d: e { };\n};';
    const abridged = new AbridgedText(whole, knowing('b = "x;y"'), formsOf({}));
    for (const found of ['a {', 'c;', 'd:', 'e {', '};']) {
      expect(abridged.wholeOffset(abridged.text.indexOf(found))).toBe(whole.indexOf(found));
    }
  });

  test('strings, comments and what a character literal may quote are left as they are', () => {
    for (const whole of ['a = "b = 1;\n  c";', '/* a = 1;\n  b */', "a = <'\"'>;\n  b = 1;", '// a = 1;']) {
      expect(new AbridgedText(whole, knowing('b = 1', 'a = 1'), formsOf({ nodes: acceptingNodes('a {') })).text).toBe(
        whole,
      );
    }
  });
});

describe('known statements', () => {
  const hashOf = (text: string): number => {
    let hash = 0;
    for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    return hash;
  };
  const find = (known: KnownStatements, text: string) => known.find(text, 0, text.length, hashOf(text));

  test('a long one is not kept', () => {
    const long = `a = "${'x'.repeat(300)}"`;
    expect(find(knowing(long), long)).toBeUndefined();
  });

  test('many are found again', () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => `a = <${index}>`);
    const known = knowing(...texts);
    expect(texts.every((text) => find(known, text) === statement)).toBe(true);
    expect(find(known, 'a = <10000>')).toBeUndefined();
  });

  test('texts of one hash are kept apart', () => {
    expect(hashOf('Aa')).toBe(hashOf('BB'));
    expect(find(knowing('Aa'), 'BB')).toBeUndefined();
  });
});

describe('statements of keywords', () => {
  const keywords = new KeywordForms();
  for (const text of ['/dts-v1/;', '/delete-node/ &a;', '/delete-node/ a;']) keywords.accept(text, 0);

  test('are left out where one of their form was accepted', () => {
    const whole = '/dts-v1/ ;\n/delete-node/ &b;\n';
    const { text, omitted } = new AbridgedText(whole, knowing(), formsOf({ keywords }));
    expect(text).toBe('');
    expect(omitted).toMatchObject({ kinds: ['version', 'delete-node'], starts: [0, 11], ends: [9, 27] });
  });

  test.each([
    '/plugin/;',
    '/delete-property/ a;',
    '/dts-v1/ a;',
    '/delete-node/ #a;',
    '/delete-node/ a b;',
    '/delete-node/ &{/a};',
    '/delete-node/ &a(1);',
    '/delete-node/;',
    '/dts-v1/ /* a */;',
    '/dts-v1/',
    'l: /delete-node/ a;',
  ])('%s stays', (whole) => expect(new AbridgedText(whole, knowing(), formsOf({ keywords })).text).toBe(whole));
});

test('a directive that was accepted outside stays in a node, where the grammar takes none', () => {
  const keywords = new KeywordForms();
  for (const text of ['/dts-v1/;', '/plugin/;', '/delete-node/ a;']) keywords.accept(text, 0);
  const forms = formsOf({ keywords, nodes: acceptingNodes('a {') });
  const left = (whole: string): string => new AbridgedText(whole, knowing(), forms).text;
  expect(left('/dts-v1/; /plugin/;\na { b { }; };\n/dts-v1/;')).toBe('');
  expect(left('a { b { /dts-v1/; }; };')).toBe('a {b {/dts-v1/;};};');
  expect(left('a { /plugin/; };')).toBe('a {/plugin/;};');
  expect(left('a { /delete-node/ b; };')).toBe('');
});

describe('forms of nodes', () => {
  const accepts = (accepted: string, asked: string): boolean => acceptingNodes(accepted).acceptedBrace(asked, 0) >= 0;

  test.each([
    ['a {', 'b@1 {'],
    ['a: b {', 'c:d\n{'],
    ['a: b: c {', 'd: e: f: g {'],
    ['&a {', '&b{'],
    ['/ {', '/{'],
  ])('%s is of the form of %s', (accepted, asked) => expect(accepts(accepted, asked)).toBe(true));

  test.each([
    ['a {', 'a: b {'],
    ['a: b {', 'a: b: c {'],
    ['a {', '&a {'],
    ['a {', '/ {'],
    ['a {', '#a {'],
    ['a {', 'a b {'],
    ['a {', 'a;'],
    ['a {', '\\a {'],
    ['a: b {', 'a : b {'],
    ['&a {', '& {'],
    ['&a {', '&{/a} {'],
    ['&a {', '&a(b) {'],
    ['a {', '/omit-if-no-ref/ a {'],
    ['a {', 'a /* b */ {'],
  ])('%s is not of the form of %s', (accepted, asked) => expect(accepts(accepted, asked)).toBe(false));
});

describe('forms', () => {
  test.each([
    ['status = "okay"', 'compatible\t=\n "a,b"'],
    ['reg = <1>', 'interrupts = <0x1f 20 &gic 3>'],
    ['reg = <1>, <2>', 'ranges = <1 2>, <3 4>,\n\t<5>'],
    ['a', 'dma-coherent'],
    ['a = &b', 'c=&d'],
    ['a = /bits/ 64 <1>', 'opp-hz = /bits/ 64 <0x1 2>'],
    ['a = [00 11]', 'mac = [aabbCC]'],
    ['a = <(1 << 2)>', 'a = <(0x10 << 31)>'],
    ['#size-cells = <1>', '#size-cells = <2>'],
  ])('%s is of the form of %s', (accepted, asked) => expect(accepts(accepted, asked)).toBe(true));

  test.each([
    ['a = <1>', 'a = <1'],
    ['a = <1>', 'a = <>'],
    ['a = <1>', 'a = <0x>'],
    ['a = <1>', 'a = <1z>'],
    ['a = <1>', 'a = <1U>'],
    ['a = <1>', 'a = <MACRO>'],
    ['a = <1>', 'a = <1>, '],
    ['a = <1>', 'a = <1> <2>'],
    ['a = <1>', 'a = <1>, <2>'],
    ['a = <1>', 'a = <-1>'],
    ['a = <1>', '#if = <1>'],
    ['a = <1>', 'a: b = <1>'],
    ['a = <&b>', 'a = <&b(1)>'],
    ['a = <(1 << 2)>', 'a = <(1 < < 2)>'],
    ['a = <(1 / 2)>', 'a = <(1 /* 2)>'],
    ['a = [00]', 'a = [0 0]'],
    ['a = /bits/ 64 <1>', 'a = /bits/ 63 <1>'],
    ['a = "b"', 'a = "b\\n"'],
    ['a = "b"', 'a = "b\nc"'],
    ['a = "b"', 'a = "b'],
    ['a', 'a b'],
    ['a', 'a ='],
    ['a', 'a(b)'],
  ])('%s is not of the form of %s', (accepted, asked) => expect(accepts(accepted, asked)).toBe(false));
});
