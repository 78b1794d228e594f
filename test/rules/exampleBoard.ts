const RAM = 'memory@40000000 { device_type = "memory"; reg = <0x40000000 0x80000000>; };';
const CELLS = '#address-cells = <1>; #size-cells = <1>;';

/**
 * The board in which a rule's example stands. What says its cells is a whole tree; what begins a tree, or changes one,
 * is played on a board of one cell each with 2 GiB of RAM from 0x40000000; `reserved-memory { … }` stands in that
 * board's root, and anything else is regions of its /reserved-memory.
 */
export function exampleBoard(example: string): string {
  const root = (content: string): string => {
    const memory = /\bmemory@[^;]*device_type/.test(example) ? '' : RAM;
    return `/ {\n\t${CELLS}\n\t${memory}\n${content}\n};\n`;
  };
  const regions = (content: string): string => `reserved-memory {\n${CELLS}\nranges;\n${content}\n};`;
  if (/^\/ \{ #address-cells/.test(example))
    return `/dts-v1/;\n${example}\n${root('').replace(CELLS, '')}`.replace(/\n\/ \{\s*\};\n$/, '\n');
  const reservation = /^\/memreserve\/[^;]*;/.exec(example)?.[0] ?? '';
  const rest = example.slice(reservation.length).trim();
  if (/^reserved-memory\b/.test(rest)) return `/dts-v1/;\n${root(rest)}`;
  if (/^(?:\/|&)/.test(rest) && !/^\/[*/]/.test(rest))
    return `/dts-v1/;\n${reservation}\n${root(regions(''))}${rest}\n`;
  return `/dts-v1/;\n${root(regions(rest))}`;
}
