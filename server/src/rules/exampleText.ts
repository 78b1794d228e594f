/** A rule's example as device trees are laid out, a statement a line; one that has several lines stays as it is. */
export function exampleText(example: string): string {
  if (example.includes('\n')) return example;
  let depth = 0;
  const lines = [''];
  for (const [token] of example.matchAll(/"[^"]*"|[{};]|[^"{};]+/g)) {
    const line = lines.pop() ?? '';
    if (line === '' && token.trim() === '') {
      lines.push('');
      continue;
    }
    if (token === '}') depth--;
    lines.push(line === '' ? '\t'.repeat(depth) + token.trimStart() : line + token);
    if (token === '{') depth++;
    if (token === '{' || token === ';') lines.push('');
  }
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
