import type { Architecture, FirmwareRegion, OccupiedRange, Patch, Profile } from '../kernel/input/profile.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { parseBytes } from '../kernel/units/parseBytes.ts';

/** The parts of a profile that someone set; the rest comes from the kernel tree or the defaults. */
export type ProfileSettings = Partial<Profile>;

export const ARCHITECTURES: readonly Architecture[] = ['arm64', 'arm', 'riscv'];

export const PATCHES: readonly Patch[] = [
  'coherent-heap-v1',
  'coherent-heap-v2',
  'coherent-heap-v3',
  'coherent-heap-no-map-aware',
  'dma-heap-accessors',
  'cma-heap-v6',
];

/** What a kernel's version looks like: `7.3`, `6.12.117`, `6.19-rc4`, and what vendors append. */
const VERSION = /^\d+\.\d+(?:\.\d+)?(?:[-+_.~][\w][\w.+~-]*)?$/;

/** Whether a text can stand for a kernel's version. */
export function isKernelVersion(text: string): boolean {
  return VERSION.test(text);
}

interface Reader {
  readonly problems: string[];
}

/**
 * Reads the JSON form of a profile (`--profile`, a scenario's `profile`, `.dtheaps.json`). What is right is taken, and
 * what is not is said in one sentence each, with its place in the file (`memory[0].size`).
 */
export function readProfileJson(value: unknown): { settings: ProfileSettings; problems: readonly string[] } {
  const reader: Reader = { problems: [] };
  if (!isRecord(value)) return { settings: {}, problems: ['a profile is an object: { "kernel": "7.3", … }'] };
  const settings: { -readonly [Key in keyof Profile]?: Profile[Key] } = {};
  for (const [key, entry] of Object.entries(value)) {
    switch (key) {
      case 'kernel': {
        const kernel = typeof entry === 'number' ? String(entry) : entry;
        if (typeof kernel === 'string' && isKernelVersion(kernel)) settings.kernel = kernel;
        else reader.problems.push(`kernel: ${show(entry)} is not a version such as "7.3" or "6.12.117"`);
        break;
      }
      case 'architecture': {
        const architecture = oneOf(reader, key, entry, ARCHITECTURES);
        if (architecture !== undefined) settings.architecture = architecture;
        break;
      }
      case 'patches':
        settings.patches = list(reader, key, entry).flatMap((name, at) => {
          const patch = oneOf(reader, `${key}[${at}]`, name, PATCHES);
          return patch === undefined ? [] : [patch];
        });
        break;
      case 'config':
        settings.config = readConfig(reader, entry);
        break;
      case 'commandLine':
        if (typeof entry === 'string') settings.commandLine = entry;
        else reader.problems.push(`commandLine: ${show(entry)} is not a text`);
        break;
      case 'memory':
        settings.memory = list(reader, key, entry).flatMap((item, at) =>
          optional(readRange(reader, `${key}[${at}]`, item)),
        );
        break;
      case 'occupied':
        settings.occupied = list(reader, key, entry).flatMap((item, at) => readOccupied(reader, `${key}[${at}]`, item));
        break;
      case 'firmwareRegions':
        settings.firmwareRegions = list(reader, key, entry).flatMap((item, at) =>
          readOccupied(reader, `${key}[${at}]`, item).map(
            (region): FirmwareRegion => ({ ...region, noMap: isRecord(item) && item.noMap === true }),
          ),
        );
        break;
      default:
        if (!key.startsWith('$')) reader.problems.push(`${key}: a profile has no such key`);
    }
  }
  return { settings, problems: reader.problems };
}

function readConfig(reader: Reader, value: unknown): ReadonlyMap<string, string | number> {
  const config = new Map<string, string | number>();
  if (!isRecord(value)) {
    reader.problems.push('config: an object of options is wanted, such as { "CONFIG_CMA_AREAS": 20 }');
    return config;
  }
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === 'boolean') config.set(name, entry ? 'y' : 'n');
    else if (typeof entry === 'string' || typeof entry === 'number') config.set(name, entry);
    else
      reader.problems.push(`config.${name}: ${show(entry)} is not a value of an option ("y", "n", a number, a text)`);
  }
  return config;
}

function readRange(reader: Reader, place: string, value: unknown): AddressRange | undefined {
  const base = isRecord(value) ? parseBytes(value.base) : undefined;
  const size = isRecord(value) ? parseBytes(value.size) : undefined;
  if (base !== undefined && size !== undefined) return new AddressRange(base, size);
  const wrong = !isRecord(value) ? '' : base === undefined ? '.base' : '.size';
  reader.problems.push(
    `${place}${wrong}: a base and a size are wanted, such as { "base": "0x40000000", "size": "2G" }`,
  );
  return undefined;
}

function readOccupied(reader: Reader, place: string, value: unknown): OccupiedRange[] {
  const range = readRange(reader, place, value);
  if (range === undefined) return [];
  return [{ name: isRecord(value) && typeof value.name === 'string' ? value.name : place, range }];
}

function list(reader: Reader, place: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  reader.problems.push(`${place}: ${show(value)} is not a list`);
  return [];
}

function oneOf<Name extends string>(
  reader: Reader,
  place: string,
  value: unknown,
  names: readonly Name[],
): Name | undefined {
  const found = names.find((name) => name === value);
  if (found === undefined) reader.problems.push(`${place}: ${show(value)} is none of ${names.join(', ')}`);
  return found;
}

function optional<Value>(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
