import type { Random } from '../harness/random.ts';
import { NODE_NAMES, PROPERTY_NAMES, STRINGS } from './words.ts';

const cell = (value: number): string =>
  String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
const padded = (text: string): string => text + '\0'.repeat(-text.length & 3);

/** A flattened tree of version 16 or 17 of a few nodes, written here and not by the product. */
export function madeBlob(random: Random): string {
  let strings = '';
  const nameAt = (name: string): number => {
    const known = strings.indexOf(`${name}\0`);
    if (known >= 0) return known;
    strings += `${name}\0`;
    return strings.length - name.length - 1;
  };
  const value = (): string => {
    const kind = random.below(4);
    if (kind === 0) return `${random.pick(STRINGS)}\0`;
    if (kind === 1) return '';
    if (kind === 2) return String.fromCharCode(...random.list(0, 9, () => random.below(256)));
    return random
      .list(1, 6, () => cell(random.pick([0, 1, 2, 0x1000, 0x4000_0000, 0x5000_0000, 0x10_0000, random.next()])))
      .join('');
  };
  const property = (): string => {
    const bytes = value();
    return cell(3) + cell(bytes.length) + cell(nameAt(random.pick(PROPERTY_NAMES))) + padded(bytes);
  };
  const node = (name: string, depth: number): string =>
    cell(1) +
    padded(`${name}\0`) +
    random.list(0, 4, property).join('') +
    (depth > 3 ? '' : random.list(0, 3, () => node(random.pick(NODE_NAMES), depth + 1)).join('')) +
    (random.oneIn(20) ? cell(4) : '') +
    cell(2);
  const structure = node('', 0) + cell(9);
  const reservations = random
    .list(0, 2, () => cell(0) + cell(0x4000_0000 + random.below(64) * 0x10_0000) + cell(0) + cell(0x1000))
    .join('');
  const map = `${reservations}${cell(0).repeat(4)}`;
  const version = random.pick([16, 17, 17]);
  const head = version === 17 ? 40 : 36;
  const mapAt = (head + 7) & ~7;
  const structureAt = mapAt + map.length;
  const stringsAt = structureAt + structure.length;
  const header = [
    0xd00d_feed,
    stringsAt + strings.length,
    structureAt,
    stringsAt,
    mapAt,
    version,
    16,
    0,
    strings.length,
  ];
  if (version === 17) header.push(structure.length);
  return header.map(cell).join('').padEnd(mapAt, '\0') + map + structure + strings;
}
