import { isThere, type PageStrip, type ScenarioPicture } from './pageStrip.ts';
import { shownStep, stepText, stripFacts, stripTitle } from './stripFacts.ts';

/** A character's stretch of pages: none of them is used, some are, or all. */
const [EMPTY, PARTLY, FULL] = ['·', '▒', '█'];

/**
 * The pools of a scenario for a terminal, after the step that a still picture shows: each as a bar to scale, `columns`
 * wide, with what it holds below. What comes from the scenario is not made harmless here: the terminal's printer does that.
 */
export function stripText(picture: ScenarioPicture, columns: number): string {
  const width = Math.max(16, Math.min(columns, 160) - 4);
  const step = shownStep(picture);
  const lines = [`${picture.title}, after this step:`, ...stepText(picture, step).split('\n')];
  for (const strip of picture.strips) {
    lines.push('', stripTitle(strip));
    lines.push(`  ${barOf(strip, step, width)}`, `  ${stripFacts(strip, step)}`);
  }
  if (picture.omitted > 0) lines.push('', `${picture.omitted} buffers are not drawn.`);
  return lines.join('\n');
}

/** A strip in `width` characters. */
function barOf(strip: PageStrip, step: number, width: number): string {
  const covered = new Float64Array(width);
  const scale = width / Math.max(1, strip.pages);
  for (const buffer of strip.buffers) {
    if (!isThere(buffer, step)) continue;
    const x = buffer.page * scale;
    const end = Math.min(width, x + buffer.pages * scale);
    for (let column = Math.floor(x); column < end; column++) {
      covered[column] = (covered[column] ?? 0) + Math.min(end, column + 1) - Math.max(x, column);
    }
  }
  return Array.from(covered, (share) => (share <= 0 ? EMPTY : share < 0.999 ? PARTLY : FULL)).join('');
}
