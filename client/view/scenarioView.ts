import { isThere, type PageStrip, type ScenarioPicture, stripMarks } from '../../server/src/pictures/pageStrip.ts';
import { hueOf, shownStep, stepText, stripFacts, stripTitle } from '../../server/src/pictures/stripFacts.ts';
import { GROUP_COLOURS } from '../../server/src/pictures/stripSvg.ts';

/** The height of a strip, in pixels. */
const HEIGHT = 34;

/** What the page gives to this part of it. */
export interface ScenarioElements {
  readonly section: HTMLElement;
  readonly title: HTMLElement;
  readonly slider: HTMLInputElement;
  readonly text: HTMLButtonElement;
  readonly strips: HTMLElement;
  readonly firstFailing: HTMLButtonElement;
}

/** The pools of a scenario, page by page, at the step that a slider is on. */
export class ScenarioView {
  readonly #elements: ScenarioElements;
  #picture: ScenarioPicture | undefined;
  #canvases: { readonly strip: PageStrip; readonly canvas: HTMLCanvasElement; readonly facts: HTMLElement }[] = [];
  #isDrawing = false;

  constructor(elements: ScenarioElements, openStep: (step: number) => void) {
    this.#elements = elements;
    elements.slider.addEventListener('input', () => this.draw());
    elements.text.addEventListener('click', () => {
      if (this.#step >= 0) openStep(this.#step);
    });
    elements.firstFailing.addEventListener('click', () => this.goTo(this.#picture?.firstFailing ?? -1));
  }

  /** Shows a scenario at its last step, or where the slider was in the same one; hides all of it for `undefined`. */
  show(picture: ScenarioPicture | undefined): void {
    const isSame = picture?.title === this.#picture?.title;
    this.#picture = picture;
    const { section, title, slider, strips, firstFailing } = this.#elements;
    section.hidden = picture === undefined;
    if (picture === undefined) return;
    const last = picture.steps.length - 1;
    slider.max = String(last);
    if (!isSame) slider.value = String(shownStep(picture));
    const omitted = picture.omitted > 0 ? ` (${picture.omitted} buffers are not drawn)` : '';
    title.textContent = `${picture.title}${omitted}`;
    firstFailing.hidden = picture.firstFailing === undefined;
    this.#canvases = picture.strips.map((strip) => stripElement(strip));
    strips.replaceChildren(...this.#canvases.map(({ canvas }) => canvas.parentElement ?? canvas));
    this.draw();
  }

  /** Moves by some steps. */
  move(by: number): void {
    this.goTo(this.#step + by);
  }

  goTo(step: number): void {
    this.#elements.slider.value = String(step);
    this.draw();
  }

  get #step(): number {
    return Number(this.#elements.slider.value);
  }

  /** Draws once in the next frame, however often it is asked to. */
  draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    const at = this.#step;
    const step = picture.steps[at];
    const { text, slider } = this.#elements;
    const said = stepText(picture, at);
    text.textContent = said;
    text.classList.toggle('failed', step?.failed === true);
    slider.setAttribute('aria-valuetext', said);
    for (const { strip, canvas, facts } of this.#canvases) {
      drawStrip(strip, canvas, at);
      facts.textContent = stripFacts(strip, at);
    }
  }
}

function stripElement(strip: PageStrip) {
  const around = document.createElement('div');
  around.className = 'strip';
  const name = document.createElement('p');
  name.textContent = stripTitle(strip);
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const facts = document.createElement('p');
  facts.className = 'facts';
  around.append(name, canvas, facts);
  canvas.addEventListener('mousemove', (event) => {
    const page = Math.floor((event.offsetX / Math.max(1, canvas.clientWidth)) * strip.pages);
    const step = Number(canvas.dataset.step ?? -1);
    const under = strip.buffers.find(
      (buffer) => isThere(buffer, step) && buffer.page <= page && page < buffer.page + buffer.pages,
    );
    canvas.title =
      under === undefined
        ? `page ${page}: free`
        : `${under.id}: pages ${under.page} to ${under.page + under.pages - 1}`;
  });
  return { strip, canvas, facts };
}

function drawStrip(strip: PageStrip, canvas: HTMLCanvasElement, step: number): void {
  const width = canvas.clientWidth;
  const ratio = window.devicePixelRatio;
  canvas.dataset.step = String(step);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.round(HEIGHT * ratio);
  canvas.setAttribute('aria-label', `${strip.pool}: ${stripFacts(strip, step)}`);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(document.body);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const fills = GROUP_COLOURS.map((kind) => colour(`--${kind}`));
  const edge = colour('--edge');
  context.scale(ratio, ratio);
  context.fillStyle = colour('--lane');
  context.fillRect(0, 0, width, HEIGHT);
  const marks = stripMarks(strip, step, width);
  for (const { x, width: wide, buffer } of marks) {
    context.fillStyle = fills[hueOf(buffer.id)] ?? edge;
    context.fillRect(x, 0, wide, HEIGHT);
    // What the step made stands out.
    if (buffer.from === step) {
      context.fillStyle = edge;
      context.fillRect(x, 0, wide, 4);
    }
    if (wide < 3) continue;
    context.strokeStyle = edge;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, 0.5, wide - 1, HEIGHT - 1);
  }
}
