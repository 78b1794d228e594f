/** Whether a name stands for several buffers. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

/** Whether a name fits a pattern, in which `*` stands for any characters. Takes the first place that fits each part. */
export function fitsPattern(name: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  let at = head.length;
  const end = name.length - tail.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
