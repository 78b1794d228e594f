import { describe, expect, it } from 'vitest';
import { isBoardText, scanIncludes } from './includeScan.ts';

describe('the includes of a text', () => {
  it.each([
    ['#include "soc.dtsi"', [{ style: 'quote', name: 'soc.dtsi' }]],
    ['\t#  include <arm/soc.dtsi> // x', [{ style: 'angle', name: 'arm/soc.dtsi' }]],
    ['#include_next "soc.dtsi"', [{ style: 'angle', name: 'soc.dtsi' }]],
    ['/include/ "a.dtsi" /include/ "b.dtsi"', ['a.dtsi', 'b.dtsi'].map((name) => ({ style: 'dtc', name }))],
    ['#include MACRO', []],
    ['text = "#include"; // #include "x"', []],
  ])('%j', (text, expected) => expect(scanIncludes(text)).toEqual(expected));
});

describe('a text', () => {
  it.each([
    ['/dts-v1/;', true],
    ['// x\n  /dts-v1/ ;\n/plugin/;', true],
    ['/ { };', false],
    ['a /dts-v1/;', false],
  ])('%j begins a tree of its own: %s', (text, is) => expect(isBoardText(text)).toBe(is));
});
