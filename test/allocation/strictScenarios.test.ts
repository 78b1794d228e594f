import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';

/** A scenario in which every member of the format stands somewhere. */
const WHOLE = {
  profile: {
    kernel: '7.3',
    architecture: 'arm64',
    patches: ['dma-heap-accessors'],
    config: { CONFIG_CMA_AREAS: 20 },
    commandLine: 'cma=32M',
    memory: [{ base: '0x40000000', size: '0x40000000' }],
    occupied: [{ name: 'kernel', base: '0x40200000', size: '0x650000' }],
    firmwareRegions: [{ name: 'secure@50000000', base: '0x50000000', size: '0x100000', noMap: true }],
  },
  heaps: { frames: ['system'] },
  programs: { viewer: ['system'] },
  user: { name: 'camera', groups: ['video'] },
  access: [{ heap: 'system', mode: '0660', owner: 'root', group: 'video' }],
  devices: [{ name: 'isp', path: '/soc/isp@1000', dmaMask: 32, iommu: false }],
  streams: [
    { name: 'front', heap: 'system', size: '1M', buffers: 2 },
    { name: 'rear', program: 'viewer', frame: { width: 64, height: 64, format: 'NV12' }, buffers: 2 },
  ],
  load: [{ op: 'allocate', heap: 'system', size: '1M', id: 'splash' }],
  steps: [
    {
      op: 'allocate',
      heap: 'system',
      size: '1M',
      id: 'a',
      fdFlags: '0x80002',
      heapFlags: 0,
      fd: 0,
      inKernel: false,
      count: 2,
    },
    {
      op: 'allocate',
      program: 'viewer',
      id: 'b',
      frame: {
        width: 64,
        height: 64,
        format: 'NV12',
        strideAlign: 64,
        heightAlign: 16,
        extraBytes: '4K',
        planes: 'contiguous',
      },
    },
    { op: 'fill', heap: 'system', size: '64K', max: 4, id: 'f' },
    { op: 'churn', heap: 'system', id: 'c', sizes: ['64K'], live: 2, times: 10, seed: 7 },
    { op: 'start', stream: 'front' },
    { op: 'stop', stream: 'front' },
    { op: 'mmap', id: 'a0', length: '4K', offset: 0, access: 'rw', shared: true },
    { op: 'sync', id: 'a0', flags: 3 },
    { op: 'attach', id: 'a0', device: 'isp' },
    { op: 'map', id: 'a0', device: 'isp', direction: 'bidirectional' },
    { op: 'unmap', id: 'a0', device: 'isp' },
    { op: 'detach', id: 'a0', device: 'isp' },
    { op: 'beginCpuAccess', id: 'a0', direction: 'fromDevice' },
    { op: 'endCpuAccess', id: 'a0', direction: 'toDevice' },
    { op: 'vmap', id: 'a0' },
    { op: 'vunmap', id: 'a0' },
    { op: 'find', heap: 'system', id: 'h' },
    { op: 'allocate', handle: 'h', size: '1M', id: 'k' },
    { op: 'put', id: 'h' },
    { op: 'drop', id: 'k' },
    { op: 'repeat', times: 2, steps: [{ op: 'fill', heap: 'system', size: '64K', max: 1, id: 'r' }] },
    { op: 'free', id: 'a*' },
    { op: 'freeAll' },
  ],
  expect: [
    { step: 0, result: 'ok', heap: 'system', allocated: 2, bufferSize: '2M', buffers: [{ id: 'a0', size: '1M' }] },
    {
      step: 1,
      bufferSizes: ['8K'],
      frame: { sizes: ['0x1800'], strides: [64, 64], text: 'NV12' },
      cmaPages: [{ area: 'video', base: '0x60000000', pages: 2, change: 'set' }],
    },
    { step: 9, mapping: { device: 'isp', segments: 1, direct: 1, bounced: 0, iommu: 0 }, log: ['cma: '] },
  ],
  dmem: { 'coh/pool': '8M' },
  descriptorLimit: 64,
};

/** Names that an author chooses: there anything may stand. */
const FREE_NAMES = new Set(['heaps', 'programs', 'config', 'dmem']);

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

interface Member {
  readonly path: Path;
  readonly value: Json;
}

/** Every member of an object at any depth, with its path; of what authors name themselves the whole. */
function membersOf(value: Json, path: Path = []): Member[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => membersOf(item, [...path, index]));
  return Object.entries(value).flatMap(([name, inner]: [string, Json]) => {
    const own = { path: [...path, name], value: inner };
    return FREE_NAMES.has(name) ? [own] : [own, ...membersOf(inner, own.path)];
  });
}

/** The value with another member at a path: `change` answers the entries that stand there instead. */
function changedAt(value: Json, [first, ...rest]: Path, change: (name: string, value: Json) => [string, Json][]): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (index === first ? changedAt(item, rest, change) : item));
  }
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, inner]: [string, Json]): [string, Json][] => {
      if (name !== first) return [[name, inner]];
      return rest.length === 0 ? change(name, inner) : [[name, changedAt(inner, rest, change)]];
    }),
  );
}

/** A place as messages have it: `steps[0].frame.width`. */
const placeOf = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

/** Whether the schema that editors are given takes a scenario; it has to agree with what reads them. */
const fitsSchema = new Ajv().compile(
  JSON.parse(readFileSync(new URL('../../schemas/scenario.schema.json', import.meta.url), 'utf8')),
);

const problemsOf = (value: Json): readonly string[] => readScenario(value).problems;
const MEMBERS = membersOf(WHOLE).map((member): [string, Member] => [placeOf(member.path), member]);

it('the scenario with every member can be used, and has many', () => {
  expect(problemsOf(WHOLE)).toEqual([]);
  expect([fitsSchema(WHOLE), fitsSchema.errors]).toEqual([true, null]);
  expect(MEMBERS.length).toBeGreaterThan(140);
});

describe.each(MEMBERS)('%s', (place, { path, value }) => {
  const name = String(path.at(-1));
  const parent = placeOf(path.slice(0, -1));

  it('misspelt is an error with its place and the right name', () => {
    // Two letters change places, as fingers do; a short name gets one more.
    const slip = name.length < 4 ? `${name}${name.at(-1)}` : `${name[0]}${name[2]}${name[1]}${name.slice(3)}`;
    if (slip === name) return;
    const changed = changedAt(WHOLE, path, () => [[slip, value]]);
    const problems = problemsOf(changed);
    expect(fitsSchema(changed)).toBe(false);
    const own = problems.find((problem) => problem.startsWith(`${parent === '' ? '' : `${parent}.`}${slip}: `));
    // Without `op` nothing is known of the step, so that this is what is said.
    if (name === 'op') expect(problems.join('\n')).toContain(`${parent}.op`);
    else expect(own).toContain(JSON.stringify(name));
  });

  it('of another type is an error at its place', () => {
    const other: Json = typeof value === 'object' ? 7 : [[]];
    const changed = changedAt(WHOLE, path, () => [[name, other]]);
    const problems = problemsOf(changed);
    expect(fitsSchema(changed)).toBe(false);
    expect(problems.some((problem) => problem.startsWith(place))).toBe(true);
  });
});

const CONTRADICTIONS: readonly [string, Path, Json, string][] = [
  ['two postings of one series', ['profile', 'patches'], ['coherent-heap-v1', 'coherent-heap-v3'], 'profile.patches'],
  [
    'accessors posted and reviewed',
    ['profile', 'patches'],
    ['dma-heap-accessors', 'dma-heap-find-by-name'],
    'profile.patches',
  ],
  ['a device nobody named', ['steps', 8, 'device'], 'gpu', 'steps[8].device'],
  ['a stream nobody named', ['steps', 4, 'stream'], 'side', 'steps[4].stream'],
  ['a handle nobody found', ['steps', 17, 'handle'], 'g', 'steps[17].handle'],
  ['a result of a step that is not there', ['expect', 0, 'step'], 99, 'expect[0].step'],
  ['an expectation of nothing', ['expect'], [{ step: 0 }], 'expect[0]: expects nothing of the step'],
  ['two devices of one name', ['devices'], [{ name: 'isp' }, { name: 'isp' }], 'devices[1].name: another'],
  [
    'two streams of one name',
    ['streams', 1, 'name'],
    'front',
    'streams[1].name: another of the streams is called "front"',
  ],
  ['a format without a size', ['steps', 1, 'frame', 'format'], 'H264', 'steps[1].frame.format'],
  ['a frame of no width', ['steps', 1, 'frame', 'width'], 0, 'steps[1].frame.width'],
];

it.each(CONTRADICTIONS)('%s is refused at its place', (_, path, value, place) => {
  const problems = problemsOf(changedAt(WHOLE, path, (name) => [[name, value]]));
  expect(problems.map((problem) => problem.slice(0, place.length))).toContain(place);
});

it('a size and a frame, a heap and a program, a heap and a handle exclude each other', () => {
  const both = (index: number, more: Record<string, Json>): readonly string[] =>
    problemsOf(changedAt(WHOLE, ['steps', index, 'id'], (name, id) => [[name, id], ...Object.entries(more)]));
  expect(both(0, { frame: WHOLE.steps[1]?.frame as Json }).join()).toMatch(/^steps\[0\]/);
  expect(both(0, { program: 'viewer' }).join()).toMatch(/^steps\[0\]\.program: heap and program exclude each other/);
  expect(both(17, { heap: 'system' }).join()).toMatch(/^steps\[17\]\.handle: /);
});
