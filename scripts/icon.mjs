// Draws the extension's icon, media/icon.png, 128 by 128: `node scripts/icon.mjs`. A bank of memory with regions in it,
// one of them hatched, as the memory map draws them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const SIZE = 128;
/** Each pixel is the mean of so many by so many points. */
const POINTS = 4;

const BACKGROUND = [22, 34, 52];
const BANK = [38, 56, 84];
const EDGE = [158, 186, 220];

/** From the bottom up, as the map has addresses: where a region begins and ends (of 1), its colour, whether it is hatched. */
const REGIONS = [
  { from: 0.06, to: 0.2, colour: [232, 140, 66], hatched: true },
  { from: 0.32, to: 0.62, colour: [79, 178, 134], hatched: false },
  { from: 0.7, to: 0.88, colour: [92, 158, 236], hatched: false },
];

const inRounded = (x, y, [left, top, right, bottom], radius) => {
  if (x < left || x > right || y < top || y > bottom) return false;
  const dx = Math.max(left + radius - x, x - (right - radius), 0);
  const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
};

const BOX = [30, 16, 98, 112];

/** The colour at a point: red, green, blue, opacity. */
function colourAt(x, y) {
  if (!inRounded(x, y, [0, 0, SIZE, SIZE], 24)) return [0, 0, 0, 0];
  // Pins of a chip on both sides.
  const isPin = (x > 18 && x < 26) || (x > 102 && x < 110);
  if (isPin && y > 20 && y < 108 && (y - 20) % 16 < 8) return [...EDGE, 255];
  if (!inRounded(x, y, BOX, 8)) return [...BACKGROUND, 255];
  if (!inRounded(x, y, [BOX[0] + 4, BOX[1] + 4, BOX[2] - 4, BOX[3] - 4], 5)) return [...EDGE, 255];
  const height = (BOX[3] - 4 - y) / (BOX[3] - BOX[1] - 8);
  const region = REGIONS.find(({ from, to }) => height >= from && height < to);
  if (region === undefined) return [...BANK, 255];
  const isDark = region.hatched && (x + y) % 12 < 5;
  return [...(isDark ? BANK : region.colour), 255];
}

function pixel(x, y) {
  const sum = [0, 0, 0, 0];
  for (let point = 0; point < POINTS * POINTS; point++) {
    const at = (part) => (part + 0.5) / POINTS;
    const [red, green, blue, opacity] = colourAt(x + at(point % POINTS), y + at(Math.floor(point / POINTS)));
    sum[0] += red * opacity;
    sum[1] += green * opacity;
    sum[2] += blue * opacity;
    sum[3] += opacity;
  }
  const opacity = sum[3] / (POINTS * POINTS);
  return [...sum.slice(0, 3).map((part) => (sum[3] === 0 ? 0 : Math.round(part / sum[3]))), Math.round(opacity)];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The icon as PNG: eight bits a part, with opacity. */
export function icon() {
  const rows = Array.from({ length: SIZE }, (_row, y) => [
    0,
    ...Array.from({ length: SIZE }, (_column, x) => pixel(x, y)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const path = fileURLToPath(import.meta.url);
if (process.argv[1] === path) {
  const folder = join(path, '../../media');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'icon.png'), icon());
}
