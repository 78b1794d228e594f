import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { profileSchema } from '../../server/src/profile/profileJson.ts';
import type { Finding, SpanEdit } from '../../server/src/rules/finding.ts';
import { comparableFindingsOf, findingsOf } from '../../server/src/rules/findings.ts';
import { complaintText } from '../../server/src/text/json/complaint.ts';
import { readJsonValue } from '../../server/src/text/json/readJson.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { CONFIGURATION_NAME } from '../../server/src/workspace/configuration.ts';
import type { FileSystem } from '../../server/src/workspace/fileSystem.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { markersOf } from './markers.ts';

const modules = (name: string): Uint8Array => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)));

export const parser = await loadParser({
  runtime: modules('node_modules/web-tree-sitter/web-tree-sitter.wasm'),
  grammar: modules('grammars/devicetree/tree-sitter-devicetree.wasm'),
});

/** Files in memory: a fixture's, which a fix may change. */
class MemoryFileSystem implements FileSystem {
  readonly #files: ReadonlyMap<string, SourceFile>;

  constructor(files: ReadonlyMap<string, SourceFile>) {
    this.#files = files;
  }

  read(path: string): SourceFile | undefined {
    return this.#files.get(path.replace(/^\.\//, ''));
  }

  isFolder(): boolean {
    return false;
  }

  list(): readonly string[] {
    return [];
  }
}

/** One finding of a fixture, as a marker has it: the characters of one line. */
export interface Expectation {
  readonly file: string;
  /** One-based. */
  readonly line: number;
  /** Zero-based; `end` is the place after the last character. */
  readonly start: number;
  readonly end: number;
  readonly rule: string;
}

/**
 * A board written for a rule. The text may hold several files, each begun by a line `//- name`; the first is the
 * board. A line `// profile: {…}` sets the profile, a line `// consumers: […]` the
 * programs that matter, as `.dtheaps.json` does. Markers (`markers.ts`) say what is reported where.
 */
export class Fixture {
  readonly board: string;
  readonly expected: readonly Expectation[];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #profile: unknown;

  constructor(text: string, name = 'board.dts') {
    const texts = new Map<string, string>();
    let current = name;
    const lines = new Map<string, string[]>([[name, []]]);
    for (const line of text.split('\n')) {
      const file = /^\/\/- (\S+)$/.exec(line)?.[1];
      if (file !== undefined) {
        current = file;
        lines.set(file, []);
      } else lines.get(current)?.push(line);
    }
    if (lines.get(name)?.every((line) => line.trim() === '')) lines.delete(name);
    for (const [file, content] of lines) texts.set(file, content.join('\n'));
    this.#texts = texts;
    this.board = [...texts.keys()][0] ?? name;
    const profile = /^\/\/ profile: (.*)$/m.exec(text)?.[1];
    this.#profile = profile === undefined ? {} : JSON.parse(profile);
    const consumers = /^\s*\/\/ consumers: (.*)$/m.exec(text)?.[1];
    if (consumers !== undefined) texts.set(CONFIGURATION_NAME, `{"consumers": ${consumers}}`);
    this.expected = [...texts].flatMap(([file, content]) => expectations(file, content));
  }

  /** What every rule finds, and whether cpp and dtc would accept the board. `edits` are applied first. */
  check(edits: readonly SpanEdit[] = []): {
    findings: readonly Finding[];
    /** As a trial of a fix has them. */
    comparable: readonly Finding[];
    /** As a trial of a fix has them that is to mend what no rule has found. */
    comparableErrors: readonly Finding[];
    refused: boolean;
    problems: readonly string[];
  } {
    const files = new Map([...this.#texts].map(([path, text]) => [path, file(path, apply(path, text, edits))]));
    const { value: profile = {}, complaints } = readJsonValue(this.#profile, profileSchema());
    if (complaints.length > 0) throw new Error(complaints.map(complaintText).join('; '));
    const workspace = new Workspace(new MemoryFileSystem(files), parser);
    const opened = workspace.open(this.board, [{ origin: { layer: 'call' }, values: profile }]);
    const analysis = workspace.analyse(opened);
    return {
      findings: findingsOf(analysis).findings,
      comparable: comparableFindingsOf(analysis).findings,
      comparableErrors: comparableFindingsOf(analysis, {}, new Set()).findings,
      refused: opened.board.refused,
      problems: opened.board.problems.map(({ message }) => message),
    };
  }
}

const file = (path: string, text: string): SourceFile =>
  new SourceFile(path, byteString(new TextEncoder().encode(text)));

function apply(path: string, text: string, edits: readonly SpanEdit[]): string {
  const mine = edits.filter((edit) => edit.span.file.path === path).sort((a, b) => b.span.start - a.span.start);
  let bytes = byteString(new TextEncoder().encode(text));
  for (const { span, newText } of mine) bytes = bytes.slice(0, span.start) + newText + bytes.slice(span.end);
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}

function expectations(path: string, text: string): Expectation[] {
  return markersOf(text).map(({ line, ...place }) => ({ file: path, line: line + 1, ...place }));
}

/** A finding as an expectation. One that goes on over several lines has its end counted from its first line's start. */
export function placeOf({ rule, span }: Finding): Expectation {
  const { file, start, end } = span;
  const lineStart = file.lines.startOf(file.lines.lineOf(start));
  const { line } = file.lines.lineColumn(start);
  return { file: file.path, line, start: start - lineStart, end: end - lineStart, rule };
}
