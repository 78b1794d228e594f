import { escapeMarkup, round } from './markup.ts';
import type { MemoryKind } from './memoryPicture.ts';
import { type PageStrip, stripMarks } from './pageStrip.ts';
import { hueOf, stripFacts, stripTitle } from './stripFacts.ts';

/** The height of a strip, in pixels. */
const HEIGHT = 34;

/** The height of a strip with the lines above and below it, in pixels. */
export const STRIP_HEIGHT = HEIGHT + 46;

/** The kinds of memory whose colours tell groups of buffers apart; a number of `hueOf` each. */
export const GROUP_COLOURS = [
  'cma',
  'coherent',
  'restricted',
  'no-map',
  'occupied',
  'memreserve',
  'reserved',
] as const satisfies readonly MemoryKind[];

/**
 * A pool of a scenario after a step, page by page, `width` pixels wide. Of buffers that would lie on the same pixel the
 * first is drawn. Everything that comes from the scenario is escaped.
 */
export function stripSvg(strip: PageStrip, step: number, width: number): string {
  const facts = stripFacts(strip, step);
  const said = escapeMarkup(`${strip.pool}: ${facts}`);
  const title = escapeMarkup(stripTitle(strip));
  const parts = [
    `<text class="lane-title" y="12">${title}</text>`,
    `<g role="img" aria-label="${said}" transform="translate(0 20)">`,
    `<rect class="lane" width="${width}" height="${HEIGHT}"/>`,
  ];
  let drawn = -1;
  for (const { x, width: wide, buffer } of stripMarks(strip, step, width)) {
    if (wide <= 1 && Math.floor(x) === drawn) continue;
    drawn = Math.floor(x);
    const kind = GROUP_COLOURS[hueOf(buffer.id)] ?? 'cma';
    const what = escapeMarkup(`${buffer.id}: pages ${buffer.page} to ${buffer.page + buffer.pages - 1}`);
    parts.push(
      `<g class="block ${kind}"><title>${what}</title><rect class="fill ${kind}" x="${round(x)}" width="${round(wide)}" height="${HEIGHT}"/></g>`,
    );
  }
  parts.push('</g>', `<text class="faint" y="${HEIGHT + 36}">${escapeMarkup(facts)}</text>`);
  return parts.join('');
}
