import { DIRECTIVE_CASES } from './directiveCases.ts';
import { DTC_CASES } from './dtcCases.ts';
import { DTC_VALUE_CASES } from './dtcValueCases.ts';
import type { JudgedCase } from './judgedCase.ts';
import { MACRO_CASES } from './macroCases.ts';
import { PREPROCESSOR_CASES } from './preprocessorCases.ts';

/** Every case that was written by hand. */
export const HANDMADE: readonly JudgedCase[] = [
  ...PREPROCESSOR_CASES,
  ...DIRECTIVE_CASES,
  ...MACRO_CASES,
  ...DTC_CASES,
  ...DTC_VALUE_CASES,
];

/** Cases in which we differ from the tools, each with the reason. */
export const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['line/line-error-after', 'positions are those of the file that was read, #line notwithstanding'],
  ['line/line-dtc-error-after', 'positions are those of the file that was read, #line notwithstanding'],
  ['line/marker-dtc-error', 'positions are those of the file that was read, line markers notwithstanding'],
  ['dtc-include/marker', 'positions are those of the file that was read, line markers notwithstanding'],
  ['dtc-include/marker-flags', 'positions are those of the file that was read, line markers notwithstanding'],
  ['string-lines/after-very-long-call', 'positions are those of the file that was read, line markers notwithstanding'],
  ['condition/very-deep-parentheses', 'conditions are nested 500 deep at most'],
  ['condition/deep-ternary', 'conditions are nested 500 deep at most'],
  ['macro/nested-1000', 'a use of a macro makes 2^21 tokens on its way at most'],
  [
    'include/macro-angle-blanks',
    'an include that is not found is placed at its directive, not at the macro that names it',
  ],
  ['has/include-empty', 'gcc takes an empty name beside a board without a folder for standard input'],
  ['pragma/operator-unclosed', '_Pragma that is not closed is placed at its name, not at the end of the file'],
]);
