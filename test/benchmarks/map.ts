import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import type { MapMessage } from '../../client/src/map/mapMessages.ts';
import { mapPage } from '../../client/src/map/mapPage.ts';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { memoryPictureOf } from '../../server/src/features/map/memoryPictureOf.ts';
import { scenarioPictureOf } from '../../server/src/features/map/scenarioPictureOf.ts';
import { scenarioReport } from '../../server/src/features/scenario/scenarioReport.ts';
import { encoded, pictureJson } from '../../server/src/pictures/pictureJson.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { launchBrowser } from '../host/browser.mjs';
import { plainProfile } from '../plainProfile.ts';
import type { Row } from './measure.ts';

/** What is asked of a frame: sixty a second. */
const MOST_MILLISECONDS = 16;
const REGIONS = 50;
const BUFFERS = 10_000;
const STEPS = 100;
/** Frames that are measured of each kind, after those that are not. */
const FRAMES = 200;
const WARMING_UP = 40;

/** A board of 50 pools and carve-outs, and 10,000 buffers of one page to four in two of its pools. */
function boardText(): string {
  const regions = Array.from({ length: REGIONS }, (_, index) => {
    const base = 0x5000_0000 + index * 0x200_0000;
    const kind = ['compatible = "shared-dma-pool"; reusable;', 'no-map;', ''][index % 3];
    return `r${index}@${base.toString(16)} { ${kind} reg = <0x0 0x${base.toString(16)} 0x0 0x1000000>; };`;
  });
  const large = [
    'left@100000000 { reg = <0x1 0x0 0x0 0x8000000>;',
    'right@110000000 { reg = <0x1 0x10000000 0x0 0x8000000>;',
  ];
  const pools = large.map((each) => `${each} compatible = "shared-dma-pool"; reusable; };`);
  return `/dts-v1/; / { #address-cells = <2>; #size-cells = <2>;
    memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x1 0x0>; };
    reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; ${regions.slice(0, REGIONS - 2).join('\n')} ${pools.join('\n')} }; };\n`;
}

function scenarioText(): string {
  const steps = Array.from({ length: STEPS }, (_, index) => ({
    op: 'allocate',
    heap: index % 2 === 0 ? 'left@100000000' : 'right@110000000',
    size: (1 + (index % 4)) * 4096,
    count: BUFFERS / STEPS,
    id: `b${index}-`,
  }));
  return JSON.stringify({ steps });
}

async function analysisOf(folder: string): Promise<Analysis> {
  const path = join(folder, 'board.dts');
  writeFileSync(path, boardText());
  const board = (await RecordedTrees.create()).readBoard(path);
  return analyse(board, plainProfile());
}

/** The page of the memory map as the editor shows it. */
async function openPage(folder: string, page: Page): Promise<void> {
  const script = new URL('../../dist/memoryMapView.js', import.meta.url);
  const html = mapPage({ asWebviewUri: () => 'view.js' } as never, {} as never);
  writeFileSync(join(folder, 'view.js'), readFileSync(fileURLToPath(script)));
  // What the page may load is the editor's to say; a file has no origin that a policy could name.
  writeFileSync(join(folder, 'map.html'), html.replace(/<meta http-equiv[^>]*>/, ''));
  await page.addInitScript('globalThis.acquireVsCodeApi = () => ({ postMessage() {} })');
  await page.goto(pathToFileURL(join(folder, 'map.html')).href);
}

/**
 * The processor's time, in milliseconds a frame, of the thread in which the page's script, its style and its layout run, while
 * something changes in each frame. Other work on the machine does not count.
 */
async function frameCost(page: Page, what: 'step' | 'zoom'): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  await page.evaluate(CHANGES[what](WARMING_UP));
  const before = await taskSeconds();
  await page.evaluate(CHANGES[what](FRAMES));
  const cost = ((await taskSeconds()) - before) * 1000;
  await session.detach();
  return cost / FRAMES;
}

/** Scripts for the page, each for a number of frames, which wait for every one of them. */
const CHANGES: Readonly<Record<'step' | 'zoom', (frames: number) => string>> = {
  step: (frames) =>
    overFrames(
      frames,
      `const slider = document.getElementById('step');
       slider.value = String(frame % (Number(slider.max) + 1));
       slider.dispatchEvent(new Event('input'));`,
    ),
  zoom: (frames) => overFrames(frames, `document.getElementById(frame % 2 === 0 ? 'zoom-in' : 'zoom-out').click();`),
};

const overFrames = (frames: number, change: string): string =>
  `(async () => { for (let frame = 0; frame < ${frames}; frame++) {
    ${change}
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  } })()`;

/** What a frame of the memory map costs in Chromium: while the slider moves over the steps of a scenario, and while one zooms. */
export async function mapRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-map-'));
  const browser = await launchBrowser();
  try {
    const analysis = await analysisOf(folder);
    const report = scenarioReport(new SourceFile('bench.heapsim.json', scenarioText()), () => analysis);
    const picture = scenarioPictureOf(analysis, report, 'bench');
    const drawn = picture?.strips.reduce((sum, { buffers }) => sum + buffers.length, 0);
    if (picture === undefined || drawn !== BUFFERS) throw new Error(`${drawn} buffers are drawn, not ${BUFFERS}`);
    const messages: MapMessage[] = [
      { kind: 'picture', picture: pictureJson(memoryPictureOf(analysis, 'board.dts')), board: 'board' },
      { kind: 'scenario', scenario: encoded(picture), isUnsaved: false },
    ];
    const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    await openPage(folder, page);
    await page.evaluate(`for (const message of ${JSON.stringify(messages)}) window.postMessage(message, '*')`);
    await page.waitForSelector('#strips canvas');
    const blocks = await page.locator('.lane-group .block').count();
    if (blocks < REGIONS) throw new Error(`${blocks} regions are drawn, not ${REGIONS}`);
    const rows: Row[] = [];
    for (const [what, work] of [
      ['step', 'the slider moves over 10,000 buffers'],
      ['zoom', 'zooming 50 regions'],
    ] as const) {
      const ours = await frameCost(page, what);
      rows.push({ work: `map: a frame while ${work}`, ours, unit: 'ms', atMost: MOST_MILLISECONDS });
    }
    return rows;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
