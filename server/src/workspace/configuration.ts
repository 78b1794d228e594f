import type { HeapConsumer } from '../consumers/heapConsumer.ts';
import { consumerNamed, HEAP_CONSUMERS } from '../consumers/heapConsumers.ts';
import type { Severity } from '../rules/finding.ts';
import type { Severities } from '../rules/findings.ts';
import { RULES } from '../rules/registry.ts';
import { jsonFaultOffset } from '../text/json/jsonFault.ts';
import { jsonPlaces } from '../text/json/jsonPlaces.ts';
import type { Problem } from '../text/problem.ts';
import { bytesOf, type SourceFile } from '../text/sourceFile.ts';
import { folderOf } from './path.ts';
import { type ProfileSettings, readProfileJson } from './profileJson.ts';

/** The name of the file in which a workspace says how its boards are checked. */
export const CONFIGURATION_NAME = '.dtheaps.json';

/** What a `.dtheaps.json` says; settings of an editor and options of a call win over it. */
export interface Configuration {
  /** Absent where there is no such file. */
  readonly file: SourceFile | undefined;
  readonly profile: ProfileSettings;
  /** Patterns of the files that are boards, relative to the file's folder. */
  readonly boards: readonly string[];
  /** Folders that includes are searched in, from where the file's path begins. */
  readonly includeRoots: readonly string[];
  readonly defines: readonly { readonly name: string; readonly value: string }[];
  /** Overlays that are applied to every board. */
  readonly overlays: readonly string[];
  readonly severities: Severities;
  /** The programs that matter here. */
  readonly consumers: readonly HeapConsumer[];
  /** Findings that are known and accepted. */
  readonly baseline: string | undefined;
  /** What of the file cannot be used, each with its place. */
  readonly problems: readonly Problem[];
}

export const NO_CONFIGURATION: Configuration = {
  file: undefined,
  profile: {},
  boards: [],
  includeRoots: [],
  defines: [],
  overlays: [],
  severities: {},
  consumers: [],
  baseline: undefined,
  problems: [],
};

export const SEVERITY_NAMES: readonly (Severity | 'off')[] = ['off', 'hint', 'information', 'warning', 'error'];

const known = new WeakMap<SourceFile, Configuration>();

/** What a `.dtheaps.json` says, read once as long as the file stays the same. What is right in it is taken. */
export function readConfiguration(file: SourceFile): Configuration {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const configuration = new Reader(file).read();
  known.set(file, configuration);
  return configuration;
}

/** Reads one file. Complaints carry the path of the value they are about, which leads to its place. */
class Reader {
  readonly #file: SourceFile;
  readonly #complaints: { readonly path: string; readonly message: string }[] = [];

  constructor(file: SourceFile) {
    this.#file = file;
  }

  read(): Configuration {
    const text = this.#file.text.replace(/^\xef\xbb\xbf/, '   ');
    let value: unknown;
    try {
      // Escapes and quotes are ASCII: the bytes of a text parse like the text.
      value = JSON.parse(text);
    } catch {
      return { ...NO_CONFIGURATION, file: this.#file, problems: [this.#notJson(text)] };
    }
    const configuration = this.#readObject(decoded(value));
    return { ...configuration, problems: this.#problems(text) };
  }

  #readObject(value: unknown): Configuration {
    const configuration: { -readonly [Key in keyof Configuration]: Configuration[Key] } = {
      ...NO_CONFIGURATION,
      file: this.#file,
    };
    if (!isRecord(value)) {
      this.#complain('', 'an object is wanted, such as { "profile": { "kernel": "7.3" } }');
      return configuration;
    }
    for (const [key, entry] of Object.entries(value)) {
      switch (key) {
        case 'profile':
          configuration.profile = this.#profile(entry);
          break;
        case 'boards':
          configuration.boards = this.#texts(key, entry);
          break;
        case 'includeRoots':
          configuration.includeRoots = this.#texts(key, entry).map((path) => this.#resolved(path));
          break;
        case 'overlays':
          configuration.overlays = this.#texts(key, entry).map((path) => this.#resolved(path));
          break;
        case 'defines':
          configuration.defines = this.#texts(key, entry).map(readDefine);
          break;
        case 'severities':
          configuration.severities = this.#severities(entry);
          break;
        case 'consumers':
          configuration.consumers = this.#list(key, entry).flatMap((item, at) => this.#consumer(`${key}[${at}]`, item));
          break;
        case 'baseline':
          if (typeof entry === 'string') configuration.baseline = this.#resolved(entry);
          else this.#complain(key, 'the path of a baseline file is wanted');
          break;
        default:
          if (!key.startsWith('$')) {
            this.#complain(key, `there is no key "${key}"; there are ${KEYS.join(', ')}`);
          }
      }
    }
    return configuration;
  }

  #profile(value: unknown): ProfileSettings {
    const { settings, problems } = readProfileJson(value);
    for (const problem of problems) {
      const colon = problem.indexOf(': ');
      const path = /^[\w.[\]]+$/.test(problem.slice(0, colon)) ? `profile.${problem.slice(0, colon)}` : 'profile';
      this.#complain(path, problem);
    }
    return settings;
  }

  #severities(value: unknown): Severities {
    const { severities, problems } = readSeverities(value);
    for (const { rule, message } of problems)
      this.#complain(rule === '' ? 'severities' : `severities.${rule}`, message);
    return severities;
  }

  #consumer(path: string, value: unknown): HeapConsumer[] {
    if (typeof value === 'string') {
      const consumer = consumerNamed(value);
      if (consumer !== undefined) return [consumer];
      const names = HEAP_CONSUMERS.map(({ name }) => name).join(', ');
      const own = '{ "name": …, "heaps": […] }';
      this.#complain(path, `${JSON.stringify(value)} is not known; known are ${names}; or write ${own}`);
      return [];
    }
    if (!isRecord(value) || typeof value.name !== 'string' || value.heaps === undefined) {
      this.#complain(path, 'a name, or { "name": "viewer", "heaps": ["linux,cma", "reserved"] }, is wanted');
      return [];
    }
    const heaps = this.#texts(`${path}.heaps`, value.heaps);
    return heaps.length === 0 ? [] : [{ name: value.name, heaps }];
  }

  #list(path: string, value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.#complain(path, 'a list is wanted');
    return [];
  }

  #texts(path: string, value: unknown): string[] {
    return this.#list(path, value).flatMap((item, at) => {
      if (typeof item === 'string' && item !== '') return [item];
      this.#complain(`${path}[${at}]`, 'a text is wanted');
      return [];
    });
  }

  /** A path of the file as one from where its own path begins. */
  #resolved(path: string): string {
    const forward = path.replaceAll('\\', '/');
    const folder = folderOf(this.#file.path);
    if (forward.startsWith('/') || /^[A-Za-z]:\//.test(forward) || folder === '.') return forward;
    return `${folder === '/' ? '' : folder}/${forward.replace(/^(?:\.\/)+/, '')}`;
  }

  #complain(path: string, message: string): void {
    this.#complaints.push({ path, message });
  }

  #problems(text: string): Problem[] {
    if (this.#complaints.length === 0) return [];
    const places = jsonPlaces(text);
    return this.#complaints.map(({ path, message }) => {
      const place = places.get(path) ?? places.get('') ?? { start: 0, end: 0 };
      return this.#problem(message, place.start, place.end);
    });
  }

  #notJson(text: string): Problem {
    const at = jsonFaultOffset(text);
    const message =
      at >= text.length
        ? 'not JSON: the file ends here'
        : `not JSON: ${JSON.stringify(text.charAt(at))} cannot stand here`;
    return this.#problem(message, at, Math.min(text.length, at + 1));
  }

  #problem(message: string, start: number, end: number): Problem {
    const span = { file: this.#file, start, end };
    return { id: 'configuration-invalid', severity: 'error', message, span, related: [] };
  }
}

const KEYS = ['profile', 'boards', 'includeRoots', 'defines', 'overlays', 'severities', 'consumers', 'baseline'];

/** `NAME` or `NAME=VALUE`, as gcc's -D: without a value it is 1. */
export function readDefine(text: string): { name: string; value: string } {
  const equals = text.indexOf('=');
  return equals < 0 ? { name: text, value: '1' } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** Reads a map from rules to severities, in the configuration file as in the editor's settings. */
export function readSeverities(value: unknown): {
  severities: Severities;
  problems: readonly { readonly rule: string; readonly message: string }[];
} {
  const severities: Record<string, Severity | 'off'> = {};
  const problems: { rule: string; message: string }[] = [];
  if (!isRecord(value)) {
    return { severities, problems: [{ rule: '', message: 'an object is wanted, such as { "zone-crossing": "off" }' }] };
  }
  for (const [rule, entry] of Object.entries(value)) {
    const severity = SEVERITY_NAMES.find((name) => name === entry);
    if (!RULES.some(({ id }) => id === rule)) problems.push({ rule, message: `there is no rule "${rule}"` });
    else if (severity === undefined) {
      problems.push({ rule, message: `${JSON.stringify(entry)} is none of ${SEVERITY_NAMES.join(', ')}` });
    } else severities[rule] = severity;
  }
  return { severities, problems };
}

/** Nothing that is known lies deeper in a file. */
const MAXIMUM_DEPTH = 16;

/** A value parsed from bytes (one character a byte) with its texts decoded from UTF-8. */
function decoded(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return new TextDecoder().decode(bytesOf(value));
  if (depth > MAXIMUM_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((item) => decoded(item, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [decoded(key), decoded(entry, depth + 1)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
