/** A node as dtc prints it (`-O dts -T -T`). */
export interface PrintedNode {
  readonly path: string;
  readonly labels: readonly string[];
  /** Where it was opened, as dtc names it: `file:line:column-line:column`. */
  readonly places: readonly string[];
  /** The text of each value; empty for a property without one. */
  readonly properties: ReadonlyMap<string, string>;
}

/**
 * The nodes of a tree that dtc has printed, by path, in its order. A reader of one printer's output, line by line: it
 * shares nothing with the readers that are held against it.
 */
export function readPrintedTree(text: string): Map<string, PrintedNode> {
  const nodes = new Map<string, PrintedNode & { properties: Map<string, string> }>();
  const open: string[] = [];
  for (const line of text.split('\n')) {
    const heading = /^\t*((?:[\w]+: )*)([^\s"]+) \{(?: \/\* (.*) \*\/)?$/.exec(line);
    if (heading !== null) {
      const [, labels = '', name = '', places = ''] = heading;
      const parent = open.at(-1);
      const path = parent === undefined ? '/' : `${parent === '/' ? '' : parent}/${name}`;
      open.push(path);
      nodes.set(path, {
        path,
        labels: labels.split(': ').filter(Boolean),
        places: places.split(', ').filter(Boolean),
        properties: new Map(),
      });
    } else if (/^\t*\};/.test(line)) open.pop();
    else {
      const [, name, value = ''] = /^\t+(?:\w+: )*([^\s=;]+)(?: = (.*?))?;(?: \/\* .*)?$/.exec(line) ?? [];
      if (name !== undefined) nodes.get(open.at(-1) ?? '')?.properties.set(name, value);
    }
  }
  return nodes;
}

/** The cells of a printed value, references as they stand (`&label`, `&{/path}`). */
export function printedCells(value: string | undefined): string[] {
  return (value ?? '').split(/[<>,\s]+/).filter((cell) => cell !== '' && !cell.endsWith(':'));
}

/** The strings of a printed value. */
export function printedStrings(value: string | undefined): string[] {
  return [...(value ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text);
}
