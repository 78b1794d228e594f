import { expect, it } from 'vitest';
import { codeOf, productSources } from './sourceText.ts';

/** The room that runs for each board of a kernel, and for each key. */
const HOT_ROOM = 'server/src/devicetree/';

/** `#name`, where no string, comment or regular expression stands. */
const PRIVATE_NAME = /#[A-Za-z_]/;

/** `private` before a member; constructors can be hidden in no other way. */
const PRIVATE_MODIFIER = /\bprivate\s+(?!constructor\b)/;

it('members are hidden in one way in each room: as `private _name` where boards are read, as `#name` elsewhere', () => {
  // V8's first optimising compiler calls a function for each `#name` that is set: a sixteenth of the time in which a
  // kernel's boards are compiled, and nothing that can be measured in other rooms.
  const others = productSources().filter(({ path, text }) => {
    const code = codeOf(text);
    return (path.startsWith(HOT_ROOM) ? PRIVATE_NAME : PRIVATE_MODIFIER).test(code);
  });
  expect(others.map(({ path }) => path)).toEqual([]);
});

it('the law sees both', () => {
  expect(PRIVATE_NAME.test(codeOf("const a = '#include'; class A { #b = 1; }"))).toBe(true);
  expect(PRIVATE_NAME.test(codeOf("const a = '#include'; // #b"))).toBe(false);
  expect(PRIVATE_MODIFIER.test(codeOf('class A { private readonly _b = 1; }'))).toBe(true);
  expect(PRIVATE_MODIFIER.test(codeOf('class A { private constructor() {} }'))).toBe(false);
});
