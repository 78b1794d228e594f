import { setTimeout } from 'node:timers/promises';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver-protocol/node';
import { testParser } from '../../parser.ts';
import { FOLDER, MemoryServer } from '../harness/memoryServer.ts';
import type { Random } from '../harness/random.ts';
import { Disagreement, fuzzTarget, inWords, need, needSame } from '../harness/target.ts';
import { changedTree, treeText } from '../making/deviceTree.ts';
import { includedText, preprocessedTree } from '../making/preprocessed.ts';
import { boardTexts, overlayTexts } from '../making/sources.ts';

const FRESH = 'diagnostics after any order of messages are those of a fresh server, also beside another client';
const ANSWERED = 'no request ends in an internal error, and nothing is logged as one';

/**
 * Pauses after which two servers that still differ are said to, and how long they are at most: many short ones, as a thread
 * gets nothing done in those in which the machine is busy or suspended.
 */
const MOST_PAUSES = 40;
const LONGEST_PAUSE = 32;

const NAMES = ['board.dts', 'other.dtsi', 'second.dts', 'overlay.dtso', '.dtheaps.json', 'run.heapsim.json'] as const;

const KINDS = [
  'open',
  'open',
  'close',
  'edit',
  'edit',
  'edit',
  'typing',
  'version',
  'disk',
  'delete',
  'rename',
  'ask',
  'ask',
  'cancel',
  'settings',
  'odd',
] as const;

/**
 * A message, or some that belong together; `file` is a number of `NAMES`, and `client` is which of the clients sends it.
 * `typing` are several edits in one message, `version` an edit whose version is none, `rename` a file of the disk that goes
 * and comes back under the name of `method`, `cancel` a request that is taken back at once.
 */
interface Step {
  readonly kind: (typeof KINDS)[number];
  readonly client: number;
  readonly file: number;
  /** The text that a file is given. */
  readonly text: string;
  /** A number of `METHODS`, of `ODD_MESSAGES`, of `NAMES` or of `SETTINGS`. */
  readonly method: number;
  /** Where something is asked. */
  readonly line: number;
  readonly character: number;
}

interface MessagesInput {
  /** The files as they are on the disk at first. */
  readonly files: readonly string[];
  /** How many clients there are, each with a server, on one disk. */
  readonly clients: number;
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
/** What people set; the first is nothing. */
const SETTINGS = [
  {},
  { kernel: '6.6' },
  { kernel: 'nonsense', memory: ['?'] },
  { includePaths: ['.'], defines: ['N=4', '1x'] },
  { severities: { 'zero-size': 'error', 'no-rule': 'off' } },
  { overlays: ['overlay.dtso'] },
  { commandLine: 'cma=64M', architecture: 'arm' },
];
const SCENARIOS = ['{"board":"board.dts","steps":[]}', '{"steps":[{"op":"freeAll"}]}', '{'];

function textOf(file: number, random: Random): string {
  switch (NAMES[file]) {
    case 'other.dtsi':
      return random.oneIn(6) ? '#include "other.dtsi"\n' : includedText(random);
    case 'overlay.dtso':
      return random.oneIn(3) ? random.pick(overlayTexts()) : '/dts-v1/;\n/plugin/;\n&l0 { x; };\n';
    case '.dtheaps.json':
      return random.pick(CONFIGURATIONS);
    case 'run.heapsim.json':
      return random.pick(SCENARIOS);
    default: {
      const tree = treeText(random, boardTexts());
      const text = random.oneIn(4) ? preprocessedTree(tree, random) : tree;
      return random.oneIn(2) ? text.replace(/\{/, '{\n#include "other.dtsi"\n') : text;
    }
  }
}

function step(random: Random, texts: string[], clients: number): Step {
  const file = random.oneIn(3) ? random.below(NAMES.length) : random.below(2);
  const kind = random.pick(KINDS);
  let text = '';
  if (['edit', 'typing', 'version', 'disk'].includes(kind)) {
    const before = texts[file] ?? '';
    text = random.oneIn(4) ? textOf(file, random) : changedTree(before, random, boardTexts());
    texts[file] = text;
  }
  const choices = { odd: ODD_MESSAGES.length, rename: NAMES.length, settings: SETTINGS.length } as const;
  const method = random.below((choices as Readonly<Record<string, number>>)[kind] ?? METHODS.length);
  const client = random.below(clients);
  return { kind, client, file, text, method, line: random.below(30), character: random.below(30) };
}

/** What stands on the disk, and who is told of it. */
interface World {
  readonly disk: Map<string, string>;
  readonly servers: readonly MemoryServer[];
}

/** Changes a file of the disk, of which every client hears; `undefined` deletes it. */
async function writeDisk({ disk, servers }: World, name: string, text: string | undefined): Promise<void> {
  const path = `/fuzz/${name}`;
  const was = disk.has(path);
  if (text === undefined) disk.delete(path);
  else disk.set(path, text);
  if (!was && text === undefined) return;
  const type = text === undefined ? 'deleted' : was ? 'changed' : 'created';
  for (const server of servers) await server.watched(name, type);
}

/** The texts by which a person comes from one to another: the first half of what is new, and then all of it. */
const typed = (before: string, after: string): string[] => {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  return [after.slice(0, (same + after.length) >> 1) + before.slice(same), after];
};

/** Does a step; a step that changes settings answers them. */
async function send(world: World, server: MemoryServer, step: Step): Promise<void> {
  const { kind, file, text, method, line, character } = step;
  const name = NAMES[file] ?? NAMES[0];
  if (kind === 'open') return server.open(name, server.textOf(name));
  if (kind === 'close') return server.close(name);
  if (kind === 'edit') return server.edit(name, [text]);
  if (kind === 'typing') return server.edit(name, typed(server.textOf(name), text));
  if (kind === 'version') return server.edit(name, [text], line % 2 === 0 ? 0 : -3);
  if (kind === 'disk') return writeDisk(world, name, text);
  if (kind === 'delete') return writeDisk(world, name, undefined);
  if (kind === 'rename') {
    const moved = world.disk.get(`/fuzz/${name}`);
    await writeDisk(world, name, undefined);
    return moved === undefined ? undefined : writeDisk(world, NAMES[method] ?? NAMES[0], moved);
  }
  if (kind === 'settings') return server.set(SETTINGS[method] ?? {});
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
  const cancelling = new CancellationTokenSource();
  try {
    const answer = server.connection.sendRequest(asked, params, cancelling.token);
    if (kind === 'cancel') cancelling.cancel();
    await answer;
  } catch (error) {
    const code = error instanceof ResponseError ? error.code : 0;
    // What fits nothing may be refused, and so may a name be that cannot be changed; otherwise RequestFailed and
    // InternalError are for what the server did not think of.
    if (kind !== 'odd' && (code === -32603 || (code === -32803 && !/rename$/i.test(asked))))
      throw new Disagreement(ANSWERED, `${asked}: ${error}`, asked);
  }
}

export const target = fuzzTarget<MessagesInput>({
  name: 'messages',
  inputs:
    'one or two clients with their settings that open, edit, close, change, rename and delete files on the disk, ask and cancel in any order, and messages that no client should send',
  oracles: [FRESH, ANSWERED],
  inTests: 20,
  tries: 200,
  make: (random) => {
    const files = NAMES.map((_, file) => textOf(file, random));
    const texts = [...files];
    const clients = random.oneIn(4) ? 2 : 1;
    return { files, clients, steps: random.list(2, 14, () => step(random, texts, clients)) };
  },
  change: ({ files, clients, steps }, random) => {
    const texts = [...files];
    const kept = steps.slice(0, random.below(steps.length + 1));
    return { files, clients, steps: [...kept, ...random.list(1, 5, () => step(random, texts, clients))] };
  },
  open: async () => {
    const parser = await testParser();
    return async ({ files, clients = 1, steps }) => {
      const disk = new Map(files.map((text, index) => [`/fuzz/${NAMES[index]}`, text]));
      const servers = Array.from({ length: Math.max(1, clients) }, () => new MemoryServer(parser, disk));
      const settings = servers.map((_, client) => SETTINGS[client] ?? {});
      for (const [client, server] of servers.entries()) await server.start(settings[client]);
      for (const each of steps) {
        const client = (each.client ?? 0) % servers.length;
        const server = servers[client];
        if (server === undefined) continue;
        if (each.kind === 'settings') settings[client] = SETTINGS[each.method] ?? {};
        await send({ disk, servers }, server, each);
      }
      for (const [client, server] of servers.entries())
        await needFresh(server, new MemoryServer(parser, disk), settings[client]);
    };
  },
});

/** Holds a server against one that has only seen how things stand now. Both end. */
async function needFresh(server: MemoryServer, fresh: MemoryServer, settings: unknown): Promise<void> {
  await fresh.start(settings);
  for (const name of server.opened) await fresh.open(name, server.textOf(name));
  let [after, ofFresh] = [await server.diagnostics(), await fresh.diagnostics()];
  // Which boards include a file is found out in the background: both come to the same in the end.
  for (let pauses = 0; pauses < MOST_PAUSES && inWords(after) !== inWords(ofFresh); pauses++) {
    await setTimeout(Math.min(2 ** pauses, LONGEST_PAUSE));
    [after, ofFresh] = [await server.diagnostics(), await fresh.diagnostics()];
  }
  await server.stop();
  await fresh.stop();
  needSame(FRESH, after, ofFresh);
  need(ANSWERED, server.errors.length === 0, () => server.errors.join('\n'));
}
