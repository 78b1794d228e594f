import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../kernel/units/formatBytes.ts';
import { CALLOUT_ROWS_ON_PAPER, CHARACTER_WIDTH, type LaneLayout, layOutLane } from './laneLayout.ts';
import { escapeMarkup, round } from './markup.ts';
import { KIND_NAMES, KINDS } from './memoryKinds.ts';
import type { MemoryBlock, MemoryLane, MemoryPicture } from './memoryPicture.ts';
import { MEMORY_STYLE, patternDefinitions } from './memoryStyle.ts';
import type { ScenarioPicture } from './pageStrip.ts';
import { shownStep, stepText } from './stripFacts.ts';
import { STRIP_HEIGHT, stripSvg } from './stripSvg.ts';

export interface SvgOptions {
  /** In pixels. */
  readonly width: number;
  /** What of each lane is shown; all of it where nothing is said. */
  readonly viewOf?: (lane: MemoryLane, index: number) => AddressRange;
  /** A drawing that stands alone brings its style and patterns; one in a page that has them does not. */
  readonly standsAlone: boolean;
  /** Whether it says of which board and kernel it is; a page says so itself. */
  readonly titled: boolean;
  /** A scenario whose pools are drawn below the memory, page by page. */
  readonly scenario?: ScenarioPicture | undefined;
}

/** The room around a drawing, in pixels. */
export const PICTURE_MARGIN = 16;

/**
 * A picture of a board's memory as SVG. Each block is a group with `data-path`, a title and a label for screen readers,
 * and can be reached by the keyboard. Everything that comes from the tree is escaped.
 */
export function memorySvg(
  picture: MemoryPicture,
  { width, viewOf, standsAlone, titled, scenario }: SvgOptions,
): string {
  const inner = width - 2 * PICTURE_MARGIN;
  const body: string[] = [];
  let y = PICTURE_MARGIN;
  const line = (text: string, style: string, height: number): void => {
    y += height;
    body.push(`<text class="${style}" x="${PICTURE_MARGIN}" y="${round(y)}">${escapeMarkup(text)}</text>`);
  };
  if (titled) {
    line(picture.title, 'title', 14);
    line(picture.subtitle, 'faint', 20);
    for (const note of picture.notes) for (const part of wrapped(note, inner)) line(part, 'faint', 17);
    y += 8;
  }
  picture.lanes.forEach((lane, index) => {
    line(laneTitle(lane), 'lane-title', 20);
    y += 8;
    const layout =
      viewOf === undefined
        ? layOutLane(lane, lane.range, inner, CALLOUT_ROWS_ON_PAPER)
        : layOutLane(lane, viewOf(lane, index), inner);
    body.push(`<g class="lane-group" data-lane="${index}" transform="translate(${PICTURE_MARGIN} ${round(y)})">`);
    body.push(laneSvg(lane, layout, inner), '</g>');
    y += layout.height + 10;
  });
  for (const { name, state } of picture.unplaced) {
    for (const part of wrapped(`${name}: ${state}`, inner)) line(part, 'unplaced', 18);
  }
  if (picture.omitted > 0) line(`${picture.omitted} more are not drawn.`, 'faint', 18);
  y += 14;
  const legend = legendSvg(picture, inner);
  body.push(
    `<g class="legend" aria-hidden="true" transform="translate(${PICTURE_MARGIN} ${round(y)})">${legend.svg}</g>`,
  );
  y += legend.height;
  if (scenario !== undefined) {
    const step = shownStep(scenario);
    y += 10;
    line(`${scenario.title}, after this step:`, 'title', 22);
    for (const text of stepText(scenario, step).split('\n')) {
      for (const part of wrapped(text, inner)) line(part, 'faint', 18);
    }
    for (const strip of scenario.strips) {
      y += 16;
      body.push(`<g transform="translate(${PICTURE_MARGIN} ${round(y)})">${stripSvg(strip, step, inner)}</g>`);
      y += STRIP_HEIGHT;
    }
    if (scenario.omitted > 0) line(`${scenario.omitted} buffers are not drawn.`, 'faint', 18);
  }
  const height = Math.ceil(y + 10);
  const style = standsAlone ? `<style>${MEMORY_STYLE}</style>${patternDefinitions()}` : '';
  const label = escapeMarkup(`Memory of ${picture.title}, ${picture.subtitle}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="memory-map" role="group" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${style}${standsAlone ? `<rect width="${width}" height="${height}" style="fill: var(--ground)"/>` : ''}${body.join('')}</svg>`;
}

/** What stands over a lane. */
export function laneTitle({ kind, range }: MemoryLane): string {
  const what = kind === 'ram' ? 'RAM' : 'Outside of RAM';
  return `${what} ${formatRange(range)}, ${formatSize(range.size)}`;
}

/** What a block says of itself, for a tooltip and for a screen reader. */
function blockText(block: MemoryBlock): string {
  const { name, range, kind, state, heaps, users, place } = block;
  return [
    `${name}: ${formatSize(range.size)} at ${formatRange(range)}`,
    `${KIND_NAMES[kind]}. ${state}`,
    ...(heaps.length > 0 ? [`Heaps: ${heaps.map((heap) => `/dev/dma_heap/${heap}`).join(', ')}`] : []),
    ...(users.length > 0 ? [`Used by: ${users.join(', ')}`] : []),
    ...(place === undefined ? [] : [place]),
  ].join('\n');
}

function laneSvg(lane: MemoryLane, layout: LaneLayout, width: number): string {
  const { barHeight } = layout;
  const parts = [
    `<rect class="lane ${lane.kind === 'outside' ? 'outside' : ''}" width="${round(width)}" height="${barHeight}"/>`,
  ];
  for (const { x, width: wide, range, label } of layout.holes) {
    const title = `<title>${formatSize(range.size)} free at ${formatRange(range)}</title>`;
    parts.push(
      `<g class="hole">${title}<rect x="${round(x)}" width="${round(wide)}" height="${barHeight}" fill="transparent"/>`,
    );
    if (label !== '')
      parts.push(`<text class="faint" x="${round(x + wide / 2)}" y="21" text-anchor="middle">${label}</text>`);
    parts.push('</g>');
  }
  for (const { from, x, isLeft, y } of layout.callouts) {
    const end = isLeft ? x - 6 : x + 6;
    const [start, down] = [round(from), round(y)];
    parts.push(`<path class="leader" d="M${start} ${barHeight} L${start} ${down} L${round(end)} ${down}"/>`);
  }
  for (const { part, x, y, width: wide, height, label } of layout.blocks) {
    const { block } = part;
    const path = block.path === undefined ? '' : ` data-path="${escapeMarkup(block.path)}"`;
    const said = escapeMarkup(blockText(block));
    parts.push(
      `<g class="block ${block.kind}"${path} tabindex="-1" role="img" aria-label="${said}"><title>${said}</title>`,
      `<rect x="${round(x)}" y="${round(y + 2)}" width="${round(wide)}" height="${round(height - 4)}" rx="2" fill="url(#pattern-${block.kind})"/>`,
      label === '' ? '' : `<text x="${round(x + 6)}" y="${round(y + height / 2 + 4)}">${escapeMarkup(label)}</text>`,
      '</g>',
    );
  }
  for (const { x, width: wide, conflict } of layout.conflicts) {
    const title = escapeMarkup(
      `${formatSize(conflict.range.size)} at ${formatRange(conflict.range)} asked for by ${conflict.names.join(' and ')}`,
    );
    parts.push(
      `<g class="conflict-mark" role="img" aria-label="${title}"><title>${title}</title><rect class="conflict" x="${round(x)}" y="0" width="${round(wide)}" height="${barHeight}" fill="url(#pattern-conflict)"/></g>`,
    );
  }
  for (const { x, label } of layout.ticks) {
    parts.push(`<path class="tick" d="M${round(x)} ${barHeight} v5"/>`);
    parts.push(`<text class="faint tick-label" x="${round(x)}" y="${barHeight + 16}">${label}</text>`);
  }
  for (const { x, isLeft, y, text, part } of layout.callouts) {
    const anchor = isLeft ? `x="${round(x - 8)}" text-anchor="end"` : `x="${round(x + 8)}"`;
    const path = part.block.path === undefined ? '' : ` data-path="${escapeMarkup(part.block.path)}"`;
    parts.push(`<text class="callout"${path} ${anchor} y="${round(y + 4)}">${escapeMarkup(text)}</text>`);
  }
  return parts.join('');
}

/** A text in lines that are about as wide as they may be, in pixels. */
function wrapped(text: string, width: number): string[] {
  const most = Math.max(20, Math.floor(width / CHARACTER_WIDTH));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The kinds that the picture has, each with its pattern, in as many rows as they need. */
function legendSvg(picture: MemoryPicture, width: number): { svg: string; height: number } {
  const used = new Set(picture.lanes.flatMap((lane) => lane.blocks.map(({ block }) => block.kind)));
  const hasConflict = picture.lanes.some(({ conflicts }) => conflicts.length > 0);
  const entries = KINDS.filter((kind) => used.has(kind)).map((kind) => ({
    name: KIND_NAMES[kind],
    mark: `<g class="block ${kind}"><rect width="18" height="12" rx="2" fill="url(#pattern-${kind})"/></g>`,
  }));
  if (hasConflict) {
    entries.push({
      name: 'asked for more than once',
      mark: '<rect class="conflict" width="18" height="12" fill="url(#pattern-conflict)"/>',
    });
  }
  let x = 0;
  let y = 0;
  const parts = entries.map(({ name, mark }) => {
    const wide = 40 + name.length * CHARACTER_WIDTH;
    if (x > 0 && x + wide > width) {
      x = 0;
      y += 18;
    }
    const part = `<g transform="translate(${round(x)} ${y})">${mark}<text x="24" y="10">${name}</text></g>`;
    x += wide;
    return part;
  });
  return { svg: parts.join(''), height: entries.length === 0 ? 0 : y + 18 };
}
