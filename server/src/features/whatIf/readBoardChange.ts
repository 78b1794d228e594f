import type { Analysis } from '../../analysis.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { parseBytes } from '../../kernel/units/parseBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { nearestName } from '../../text/json/suggestion.ts';
import type { BoardChange } from './boardChange.ts';

/** What a change's text comes to, or what is wrong with it and what can stand there. */
export type ReadChange = { readonly change: BoardChange } | { readonly complaint: string };

/** What can be said about a kernel, and how it is read; `undefined` for a value that is none. */
export type SettingReader = (value: string) => BoardChange | undefined;

const PAGE_SIZES = [4096, 16384, 65536];

/**
 * Reads a change as people type it: `REGION:reusable`, `no-map` or `plain`, `REGION:size=64M`, `REGION:base=0x90000000`,
 * or `kernel=6.12`, `cmdline=…`, `memory=0x40000000:1G`, `pages=64K`. `settings` reads what the profile's schema knows
 * (`kernel`, `patches`). A region is named by its path, its node's name or its label.
 */
export function readBoardChange(
  text: string,
  analysis: Analysis,
  settings: Readonly<Record<string, SettingReader>>,
): ReadChange {
  const region = regionOf(text, analysis);
  if (region !== undefined) return readRegionChange(region.name, region.rest);
  const readers = { ...OWN_SETTINGS, ...settings };
  const [, name = '', value] = /^([a-z]+)=(.*)$/s.exec(text) ?? [];
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined || value === undefined)
    return { complaint: unknownChange(text, analysis, Object.keys(readers)) };
  const change = reader(value);
  return change === undefined ? { complaint: `${text}: "${value}" is no ${WORDS[name] ?? name}` } : { change };
}

const WORDS: Readonly<Record<string, string>> = {
  kernel: 'version such as 7.3 or 6.12.117',
  memory: 'RAM: write BASE:SIZE such as 0x40000000:2G, + between banks',
  pages: 'page size of arm64: 4K, 16K or 64K',
  patches: 'list of proposals',
};

const OWN_SETTINGS: Readonly<Record<string, SettingReader>> = {
  cmdline: (commandLine) => ({ kind: 'profile', settings: { commandLine } }),
  memory: (text) => {
    const memory = text.split('+').map(readBank);
    return memory.every((bank) => bank !== undefined) ? { kind: 'profile', settings: { memory } } : undefined;
  },
  pages: (text) => {
    const bytes = Number(parseBytes(text) ?? 0n);
    return PAGE_SIZES.includes(bytes) ? { kind: 'pageSize', bytes } : undefined;
  },
};

function readBank(text: string): AddressRange | undefined {
  const [base, size, ...more] = text.split(':').map(parseBytes);
  return base === undefined || size === undefined || more.length > 0 ? undefined : new AddressRange(base, size);
}

/** The names by which a region is called. */
const namesOf = ({ name, path, labels }: Region): string[] => [
  path,
  name,
  ...labels,
  ...labels.map((label) => `&${label}`),
];

/** The region that a change begins with, and what follows its colon. A node's name may have colons in it. */
function regionOf(text: string, { memory }: Analysis): { readonly name: string; readonly rest: string } | undefined {
  const found = memory.regions.flatMap((region) =>
    namesOf(region)
      .filter((name) => text.startsWith(`${name}:`))
      .map((name) => ({ name: region.name, length: name.length })),
  );
  const longest = found.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : { name: longest.name, rest: text.slice(longest.length + 1) };
}

function readRegionChange(region: string, rest: string): ReadChange {
  if (rest === 'reusable' || rest === 'no-map' || rest === 'plain')
    return { change: { kind: 'mode', region, mode: rest } };
  const [, kind, amount] = /^(size|base)=(.*)$/.exec(rest) ?? [];
  const value = parseBytes(amount ?? '');
  if ((kind !== 'size' && kind !== 'base') || value === undefined) {
    return {
      complaint: `${region}: "${rest}" is no change of a region: write reusable, no-map, plain, size=64M or base=0x90000000`,
    };
  }
  return { change: { kind, region, value } };
}

function unknownChange(text: string, { memory }: Analysis, settings: readonly string[]): string {
  const colon = text.lastIndexOf(':');
  const isRegion = colon > 0 && !/^[a-z]+=/.test(text);
  const written = isRegion ? text.slice(0, colon) : (/^[^=:]*/.exec(text)?.[0] ?? '');
  const near = nearestName(written, isRegion ? memory.regions.flatMap(namesOf) : settings);
  // A setting is written with its "=": a name alone is no change either.
  const meant = near === undefined ? '.' : `; did you mean "${near}${isRegion ? '' : '='}"?`;
  const known = memory.regions.map(({ name }) => name).join(', ') || 'none';
  return isRegion
    ? `${text}: there is no region "${written}"${meant} The regions are ${known}.`
    : `${text} is no change${meant} Write REGION:reusable, no-map, plain or size=64M, or one of ${settings.map((name) => `${name}=`).join(', ')}.`;
}
