const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings.
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What may come next: a value, a key, `:`, or what follows a value. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after';

/**
 * The offset at which a text stops being JSON (RFC 8259); its length where it is complete or only ends too early.
 * `JSON.parse` names the place for some faults and not for others.
 */
export function jsonFaultOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  for (let at = 0; ; ) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    const character = text.charAt(at);
    if (character === '') return at;
    const inside = open.at(-1);
    const closes =
      (character === '}' && inside === '{' && (expected === 'after' || expected === 'first key')) ||
      (character === ']' && inside === '[' && (expected === 'after' || expected === 'first value'));
    if (closes) {
      open.pop();
      expected = 'after';
      at++;
    } else if (expected === 'after') {
      if (character !== ',' || inside === undefined) return at;
      expected = inside === '{' ? 'key' : 'value';
      at++;
    } else if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
      at++;
    } else if ((character === '{' || character === '[') && (expected === 'value' || expected === 'first value')) {
      open.push(character);
      expected = character === '{' ? 'first key' : 'first value';
      at++;
    } else {
      const isKey: boolean = expected === 'key' || expected === 'first key';
      SCALAR.lastIndex = at;
      const length = SCALAR.exec(text)?.[0].length ?? 0;
      if (length === 0 || (isKey && character !== '"')) return at;
      expected = isKey ? 'colon' : 'after';
      at += length;
    }
  }
}
