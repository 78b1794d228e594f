import type { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { formatSize } from '../../server/src/kernel/units/formatBytes.ts';
import { moved, zoomed } from '../../server/src/pictures/laneLayout.ts';
import type { MemoryLane, MemoryPicture } from '../../server/src/pictures/memoryPicture.ts';
import { memorySvg, PICTURE_MARGIN } from '../../server/src/pictures/memorySvg.ts';
import { MEMORY_COLUMNS, memoryRows } from '../../server/src/pictures/memoryTable.ts';
import type { ScenarioPicture } from '../../server/src/pictures/pageStrip.ts';
import { decoded, pictureFromJson } from '../../server/src/pictures/pictureJson.ts';
import type { MapMessage, MapRequest } from '../src/map/mapMessages.ts';
import { ScenarioView } from './scenarioView.ts';

declare function acquireVsCodeApi(): { postMessage(message: MapRequest): void };

const editor = acquireVsCodeApi();

/** An element of the page, which has it. */
function element<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found as Kind;
}

const drawing = element('drawing');
const said = element('said');

/** The narrowest that a map can be read. */
const NARROWEST = 320;

let picture: MemoryPicture | undefined;
let board = '';
/** What of each lane is shown, by the lane's first address; all of it where nothing is said. */
let views = new Map<bigint, AddressRange>();
/** Which block has the focus: its place among those that are drawn. */
let focused = 0;
let isDrawing = false;

const viewOf = ({ range }: MemoryLane): AddressRange => views.get(range.base) ?? range;

/** Draws once in the next frame, however often it is asked to. */
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    drawNow();
  });
}

function drawNow(): void {
  if (picture === undefined) return;
  const hadFocus = drawing.contains(document.activeElement);
  const width = Math.max(NARROWEST, drawing.clientWidth);
  // Everything in it that comes from a tree is escaped, and the page's policy runs no other script than this one.
  drawing.innerHTML = memorySvg(picture, { width, viewOf, standsAlone: false, titled: false });
  const blocks = drawnBlocks();
  focused = Math.min(focused, Math.max(0, blocks.length - 1));
  blocks[focused]?.setAttribute('tabindex', '0');
  if (!hadFocus) return;
  blocks[focused]?.focus();
  say(blocks[focused]?.getAttribute('aria-label') ?? '');
}

const drawnBlocks = (): SVGGElement[] => [...drawing.querySelectorAll<SVGGElement>('.lane-group .block')];

/** The lane that a place of the drawing is in. */
function laneAround(target: EventTarget | null): { lane: MemoryLane; group: Element } | undefined {
  const group = target instanceof Element ? target.closest('.lane-group') : null;
  const lane = picture?.lanes[Number(group?.getAttribute('data-lane') ?? -1)];
  return group === null || lane === undefined ? undefined : { lane, group };
}

/** The address under a pointer. */
function addressAt(lane: MemoryLane, clientX: number): bigint {
  const view = viewOf(lane);
  const box = drawing.getBoundingClientRect();
  const width = Math.max(NARROWEST, drawing.clientWidth) - 2 * PICTURE_MARGIN;
  const share = Math.min(1, Math.max(0, (clientX - box.left - PICTURE_MARGIN) / width));
  return view.base + BigInt(Math.round(Number(view.size) * share));
}

function zoom(lane: MemoryLane, factor: number, around: bigint): void {
  views.set(lane.range.base, zoomed(lane.range, viewOf(lane), factor, around));
  draw();
}

function pan(lane: MemoryLane, share: number): void {
  views.set(lane.range.base, moved(lane.range, viewOf(lane), share));
  draw();
}

function showAll(): void {
  views = new Map();
  draw();
}

/** The lane and the block that the keyboard is on. */
function focusedBlock(): { lane: MemoryLane; middle: bigint; path: string | undefined } | undefined {
  const block = drawnBlocks()[focused];
  const around = laneAround(block ?? null);
  if (block === undefined || around === undefined) return undefined;
  const { lane, group } = around;
  const view = viewOf(lane);
  const shown = lane.blocks.filter(({ range }) => range.overlaps(view));
  const part = shown[[...group.querySelectorAll('.block')].indexOf(block)];
  if (part === undefined) return undefined;
  const { base, size } = part.range;
  return { lane, middle: base + size / 2n, path: block.dataset.path };
}

function focus(index: number): void {
  const blocks = drawnBlocks();
  if (blocks.length === 0) return;
  blocks[focused]?.setAttribute('tabindex', '-1');
  focused = (index + blocks.length) % blocks.length;
  const block = blocks[focused];
  block?.setAttribute('tabindex', '0');
  block?.focus();
  say(block?.getAttribute('aria-label') ?? '');
}

/** Says a text below the drawing, and to a screen reader; the same text is not said again. */
function say(text: string): void {
  if (said.textContent !== text) said.textContent = text;
}

function open(path: string | undefined): void {
  if (path !== undefined) editor.postMessage({ kind: 'open', path });
}

/** What the keys do while the drawing has the focus. */
const KEYS: Readonly<Record<string, () => void>> = {
  ArrowRight: () => focus(focused + 1),
  ArrowDown: () => focus(focused + 1),
  ArrowLeft: () => focus(focused - 1),
  ArrowUp: () => focus(focused - 1),
  Home: () => focus(0),
  End: () => focus(drawnBlocks().length - 1),
  Enter: () => open(focusedBlock()?.path),
  ' ': () => open(focusedBlock()?.path),
  '+': () => zoomFocused(2),
  '=': () => zoomFocused(2),
  '-': () => zoomFocused(0.5),
  '0': showAll,
};

function zoomFocused(factor: number): void {
  const at = focusedBlock();
  const [first] = picture?.lanes ?? [];
  if (at !== undefined) zoom(at.lane, factor, at.middle);
  else if (first !== undefined) zoom(first, factor, viewOf(first).base);
}

drawing.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = KEYS[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});

drawing.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest<SVGElement>('[data-path]') : null;
  if (!hasDragged && target !== null) open(target.dataset.path);
});

drawing.addEventListener('mouseover', (event) => {
  const target = event.target instanceof Element ? event.target.closest('[aria-label]') : null;
  if (target !== null && target.tagName !== 'svg') say(target.getAttribute('aria-label') ?? '');
});

drawing.addEventListener(
  'wheel',
  (event) => {
    const around = laneAround(event.target);
    if (around === undefined) return;
    // Without a key the page scrolls, as everywhere.
    if (event.ctrlKey || event.metaKey)
      zoom(around.lane, 2 ** (-event.deltaY / 240), addressAt(around.lane, event.clientX));
    else if (event.deltaX !== 0 || event.shiftKey) pan(around.lane, (event.deltaX || event.deltaY) / 800);
    else return;
    event.preventDefault();
  },
  { passive: false },
);

let dragged: { readonly lane: MemoryLane; from: number } | undefined;
let hasDragged = false;
drawing.addEventListener('pointerdown', (event) => {
  const around = laneAround(event.target);
  hasDragged = false;
  if (around !== undefined && event.button === 0) dragged = { lane: around.lane, from: event.clientX };
});
window.addEventListener('pointermove', (event) => {
  if (dragged === undefined) return;
  const by = event.clientX - dragged.from;
  if (Math.abs(by) < 4 && !hasDragged) return;
  hasDragged = true;
  dragged.from = event.clientX;
  pan(dragged.lane, -by / Math.max(1, drawing.clientWidth));
});
window.addEventListener('pointerup', () => {
  dragged = undefined;
});

element('zoom-in').addEventListener('click', () => zoomFocused(2));
element('zoom-out').addEventListener('click', () => zoomFocused(0.5));
element('whole').addEventListener('click', showAll);
element('boot-log').addEventListener('click', () => editor.postMessage({ kind: 'bootLog' }));
element('save').addEventListener('click', () => {
  if (picture === undefined) return;
  const width = Math.max(NARROWEST, drawing.clientWidth);
  editor.postMessage({ kind: 'save', svg: memorySvg(picture, { width, viewOf, standsAlone: true, titled: true }) });
});

/** Fills the table, by text alone. */
function fillTable(shown: MemoryPicture): void {
  const head = element('table-head');
  head.replaceChildren(
    ...MEMORY_COLUMNS.map((column) => {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.textContent = column;
      return cell;
    }),
  );
  element('table-body').replaceChildren(
    ...memoryRows(shown).map(({ path, cells }) => {
      const row = document.createElement('tr');
      cells.forEach((text, column) => {
        const cell = document.createElement('td');
        if (MEMORY_COLUMNS[column] === 'Name' && path !== undefined) {
          const link = document.createElement('button');
          link.className = 'link';
          link.textContent = text;
          link.addEventListener('click', () => open(path));
          cell.append(link);
        } else cell.textContent = text;
        row.append(cell);
      });
      return row;
    }),
  );
}

function show(shown: MemoryPicture, of: string): void {
  // Of another board, or of another RAM, the old view says nothing.
  const lanes = new Set(shown.lanes.map(({ range }) => range.base));
  if (of !== board) views = new Map();
  for (const base of views.keys()) if (!lanes.has(base)) views.delete(base);
  board = of;
  picture = shown;
  element('title').textContent = shown.title;
  element('subtitle').textContent = shown.subtitle;
  element('notes').textContent = shown.notes.join(' ');
  const ram = shown.lanes.filter(({ kind }) => kind === 'ram').reduce((sum, { range }) => sum + range.size, 0n);
  // Who is on a block hears of that, as it is now.
  if (!drawing.contains(document.activeElement))
    say(
      `${formatSize(ram)} of RAM. Arrow keys go from block to block, + and - zoom, 0 shows all, Enter opens the source.`,
    );
  document.body.classList.remove('is-empty');
  fillTable(shown);
  draw();
}

const scenario = new ScenarioView(
  {
    section: element('scenario'),
    title: element('scenario-title'),
    slider: element<HTMLInputElement>('step'),
    text: element<HTMLButtonElement>('step-text'),
    strips: element('strips'),
    firstFailing: element<HTMLButtonElement>('first-failing'),
  },
  (step) => editor.postMessage({ kind: 'openStep', step }),
);
element('save-scenario').addEventListener('click', () => editor.postMessage({ kind: 'saveScenario' }));
element('step-back').addEventListener('click', () => scenario.move(-1));
element('step-on').addEventListener('click', () => scenario.move(1));

window.addEventListener('message', ({ data }: MessageEvent<MapMessage>) => {
  if (data.kind === 'scenario') {
    element('save-scenario').hidden = !data.isUnsaved;
    return scenario.show(data.scenario === undefined ? undefined : decoded<ScenarioPicture>(data.scenario));
  }
  if (data.kind === 'picture') return show(pictureFromJson(data.picture), data.board);
  picture = undefined;
  drawing.replaceChildren();
  element('table-body').replaceChildren();
  for (const id of ['title', 'subtitle', 'notes']) element(id).textContent = '';
  document.body.classList.add('is-empty');
  say(data.why);
});

let drawnWidth = 0;
// The drawing's own height changes with what it shows, which asks for nothing to be drawn again.
new ResizeObserver(() => {
  if (drawing.clientWidth === drawnWidth) return;
  drawnWidth = drawing.clientWidth;
  draw();
  scenario.draw();
}).observe(drawing);
// Another theme has other colours.
new MutationObserver(() => scenario.draw()).observe(document.body, { attributeFilter: ['class'] });
editor.postMessage({ kind: 'ready' });
