import { type PrintedNode, printedCells, printedStrings } from './printedTree.ts';

/** Base and size, in hexadecimal. */
type Range = readonly [string, string];

const number = (cells: readonly string[]): bigint =>
  cells.reduce((value, cell) => (value << 32n) | BigInt(Number(cell) >>> 0), 0n);
const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** What `test/boards/memory.test.ts` compares: the memory of a tree that dtc has printed. */
export function memoryRecord(nodes: ReadonlyMap<string, PrintedNode>) {
  const cellsOf = (path: string): { address: number; size: number } => {
    const properties = nodes.get(path)?.properties;
    const count = (name: string, otherwise: number): number =>
      Number(printedCells(properties?.get(name))[0] ?? otherwise);
    return { address: count('#address-cells', 2), size: count('#size-cells', 1) };
  };
  const ranges = (value: string | undefined, { address, size }: { address: number; size: number }): Range[] | null => {
    if (value === undefined) return null;
    const cells = printedCells(value);
    const found: Range[] = [];
    for (let at = 0; at + address + size <= cells.length; at += address + size) {
      found.push([
        hex(number(cells.slice(at, at + address))),
        hex(number(cells.slice(at + address, at + address + size))),
      ]);
    }
    return found;
  };
  const amount = (value: string | undefined): string | null =>
    value === undefined ? null : hex(number(printedCells(value)));

  const cells = cellsOf('/reserved-memory');
  const regions = [...nodes.values()]
    .filter(({ path }) => /^\/reserved-memory\/[^/]+$/.test(path))
    .map(({ path, labels, properties }) => ({
      path,
      labels,
      compatible: printedStrings(properties.get('compatible')),
      reg: ranges(properties.get('reg'), cells),
      size: amount(properties.get('size')),
      alignment: amount(properties.get('alignment')),
      'no-map': properties.has('no-map'),
      reusable: properties.has('reusable'),
      'linux,cma-default': properties.has('linux,cma-default'),
      users: usersOf(nodes, path, labels),
    }));
  const memory = [...nodes.values()]
    .filter(({ properties }) => properties.get('device_type') === '"memory"')
    .map(({ path, properties }) => ({ path, reg: ranges(properties.get('reg'), cellsOf('/')) }));
  const places = [...nodes.values()].filter(({ path }) => path.startsWith('/reserved-memory'));
  return { memory, regions, srcpos: Object.fromEntries(places.map((node) => [node.path, node.places])) };
}

/** Who refers to a region, in the tree's order: `index` counts the references of the property. */
function usersOf(nodes: ReadonlyMap<string, PrintedNode>, region: string, labels: readonly string[]) {
  const names = new Set([...labels.map((label) => `&${label}`), `&{${region}}`]);
  return [...nodes.values()].flatMap(({ path, properties }) =>
    [...properties.values()].flatMap((value) =>
      printedCells(value)
        .filter((cell) => cell.startsWith('&'))
        .flatMap((reference, index) =>
          names.has(reference) ? [{ path, index, enabled: isEnabled(nodes, path) }] : [],
        ),
    ),
  );
}

/** Whether neither a node nor one above it is switched off. */
function isEnabled(nodes: ReadonlyMap<string, PrintedNode>, path: string): boolean {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const status = nodes.get(at)?.properties.get('status');
    if (status !== undefined && status !== '"okay"' && status !== '"ok"') return false;
  }
  return true;
}
