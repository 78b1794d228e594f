const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\.?[0-9](?:[eE][+-]|[A-Za-z0-9_.])*|[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}]*|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|\S/gu;

/** The tokens of preprocessed text as the conformance cases count them; white space is not significant. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** The text split at white space, as Python's `split` does. */
export function wordsOf(text: string): string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
}

/** A line marker, such as `# 7 "file" 1`, as dtc's lexer takes it: what else stands on its line is text. */
const LINE_MARKER = /^#(?:line)?[ \t]+[0-9]+[ \t]+"(?:[^"\\\n]|\\.)*"(?:[ \t]+[0-9]+)*/gm;

/** Line markers are no output. */
export function withoutLineMarkers(text: string): string {
  return text.replaceAll(LINE_MARKER, '');
}
