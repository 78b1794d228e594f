import * as z from 'zod/mini';
import { readKernelVersion } from '../kernel/behaviours/kernelVersion.ts';
import { optionValueFault } from '../kernel/input/optionRanges.ts';
import type { Architecture, FirmwareRegion, OccupiedRange, Patch, Profile } from '../kernel/input/profile.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { parseBytes } from '../kernel/units/parseBytes.ts';
import { COMPLETE_MESSAGE } from '../text/json/readJson.ts';
import { lazily } from '../text/lazily.ts';
import { misspeltOption } from './misspeltOption.ts';

/** The parts of a profile that someone set; the rest comes from the kernel tree or the defaults. */
export type ProfileSettings = Partial<Profile>;

export const ARCHITECTURES = ['arm64', 'arm', 'riscv'] as const satisfies readonly Architecture[];

const COHERENT_HEAP_POSTINGS = [
  'coherent-heap-v1',
  'coherent-heap-v2',
  'coherent-heap-v3',
  'coherent-heap-no-map-aware',
] as const satisfies readonly Patch[];

/** Heaps for drivers: as posted, and as the review asked for it. */
const ACCESSOR_POSTINGS = ['dma-heap-accessors', 'dma-heap-find-by-name'] as const satisfies readonly Patch[];

/** Series, of each of which a kernel carries one posting at most. */
const SERIES: readonly (readonly Patch[])[] = [COHERENT_HEAP_POSTINGS, ACCESSOR_POSTINGS];

export const PATCHES = [
  ...COHERENT_HEAP_POSTINGS,
  ...ACCESSOR_POSTINGS,
  'cma-heap-v6',
] as const satisfies readonly Patch[];

/** What a kernel's version looks like: `7.3`, `6.12.117`, `6.19-rc4`, and what vendors append; no number has a 0 before it. */
const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))?(?:(?:[-+_~]|\.(?!\d))[\w][\w.+~-]*)?$/;

/** Whether a text can stand for a kernel's version: its form is one, and its numbers are such as kernels have. */
export function isKernelVersion(text: string): boolean {
  return VERSION.test(text) && readKernelVersion(text) !== undefined;
}

const NO_VERSION = 'is not a version such as "7.3" or "6.12.117"';

/** As a number 6.10 is 6.1, so that the version that was meant is lost. */
const NUMBER_AS_VERSION = 'is a number, as which 6.1 and 6.10 are the same: write it as a string, such as "6.10"';

/** A kernel's version. */
export const kernelSchema = lazily(() =>
  z
    .string({ error: ({ input }) => (typeof input === 'number' ? NUMBER_AS_VERSION : NO_VERSION) })
    .check(
      z.regex(VERSION, NO_VERSION),
      z.refine(isKernelVersion, NO_VERSION),
      z.describe('The Linux version, such as 7.3 or 6.12.117; a string, since 6.10 as a number is 6.1.'),
    ),
);

const NO_AMOUNT = 'is not a size or address such as "1M", "0x1000" or 4096';

/** A number of bytes (`parseBytes`), as a bigint. */
export const amountSchema = lazily(() =>
  z.pipe(
    z.union([z.string(), z.number()], NO_AMOUNT).check(z.describe('Bytes: 0x40000000, 64K, 2G.')),
    z.transform((written, context) => {
      const bytes = parseBytes(written);
      if (bytes !== undefined) return bytes;
      context.issues.push({ code: 'custom', message: NO_AMOUNT, input: written });
      return z.NEVER;
    }),
  ),
);

const AMOUNTS = lazily(() => ({ base: amountSchema(), size: amountSchema() }));

/** The error of an object that stands for a range; `undefined` leaves the message about unknown members to the reader. */
const noRange = (issue: z.core.$ZodRawIssue): string | undefined =>
  issue.code === 'unrecognized_keys'
    ? undefined
    : 'is not a base and a size, such as { "base": "0x40000000", "size": "2G" }';

const memoryRange = lazily(() =>
  z.pipe(
    z.strictObject(AMOUNTS(), { error: noRange }).check(z.describe('A stretch of RAM.')),
    z.transform(({ base, size }) => new AddressRange(base, size)),
  ),
);

const occupiedRange = lazily(() =>
  z.strictObject({ name: z.exactOptional(z.string()), ...AMOUNTS() }, { error: noRange }),
);
const firmwareRegion = lazily(() =>
  z.strictObject(
    { name: z.exactOptional(z.string()), noMap: z.exactOptional(z.boolean()), ...AMOUNTS() },
    { error: noRange },
  ),
);

/** What a profile calls a range that has no name: its place in the list. */
function named(
  { name, base, size }: z.output<ReturnType<typeof occupiedRange>>,
  list: string,
  index: number,
): OccupiedRange {
  return { name: name ?? `${list}[${index}]`, range: new AddressRange(base, size) };
}

/** Why a name can be none of an option, a whole sentence; `undefined` where it can. */
function optionNameFault(name: string): string | undefined {
  const meant = misspeltOption(name);
  if (meant !== undefined) return `there is no option "${name}"; did you mean "${meant}"?`;
  return name.startsWith('CONFIG_') ? undefined : `"${name}" is no option: their names begin with CONFIG_`;
}

/** Options of a kernel as a `.config` names them; `true` and `false` are `y` and `n`. */
export const configSchema = lazily(() =>
  z.pipe(
    z
      .record(
        z.string(),
        z.union(
          [z.string(), z.number(), z.boolean()],
          'is not a value of an option ("y", "n", a whole number, a text)',
        ),
      )
      .check(z.describe('Options of the kernel; what is not named has the architecture’s defconfig value.')),
    z.transform((options, context) => {
      const config = new Map<string, string | number>();
      for (const [name, written] of Object.entries(options)) {
        const value = typeof written === 'boolean' ? (written ? 'y' : 'n') : written;
        const nameFault = optionNameFault(name);
        const fault = nameFault ?? optionValueFault(name, value);
        if (fault === undefined) config.set(name, value);
        else {
          const params = nameFault === undefined ? {} : COMPLETE_MESSAGE;
          context.issues.push({ code: 'custom', message: fault, path: [name], input: written, params });
        }
      }
      return config;
    }),
  ),
);

export const patchesSchema = lazily(() =>
  z.array(z.enum(PATCHES)).check(
    z.describe('Proposals from the mailing lists that the kernel carries.'),
    z.superRefine((patches, context) => {
      for (const series of SERIES) {
        const named = series.filter((posting) => patches.includes(posting));
        if (named.length < 2) continue;
        const message = `names ${named.join(' and ')}: they are postings of one series, a kernel carries one of them`;
        context.addIssue({ code: 'custom', message });
      }
    }),
  ),
);

export const memorySchema = lazily(() =>
  z.array(memoryRange()).check(z.describe('RAM, instead of the tree’s /memory, as firmware reports it.')),
);

/** The JSON form of a profile: `--profile`, a scenario's `profile`, `.dtheaps.json`. */
export const profileSchema = lazily(() =>
  z.pipe(
    z
      .strictObject(
        {
          kernel: z.exactOptional(kernelSchema()),
          architecture: z.exactOptional(
            z.enum(ARCHITECTURES).check(z.describe('Else read off the kernel tree or the board’s processors.')),
          ),
          patches: z.exactOptional(patchesSchema()),
          config: z.exactOptional(configSchema()),
          commandLine: z.exactOptional(z.string().check(z.describe('The kernel’s command line, such as cma=32M.'))),
          memory: z.exactOptional(memorySchema()),
          occupied: z.exactOptional(
            z
              .array(occupiedRange())
              .check(z.describe('What is in memory before the kernel reserves anything: its image, initrd, the DTB.')),
          ),
          firmwareRegions: z.exactOptional(
            z
              .array(firmwareRegion())
              .check(z.describe('Regions that firmware adds in front of the children of /reserved-memory.')),
          ),
        },
        {
          error: (issue) =>
            issue.code === 'unrecognized_keys' ? 'member of a profile' : 'is not a profile: { "kernel": "7.3", … }',
        },
      )
      .check(z.describe('What boots the boards.')),
    z.transform(
      ({ occupied, firmwareRegions, ...rest }): ProfileSettings => ({
        ...rest,
        ...(occupied === undefined ? {} : { occupied: occupied.map((each, at) => named(each, 'occupied', at)) }),
        ...(firmwareRegions === undefined
          ? {}
          : {
              firmwareRegions: firmwareRegions.map(
                (each, at): FirmwareRegion => ({ ...named(each, 'firmwareRegions', at), noMap: each.noMap === true }),
              ),
            }),
      }),
    ),
  ),
);
