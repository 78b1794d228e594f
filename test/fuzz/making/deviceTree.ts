import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { LABELS, NODE_NAMES, NUMBERS, PIECES, PROPERTY_NAMES, STRINGS } from './words.ts';

const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#[^\n]*\n|\/[a-z0-9-]+\/|0[xX][0-9a-fA-F]+|&?[A-Za-z_][\w,.+-]*(?:@[\w,.+-]+)?|#[a-z][\w-]*|\d+|[^\S\n]+|\n|./gm;

/** A text cut at what dtc's lexer would roughly read as one piece; joined they are the text again. */
function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** A cell or two: a number, a reference or an expression. */
function cell(random: Random): string {
  if (random.oneIn(8)) return `&${random.pick(LABELS)}`;
  return random.oneIn(3) ? `0x${random.next().toString(16)}` : random.pick(NUMBERS);
}

function cells(random: Random, most: number): string {
  return random.list(0, most, () => cell(random)).join(' ');
}

function value(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return `[${random.list(0, 6, () => random.below(256).toString(16).padStart(2, '0')).join(' ')}]`;
    case 1:
      return random.list(1, 3, () => `"${random.pick(STRINGS)}"`).join(', ');
    case 2:
      return `&${random.pick(LABELS)}`;
    case 3:
      return `/bits/ ${random.pick(['8', '16', '32', '64'])} <${cells(random, 4)}>`;
    case 4:
      return `<${cells(random, 4)}>, <${cells(random, 4)}>, "${random.pick(STRINGS)}"`;
    default:
      return `<${cells(random, 8)}>`;
  }
}

function property(random: Random): string {
  const name = random.pick(PROPERTY_NAMES);
  if (/^(?:reusable|no-map|linux,.*default|ranges)$/.test(name) && !random.oneIn(4)) return `${name};`;
  if (name === '#address-cells' || name === '#size-cells')
    return `${name} = <${random.pick(['0', '1', '2', '2', '3'])}>;`;
  if (/^(?:compatible|status|device_type|bootargs|memory-region-names)$/.test(name))
    return `${name} = "${random.pick(STRINGS)}";`;
  return random.oneIn(8) ? `${name};` : `${name} = ${value(random)};`;
}

/** A child of `/reserved-memory` that is nearly right: what most of the engine and the rules look at. */
function region(random: Random, index: number): string {
  const base = 0x4000_0000 + random.below(0x80) * 0x100_0000 + (random.oneIn(6) ? random.below(0x10_0000) : 0);
  const size = random.pick([0x1000, 0x10_0000, 0x40_0000, 0x100_0000, 0x400_0000, 0x2000_0000, 0, 0x1800]);
  const hex = (number: number): string => `0x${number.toString(16)}`;
  const isDynamic = random.oneIn(3);
  const lines = [
    isDynamic ? `size = <0 ${hex(size)}>;` : `reg = <0 ${hex(base)} 0 ${hex(size)}>;`,
    random.oneIn(4) ? `alignment = <0 ${hex(random.pick([0x1000, 0x40_0000, 0x300_0000]))}>;` : '',
    isDynamic && random.oneIn(3) ? `alloc-ranges = <0 ${hex(base)} 0 ${hex(size * 4)}>;` : '',
    random.oneIn(2)
      ? `compatible = "${random.pick(['shared-dma-pool', 'restricted-dma-pool', 'vendor,firmware'])}";`
      : '',
    random.pick(['reusable;', 'no-map;', '', 'reusable; linux,cma-default;', 'reusable; no-map;']),
    random.oneIn(8) ? property(random) : '',
  ];
  const unit = isDynamic ? '' : `@${base.toString(16)}`;
  return `r${index}: pool${index}${unit} { ${lines.filter((line) => line !== '').join(' ')} };\n`;
}

/** A board whose memory is nearly right. */
function memoryBoard(random: Random): string {
  const regions = random.list(0, 6, (index) => region(random, index));
  const users = random.list(0, 2, (index) => `d${index} { memory-region = <&r${random.below(4)}>; };\n`);
  const cell = random.oneIn(10) ? '1' : '2';
  const bootargs = random.oneIn(4) ? `chosen { bootargs = "${random.pick(STRINGS)}"; };\n` : '';
  return (
    `/dts-v1/;\n${random.oneIn(6) ? '/memreserve/ 0x48000000 0x100000;\n' : ''}/ {\n#address-cells = <2>;\n#size-cells = <2>;\n` +
    `memory@40000000 { device_type = "memory"; reg = <0 0x40000000 ${random.pick(['0 0x80000000', '1 0', '0 0x20000000'])}>; };\n` +
    `${bootargs}reserved-memory {\n#address-cells = <${cell}>;\n#size-cells = <2>;\nranges;\n${regions.join('')}};\n${users.join('')}};\n`
  );
}

/** Nodes in nodes, with any properties. */
function anyTree(random: Random): string {
  const node = (name: string, depth: number): string => {
    const properties = random.list(0, 4, () => property(random));
    const children =
      depth >= 4
        ? []
        : random.list(0, 3 - Math.min(depth, 2), () => {
            const label = random.oneIn(3) ? `${random.pick(LABELS)}: ` : '';
            return label + node(random.pick(NODE_NAMES), depth + 1);
          });
    return `${name} {\n${[...properties, ...children].join('\n')}\n};\n`;
  };
  const more = random.oneIn(3) ? node(`&${random.pick(LABELS)}`, 3) : '';
  return `/dts-v1/;\n${random.oneIn(8) ? '/plugin/;\n' : ''}${node('/', 0)}${more}`;
}

/** A new board of a few nodes. */
export function madeTree(random: Random): string {
  return random.oneIn(3) ? anyTree(random) : memoryBoard(random);
}

/** What may stand where a token stands, of its own kind where it has one. */
function anotherToken(token: string, random: Random): string {
  if (/^(?:0[xX]|\d)/.test(token)) return random.pick(NUMBERS);
  if (token.startsWith('"')) return `"${random.pick(STRINGS)}"`;
  if (token.startsWith('&')) return `&${random.pick(LABELS)}`;
  if (/^[a-z#]/i.test(token))
    return random.oneIn(3) ? random.pick(NODE_NAMES) : random.pick(random.oneIn(3) ? LABELS : PROPERTY_NAMES);
  return random.pick(['{', '}', ';', '<', '>', '=', ',', ':', '&', '[', ']', '(', ')', ' ', '\n', '\\\n']);
}

/** Where the statements of a text end: after each `;` and each `{`. */
function statementAt(tokens: readonly string[], random: Random): readonly [start: number, end: number] {
  const isEnd = (index: number): boolean => /^[;{}]$/.test(tokens[index] ?? ';');
  let start = random.below(tokens.length);
  while (start > 0 && !isEnd(start - 1)) start--;
  let end = start;
  while (end < tokens.length && !isEnd(end)) end++;
  if (tokens[end] === '{') {
    for (let depth = 0; end < tokens.length; end++) {
      if (tokens[end] === '{') depth++;
      if (tokens[end] === '}' && --depth === 0) break;
    }
    if (tokens[end + 1] === ';') end++;
  }
  return [start, Math.min(tokens.length, end + 1)];
}

/** A device tree source with one change that its grammar knows, or of bytes; `others` lend it statements. */
export function changedTree(text: string, random: Random, others: readonly string[]): string {
  if (random.oneIn(6)) return changedBytes(text, random);
  const tokens = tokensOf(text);
  if (tokens.length === 0) return random.pick(others);
  const at = random.below(tokens.length);
  const [start, end] = statementAt(tokens, random);
  const joined = (...parts: readonly (readonly string[])[]): string => parts.flat().join('');
  switch (random.below(10)) {
    case 0:
      return joined(tokens.slice(0, start), tokens.slice(end));
    case 1:
      return joined(tokens.slice(0, end), tokens.slice(start));
    case 2: {
      const lender = tokensOf(random.pick(others));
      const [from, to] = lender.length === 0 ? [0, 0] : statementAt(lender, random);
      return joined(tokens.slice(0, start), ['\n'], lender.slice(from, to), ['\n'], tokens.slice(start));
    }
    case 3:
      return joined(tokens.slice(0, start), [random.pick(PIECES)], tokens.slice(start));
    case 4:
      return joined(tokens.slice(0, start), [property(random), '\n'], tokens.slice(start));
    case 5: {
      const [first, last] = statementAt(tokens, random);
      return joined(tokens.slice(0, start), tokens.slice(first, last), tokens.slice(start));
    }
    case 6:
      return joined(tokens.slice(0, at), tokens.slice(at + 1));
    case 7:
      return joined(tokens.slice(0, at), [random.pick(PIECES)], tokens.slice(at));
    default:
      return joined(tokens.slice(0, at), [anotherToken(tokens[at] ?? '', random)], tokens.slice(at + 1));
  }
}

/** A device tree source: one of `texts` with a few changes, or a new one. */
export function treeText(random: Random, texts: readonly string[]): string {
  let text = random.oneIn(3) ? madeTree(random) : random.pick(texts);
  for (let left = random.below(4); left > 0; left--) text = changedTree(text, random, texts);
  return text;
}
