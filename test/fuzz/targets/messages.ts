import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createMessageConnection, type MessageConnection, ResponseError } from 'vscode-languageserver-protocol/node';
import type { DevicetreeParser } from '../../../server/src/devicetree/syntax/parser.ts';
import { Lifecycle } from '../../../server/src/lsp/lifecycle.ts';
import { startServer } from '../../../server/src/lsp/server.ts';
import { FetchedFiles } from '../../../server/src/web/fetchedFiles.ts';
import { testParser } from '../../parser.ts';
import type { Random } from '../harness/random.ts';
import { Disagreement, fuzzTarget, inWords, need, needSame } from '../harness/target.ts';
import { changedTree, treeText } from '../making/deviceTree.ts';
import { boardTexts, overlayTexts } from '../making/sources.ts';

const FRESH = 'diagnostics after any order of messages are those of a fresh server';
const ANSWERED = 'no request ends in an internal error, and nothing is logged as one';

/** Milliseconds after which two servers that still differ are said to. */
const LONGEST_PAUSE = 500;

const FOLDER = 'file:///fuzz';
const NAMES = ['board.dts', 'other.dtsi', 'second.dts', 'overlay.dtso', '.dtheaps.json', 'run.heapsim.json'] as const;

/** A message, or two that belong together; `file` is a number of `NAMES`. */
interface Step {
  readonly kind: 'open' | 'close' | 'edit' | 'disk' | 'ask' | 'odd';
  readonly file: number;
  /** The text that a file is given. */
  readonly text: string;
  /** A number of `METHODS`, or of `ODD_MESSAGES`. */
  readonly method: number;
  /** Where something is asked. */
  readonly line: number;
  readonly character: number;
}

interface MessagesInput {
  /** The files as they are on the disk at first. */
  readonly files: readonly string[];
  readonly steps: readonly Step[];
}

const METHODS = [
  'textDocument/diagnostic',
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/documentSymbol',
  'textDocument/codeAction',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/formatting',
  'textDocument/rangeFormatting',
  'textDocument/semanticTokens/full',
  'textDocument/foldingRange',
  'textDocument/selectionRange',
  'textDocument/documentLink',
  'textDocument/signatureHelp',
  'textDocument/prepareRename',
  'textDocument/rename',
  'textDocument/documentHighlight',
  'workspace/symbol',
] as const;

/** Messages that no client should send, each with parameters that fit nothing. */
const ODD_MESSAGES = [
  ['textDocument/hover', undefined],
  ['textDocument/hover', null],
  ['textDocument/completion', { textDocument: {} }],
  ['textDocument/definition', { textDocument: { uri: 7 }, position: 'x' }],
  ['textDocument/diagnostic', { textDocument: { uri: 'untitled:x' } }],
  ['textDocument/hover', { textDocument: { uri: 'http://[' }, position: { line: 0, character: 0 } }],
  ['workspace/symbol', {}],
  ['devicetreeHeaps/heaps', {}],
  ['nobody/knows', {}],
] as const;

const CONFIGURATIONS = [
  '{}',
  '{"severities":{"zero-size":"off"}}',
  '{"profile":{"kernel":"6.6"}}',
  '{',
  '{"includeRoots":["inc"]}',
];
const SCENARIOS = ['{"board":"board.dts","steps":[]}', '{"steps":[{"op":"freeAll"}]}', '{'];

function textOf(file: number, random: Random): string {
  switch (NAMES[file]) {
    case 'other.dtsi':
      return random.pick([
        '',
        '/ { other; };\n',
        'n: n { reg = <1>; };\n',
        '#define N 3\n',
        '#include "other.dtsi"\n',
        '};',
      ]);
    case 'overlay.dtso':
      return random.oneIn(3) ? random.pick(overlayTexts()) : '/dts-v1/;\n/plugin/;\n&l0 { x; };\n';
    case '.dtheaps.json':
      return random.pick(CONFIGURATIONS);
    case 'run.heapsim.json':
      return random.pick(SCENARIOS);
    default: {
      const text = treeText(random, boardTexts());
      return random.oneIn(2) ? text.replace(/\{/, '{\n#include "other.dtsi"\n') : text;
    }
  }
}

function step(random: Random, texts: string[]): Step {
  const file = random.oneIn(3) ? random.below(NAMES.length) : random.below(2);
  const kind = random.pick(['open', 'open', 'close', 'edit', 'edit', 'edit', 'disk', 'ask', 'ask', 'odd'] as const);
  let text = '';
  if (kind === 'edit' || kind === 'disk') {
    const before = texts[file] ?? '';
    text = random.oneIn(4) ? textOf(file, random) : changedTree(before, random, boardTexts());
    texts[file] = text;
  }
  const method = random.below(kind === 'odd' ? ODD_MESSAGES.length : METHODS.length);
  return { kind, file, text, method, line: random.below(30), character: random.below(30) };
}

/** A server in this thread whose files are in memory, with a client at the other end. */
class Server {
  readonly connection: MessageConnection;
  readonly errors: string[] = [];
  readonly #disk: Map<string, string>;
  readonly #open = new Map<string, { text: string; version: number }>();
  readonly #toServer = new PassThrough();
  readonly #toClient = new PassThrough();

  constructor(parser: DevicetreeParser, disk: Map<string, string>) {
    this.#disk = disk;
    const reader = new StreamMessageReader(this.#toServer);
    const lifecycle = new Lifecycle();
    const server: Connection = createConnection(reader, new StreamMessageWriter(this.#toClient), lifecycle.options);
    const files = (roots?: readonly string[]) => new FetchedFiles(async (path) => this.#fetched(path), roots);
    startServer(server, lifecycle, {
      files: files([]),
      surroundings: files(),
      findParser: () => async () => parser,
      unseenMilliseconds: 60_000,
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.#toClient),
      new StreamMessageWriter(this.#toServer),
    );
    this.connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
      if (type === 1) this.errors.push(message);
    });
    for (const method of [
      'client/registerCapability',
      'workspace/diagnostic/refresh',
      'window/workDoneProgress/create',
    ]) {
      this.connection.onRequest(method, () => null);
    }
    this.connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => ({})));
    this.connection.listen();
  }

  #fetched(path: string) {
    const text = this.#disk.get(path);
    if (text !== undefined) return { bytes: Buffer.from(text, 'latin1') };
    return path === '/fuzz' ? { names: [...this.#disk.keys()].map((file) => file.slice('/fuzz/'.length)) } : undefined;
  }

  async start(): Promise<void> {
    await this.connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} }, workspace: { configuration: true } },
      workspaceFolders: [{ uri: FOLDER, name: 'fuzz' }],
    });
    await this.connection.sendNotification('initialized', {});
  }

  get opened(): string[] {
    return [...this.#open.keys()];
  }

  /** The text of a document that is open; the file's otherwise. */
  textOf(name: string): string {
    return this.#open.get(name)?.text ?? this.#disk.get(`/fuzz/${name}`) ?? '';
  }

  async open(name: string, text: string): Promise<void> {
    if (this.#open.has(name)) return;
    this.#open.set(name, { text, version: 1 });
    const textDocument = { uri: `${FOLDER}/${name}`, languageId: 'dts', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async close(name: string): Promise<void> {
    if (!this.#open.delete(name)) return;
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: `${FOLDER}/${name}` } });
  }

  async edit(name: string, text: string): Promise<void> {
    const document = this.#open.get(name);
    if (document === undefined) return;
    const [range, replacement] = changeBetween(document.text, text);
    document.text = text;
    document.version++;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: `${FOLDER}/${name}`, version: document.version },
      contentChanges: [{ range, text: replacement }],
    });
  }

  async writeDisk(name: string, text: string): Promise<void> {
    const path = `/fuzz/${name}`;
    const type = this.#disk.has(path) ? 2 : 1;
    this.#disk.set(path, text);
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${FOLDER}/${name}`, type }],
    });
  }

  /** What is wrong with each open document. */
  async diagnostics(): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for (const name of this.opened.sort()) {
      const textDocument = { uri: `${FOLDER}/${name}` };
      const report = await this.connection.sendRequest<{ items: unknown }>('textDocument/diagnostic', { textDocument });
      all[name] = report.items;
    }
    return all;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

/** The range that an edit replaces, from the beginning of a line to the end of the text, and what with. */
function changeBetween(before: string, after: string) {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  // A search from -1 would begin at 0.
  same = same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;
  // The protocol's lines end at a carriage return alone as well.
  const [head, lines] = [before.slice(0, same).split(EOL), before.split(EOL)];
  const end = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return [{ start: { line: head.length - 1, character: 0 }, end }, after.slice(same)] as const;
}

const EOL = /\r\n|\r|\n/;

async function send(server: Server, { kind, file, text, method, line, character }: Step): Promise<void> {
  const name = NAMES[file] ?? NAMES[0];
  if (kind === 'open') return server.open(name, server.textOf(name));
  if (kind === 'close') return server.close(name);
  if (kind === 'edit') return server.edit(name, text);
  if (kind === 'disk') return server.writeDisk(name, text);
  const position = { line, character };
  const range = { start: { line: 0, character: 0 }, end: position };
  const about = { textDocument: { uri: `${FOLDER}/${name}` }, position, range, positions: [position] };
  const more = {
    context: { diagnostics: [], includeDeclaration: true },
    options: { tabSize: 8, insertSpaces: false },
    newName: 'n',
    query: 'a',
  };
  const [asked, params] =
    kind === 'odd' ? (ODD_MESSAGES[method] ?? ODD_MESSAGES[0]) : [METHODS[method] ?? METHODS[0], { ...about, ...more }];
  try {
    await server.connection.sendRequest(asked, params);
  } catch (error) {
    const code = error instanceof ResponseError ? error.code : 0;
    // What fits nothing may be refused, and so may a name be that cannot be changed; otherwise RequestFailed and
    // InternalError are for what the server did not think of.
    if (kind === 'ask' && (code === -32603 || (code === -32803 && !/rename$/i.test(asked))))
      throw new Disagreement(ANSWERED, `${asked}: ${error}`, asked);
  }
}

export const target = fuzzTarget<MessagesInput>({
  name: 'messages',
  inputs:
    'a client that opens, edits, closes, changes files on the disk and asks in any order, and messages that no client should send',
  oracles: [FRESH, ANSWERED],
  inTests: 20,
  tries: 200,
  make: (random) => {
    const files = NAMES.map((_, file) => textOf(file, random));
    const texts = [...files];
    return { files, steps: random.list(2, 14, () => step(random, texts)) };
  },
  change: ({ files, steps }, random) => {
    const texts = [...files];
    return {
      files,
      steps: [...steps.slice(0, random.below(steps.length + 1)), ...random.list(1, 5, () => step(random, texts))],
    };
  },
  open: async () => {
    const parser = await testParser();
    return async ({ files, steps }) => {
      const disk = new Map(files.map((text, index) => [`/fuzz/${NAMES[index]}`, text]));
      const server = new Server(parser, disk);
      await server.start();
      for (const each of steps) await send(server, each);
      const fresh = new Server(parser, disk);
      await fresh.start();
      for (const name of server.opened) await fresh.open(name, server.textOf(name));
      let [after, ofFresh] = [await server.diagnostics(), await fresh.diagnostics()];
      // Which boards include a file is found out in the background: both come to the same in the end.
      for (let pause = 1; pause < LONGEST_PAUSE && inWords(after) !== inWords(ofFresh); pause *= 2) {
        await setTimeout(pause);
        [after, ofFresh] = [await server.diagnostics(), await fresh.diagnostics()];
      }
      await server.stop();
      await fresh.stop();
      needSame(FRESH, after, ofFresh);
      need(ANSWERED, server.errors.length === 0, () => server.errors.join('\n'));
    };
  },
});
