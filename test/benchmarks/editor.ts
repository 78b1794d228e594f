import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EditorSession } from './editorSession.ts';
import { bareNodeMilliseconds, median, quantile, type Row, timed } from './measure.ts';
import { type Tools, toolsCommand } from './tools.ts';

const BOARD = 'arch/arm64/boot/dts/qcom/sdm845-db845c.dts';
const OTHER_BOARD = 'arch/arm64/boot/dts/qcom/sdm845-mtp.dts';

const KEYS = 300;
const ROUNDS = 15;
const KEYS_IN_A_ROW = 20;
const MILLISECONDS_A_KEY = 60;

interface BoardTools {
  readonly milliseconds: number[];
  readonly processorMilliseconds: number[];
  run(): Promise<void>;
  end(): void;
}

/** `cpp | dtc` of the board, run between the others so that all meet the same machine. */
function boardTools(tools: Tools): BoardTools {
  const output = mkdtempSync(join(tmpdir(), 'dtheaps-editor-'));
  const milliseconds: number[] = [];
  const processorMilliseconds: number[] = [];
  return {
    milliseconds,
    processorMilliseconds,
    async run() {
      const args = ['-c', toolsCommand(tools, output), 'sh', join(tools.root, BOARD)];
      const { seconds, processorSeconds } = await timed('sh', args);
      milliseconds.push(seconds * 1000);
      processorMilliseconds.push(processorSeconds * 1000);
    },
    end: () => rmSync(output, { recursive: true }),
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The offsets of the digits of a text's cells, in an order that jumps about. */
function digitsOf(text: string): number[] {
  const found = [...text.matchAll(/(?<=[< ]0x)[0-9a-f](?=[0-9a-f]*[ >])/g)].map((match) => match.index);
  return found.map((_, index) => found[(index * 7919) % found.length] ?? 0);
}

/** A person who changes one digit after another. */
class Typist {
  readonly #session: EditorSession;
  readonly #digits: readonly number[];
  #keys = 0;

  constructor(session: EditorSession) {
    this.#session = session;
    this.#digits = digitsOf(session.text);
  }

  type(): Promise<void> {
    const key = this.#keys++;
    return this.#session.type(this.#digits[key % this.#digits.length] ?? 0, '123456789abcdef'[key % 15] ?? '1');
  }

  /** The milliseconds of each key from its change to what `answer` waits for. */
  async timesOf(keys: number, answer: () => Promise<unknown>, between?: () => Promise<void>): Promise<number[]> {
    const times: number[] = [];
    for (let key = 0; key < keys; key++) {
      times.push(await timeOf(answer));
      if (between !== undefined && key % Math.ceil(keys / ROUNDS) === 0) await between();
    }
    return times;
  }
}

/**
 * What a person waits for in the editor, through the protocol: a server process, the board above in its kernel tree, and
 * between the keys `cpp | dtc` of that board. `soak` is how many edits are made at the end to see memory grow.
 */
export async function editorRows(tools: Tools, soak = 1000): Promise<Row[]> {
  const board = boardTools(tools);
  const bare: number[] = [];
  const starts: number[] = [];
  const startProcessor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await bareNodeMilliseconds());
    const session = await EditorSession.start(tools.root, true);
    starts.push(session.startMilliseconds);
    startProcessor.push(session.processorSeconds * 1000);
    await session.end();
  }

  const session = await EditorSession.start(tools.root, true);
  await session.open(join(tools.root, OTHER_BOARD));
  await session.pull();
  await session.close();
  await board.run();
  const opened = await timeOf(async () => {
    await session.open(join(tools.root, BOARD));
    await session.pull();
  });
  const openedMegabytes = session.megabytes;
  const typist = new Typist(session);
  const typeAndPull = async (): Promise<void> => {
    await typist.type();
    await session.pull();
  };
  await typist.timesOf(20, typeAndPull);
  const processorBefore = session.processorSeconds;
  const keys = await typist.timesOf(KEYS, typeAndPull, () => board.run());
  const keyProcessor = ((session.processorSeconds - processorBefore) * 1000) / KEYS;
  const settled = await settleMilliseconds(session, typist);
  const asked = await askedRows(session, typist);
  await typist.timesOf(Math.max(0, 1000 - KEYS), typeAndPull);
  const editedMegabytes = session.megabytes;
  const soakRows: Row[] = [];
  if (soak > 1000) {
    // In the first thousands of edits V8 still compiles what is called often enough at last, and the allocator keeps the
    // memory in which its threads do so: what is alive stays the same. Growth of what is kept would go on after them.
    const half = Math.max(1000, Math.ceil(soak / 2));
    await typist.timesOf(half - 1000, typeAndPull);
    const halfMegabytes = session.megabytes;
    await typist.timesOf(soak - half, typeAndPull);
    soakRows.push({
      work: `editor: memory after ${soak} edits, beside ${half}`,
      ours: session.megabytes,
      unit: 'MiB',
      beside: { name: `after ${half}`, value: halfMegabytes },
      atMost: 1.1,
    });
    soakRows.push(await openingsRow(tools, session, Math.max(1000, Math.ceil(soak / 10))));
  }
  await session.end();
  const pushed = await pushedMilliseconds(tools);
  board.end();

  const floor = { name: 'cpp | dtc', value: median(board.milliseconds) };
  const processorFloor = { name: 'cpp | dtc', value: median(board.processorMilliseconds) };
  const node = { name: 'node -e 0', value: median(bare) };
  return [
    { work: 'editor: start to initialize', ours: median(starts), unit: 'ms', beside: node, atMost: 2.5 },
    { work: 'editor: start to initialize, processor time', ours: median(startProcessor), unit: 'ms' },
    { work: 'editor: open to findings, warm', ours: opened, unit: 'ms', beside: floor, atMost: 1.5 },
    { work: 'editor: key to pulled findings, median', ours: median(keys), unit: 'ms', beside: floor },
    {
      work: 'editor: key to pulled findings, p95',
      ours: quantile(keys, 0.95),
      unit: 'ms',
      beside: floor,
      atMost: 0.15,
    },
    { work: 'editor: a key, processor time', ours: keyProcessor, unit: 'ms', beside: processorFloor },
    { work: 'editor: findings sent after a key, median', ours: pushed, unit: 'ms', atMost: 50 + median(keys) },
    { work: 'editor: twenty keys at 60 ms, settled after', ours: settled, unit: 'ms', atMost: 100 },
    ...asked,
    { work: 'editor: memory after opening', ours: openedMegabytes, unit: 'MiB', atMost: 120 },
    { work: 'editor: memory after 1,000 edits', ours: editedMegabytes, unit: 'MiB', atMost: 160 },
    ...soakRows,
  ];
}

/** How memory grows while boards of one folder are opened and closed again, one after the other, a few of them for ever. */
async function openingsRow(tools: Tools, session: EditorSession, openings: number): Promise<Row> {
  await session.close();
  const folder = join(tools.root, dirname(BOARD));
  const boards = readdirSync(folder)
    .filter((name) => name.startsWith('sdm8') && name.endsWith('.dts'))
    .map((name) => join(folder, name));
  const openSome = async (from: number, to: number): Promise<void> => {
    for (let opening = from; opening < to; opening++) {
      await session.open(boards[opening % boards.length] ?? join(tools.root, BOARD));
      await session.pull();
      await session.close();
    }
  };
  // By then each board has been open many times, and what boards share is there.
  const first = Math.ceil(openings / 4);
  await openSome(0, first);
  const before = session.megabytes;
  await openSome(first, openings);
  return {
    work: `editor: memory after ${openings} openings, beside ${first}`,
    ours: session.megabytes,
    unit: 'MiB',
    beside: { name: `after ${first}`, value: before },
    atMost: 1.1,
  };
}

/** How long after the last of twenty keys, each of which asks for findings, its answer is there. */
async function settleMilliseconds(session: EditorSession, typist: Typist): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const pulls: Promise<unknown>[] = [];
    for (let key = 0; key < KEYS_IN_A_ROW; key++) {
      if (key > 0) await pause(MILLISECONDS_A_KEY);
      await typist.type();
      pulls.push(session.pull());
    }
    times.push(await timeOf(() => Promise.all(pulls)));
  }
  return median(times);
}

/** Hover and completion on the text as it is after a key, as far as the server has them. */
async function askedRows(session: EditorSession, typist: Typist): Promise<Row[]> {
  const places = [...session.text.matchAll(/memory-region|reserved-memory|status/g)].map(({ index }) => index + 3);
  const rows: Row[] = [];
  for (const [name, method] of [
    ['hover', 'textDocument/hover'],
    ['completion', 'textDocument/completion'],
  ] as const) {
    if (session.capabilities[`${name}Provider`] === undefined) continue;
    const times: number[] = [];
    for (let round = 0; round < 40; round++) {
      await typist.type();
      await session.pull();
      times.push(await timeOf(() => session.ask(method, places[round % places.length] ?? 0)));
    }
    rows.push({ work: `editor: ${name}, p95`, ours: quantile(times, 0.95), unit: 'ms', atMost: 10 });
  }
  return rows;
}

/** From a key to the findings that a client is sent which cannot ask for them. */
async function pushedMilliseconds(tools: Tools): Promise<number> {
  const session = await EditorSession.start(tools.root, false);
  const first = session.upToDate();
  await session.open(join(tools.root, BOARD));
  await first;
  const typist = new Typist(session);
  const times = await typist.timesOf(30, async () => {
    const sent = session.upToDate();
    await typist.type();
    await sent;
  });
  await session.end();
  return median(times);
}
