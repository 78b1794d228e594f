import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf, productSources, type Source } from './sourceText.ts';

/**
 * The rooms of the house and what each may import, itself always. A name is a folder below `server/src`, or a file
 * there; `room:file` allows that file of a room alone.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  kernel: ['text:cells.ts', 'text:limits.ts', 'text:sameData.ts'],
  consumers: [],
  devicetree: ['text'],
  profile: ['kernel', 'text'],
  simulation: ['kernel', 'profile', 'text'],
  memory: [
    'devicetree',
    'text',
    'kernel:units/addressRange.ts',
    'kernel:early/usualImagePlace.ts',
    'kernel:input/bootInput.ts',
    'kernel:input/profile.ts',
    'kernel:outcome/bootOutcome.ts',
    'kernel:units/formatBytes.ts',
  ],
  'analysis.ts': ['devicetree', 'text', 'memory', 'kernel', 'consumers'],
  pictures: ['kernel:units/addressRange.ts', 'kernel:units/formatBytes.ts'],
  rules: ['analysis.ts', 'devicetree', 'text', 'memory', 'kernel', 'simulation', 'consumers'],
  features: [
    'analysis.ts',
    'devicetree',
    'text',
    'memory',
    'kernel',
    'simulation',
    'consumers',
    'pictures',
    'rules:cellsEdit.ts',
    'rules:edits.ts',
    'rules:finding.ts',
  ],
  workspace: [
    'analysis.ts',
    'devicetree',
    'text',
    'memory',
    'kernel',
    'simulation',
    'consumers',
    'rules',
    'features',
    'pictures',
    'profile',
  ],
  disk: ['text', 'devicetree', 'workspace'],
};

const CORE_AND_WORKSPACE = Object.keys(MAY_IMPORT).filter((room) => room !== 'disk');

/**
 * The edges: they see everything below them. The language server is given its files and the connection that it talks
 * over: `node` gives it those of a process, `web` those of a browser's worker, and it knows neither.
 */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  cli: [...CORE_AND_WORKSPACE, 'disk'],
  lsp: CORE_AND_WORKSPACE,
  node: [...CORE_AND_WORKSPACE, 'disk', 'lsp', 'web:fetchedFiles.ts', 'web:routedFiles.ts'],
  web: [...CORE_AND_WORKSPACE, 'lsp'],
};

/** Edges that run outside of Node, too. */
const ANYWHERE = new Set(['lsp', 'web']);

/** Packages that a room of the core may use. The edges may use what the manifest names. */
const CORE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  devicetree: ['web-tree-sitter'],
  text: ['jsonc-parser', 'zod/mini'],
  profile: ['zod/mini'],
  simulation: ['zod/mini'],
  workspace: ['zod/mini'],
};

const ROOMS: Readonly<Record<string, readonly string[]>> = { ...MAY_IMPORT, ...EDGES };
/** Rooms that know files and protocols. */
const OUTSIDE = new Set([...Object.keys(EDGES), 'disk']);

const SERVER = 'server/src/';

/** What the server and its own client say to each other. */
const PROTOCOL = new Set(['protocol.ts', 'documentProtocol.ts'].map((file) => `${SERVER}lsp/${file}`));

function roomOf(path: string): string {
  return path.slice(SERVER.length).split('/')[0] ?? '';
}

/** Each import that turns an arrow round, as `file:line imports what`. */
function violations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ specifier, line }) => {
      const broken = source.path.startsWith('client/')
        ? clientBreaks(source, specifier)
        : serverBreaks(source, specifier);
      return broken ? [`${source.path}:${line} imports ${specifier}`] : [];
    }),
  );
}

function target(source: Source, specifier: string): string {
  return posix.join(posix.dirname(source.path), specifier);
}

function clientBreaks(source: Source, specifier: string): boolean {
  if (!specifier.startsWith('.')) return false;
  const path = target(source, specifier);
  return !path.startsWith('client/') && !PROTOCOL.has(path) && !path.startsWith(`${SERVER}pictures/`);
}

function serverBreaks(source: Source, specifier: string): boolean {
  const room = roomOf(source.path);
  const allowed = ROOMS[room];
  if (allowed === undefined) return true;
  if (!specifier.startsWith('.')) {
    if (ANYWHERE.has(room) && /^node:|\/node$/.test(specifier)) return true;
    return specifier === 'vscode' || (!OUTSIDE.has(room) && !(CORE_PACKAGES[room] ?? []).includes(specifier));
  }
  const path = target(source, specifier);
  if (!path.startsWith(SERVER)) return !OUTSIDE.has(room);
  const other = roomOf(path);
  const file = path.slice(`${SERVER}${other}/`.length);
  return other !== room && !allowed.includes(other) && !allowed.includes(`${other}:${file}`);
}

it('arrows point one way', () => expect(violations(productSources())).toEqual([]));

it.each([
  ['server/src/kernel/cma.ts', "import { nodePath } from '../devicetree/tree/deviceTree.ts';"],
  ['server/src/kernel/cma.ts', "import { readFileSync } from 'node:fs';"],
  ['server/src/kernel/cma.ts', "import { SourceFile } from '../text/sourceFile.ts';"],
  ['server/src/text/lineIndex.ts', "export * from '../kernel/input/profile.ts';"],
  ['server/src/memory/memoryMap.ts', "import { boot } from '../kernel/boot.ts';"],
  ['server/src/devicetree/board.ts', "const fs = await import('node:fs');"],
  ['server/src/rules/cmaMisaligned.ts', "import { Workspace } from '../workspace/workspace.ts';"],
  ['server/src/features/hover.ts', "import { MarkupKind } from 'vscode-languageserver';"],
  ['server/src/cli/check.ts', "import { server } from '../lsp/server.ts';"],
  ['server/src/lsp/server.ts', "import * as vscode from 'vscode';"],
  ['server/src/lsp/server.ts', "import { DiskFileSystem } from '../disk/diskFileSystem.ts';"],
  ['server/src/lsp/server.ts', "import { serve } from '../node/serve.ts';"],
  ['server/src/lsp/server.ts', "import { join } from 'node:path';"],
  ['server/src/lsp/server.ts', "import { createConnection } from 'vscode-languageserver/node';"],
  ['server/src/web/fetchedFiles.ts', "import { DiskFileSystem } from '../disk/diskFileSystem.ts';"],
  ['server/src/attic/anything.ts', "import { x } from '../text/origin.ts';"],
  ['client/src/extension.ts', "import { boot } from '../../server/src/kernel/boot.ts';"],
])('sees %s break it', (path, text) => expect(violations([{ path, text }])).toHaveLength(1));

it.each([
  ['server/src/kernel/cma.ts', "// import { x } from 'node:fs';\nconst hint = \"from 'node:fs'\";"],
  ['server/src/kernel/input/flatNode.ts', "import { cellsIn } from '../../text/cells.ts';"],
  ['server/src/memory/bootInput.ts', "import type { BootInput } from '../kernel/input/bootInput.ts';"],
  ['server/src/cli/check.ts', "import { readFileSync } from 'node:fs';"],
  ['server/src/node/serve.ts', "import { createConnection } from 'vscode-languageserver/node';"],
  ['server/src/node/serve.ts', "import { startServer } from '../lsp/server.ts';"],
  ['client/src/extension.ts', "import type { HeapsAnswer } from '../../server/src/lsp/protocol.ts';"],
])('lets %s be', (path, text) => expect(violations([{ path, text }])).toEqual([]));
