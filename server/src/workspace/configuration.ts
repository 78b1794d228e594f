import type { HeapConsumer } from '../consumers/heapConsumer.ts';
import { consumerNamed } from '../consumers/heapConsumers.ts';
import type { ProfileSettings } from '../profile/profileJson.ts';
import type { Severities } from '../rules/findings.ts';
import { fileNameOf } from '../text/fileName.ts';
import { complaintProblem } from '../text/json/complaint.ts';
import { readJson } from '../text/json/readJson.ts';
import type { Problem } from '../text/problem.ts';
import { Remembered } from '../text/remembered.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { configurationSchema } from './configurationSchema.ts';
import { readDefine } from './define.ts';
import type { Define, OverlayBase } from './layers.ts';
import { folderOf } from './path.ts';

/** The name of the file in which a workspace says how its boards are checked. */
export const CONFIGURATION_NAME = '.dtheaps.json';

/** Whether a path is that of a `.dtheaps.json`. */
export const isConfigurationPath = (path: string): boolean => fileNameOf(path) === CONFIGURATION_NAME;

/** What a `.dtheaps.json` says; settings of an editor and options of a call win over it. */
export interface Configuration {
  /** Absent where there is no such file. */
  readonly file: SourceFile | undefined;
  readonly profile: ProfileSettings;
  /** Patterns of the files that are boards, relative to the file's folder. */
  readonly boards: readonly string[];
  /** Folders that includes are searched in, from where the file's path begins. */
  readonly includeRoots: readonly string[];
  readonly defines: readonly Define[];
  /** Overlays that are applied to every board. */
  readonly overlays: readonly string[];
  /** What the overlays that are looked at by themselves are applied to. */
  readonly bases: readonly OverlayBase[];
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
  bases: [],
  severities: {},
  consumers: [],
  baseline: undefined,
  problems: [],
};

/** A `.dtheaps.json` that is there and not read, for the reason given; it sets nothing. */
export function refusedConfiguration(refusal: string): Configuration {
  const problem: Problem = {
    id: 'configuration-invalid',
    severity: 'error',
    message: refusal,
    span: undefined,
    related: [],
  };
  return { ...NO_CONFIGURATION, problems: [problem] };
}

const known = new Remembered<SourceFile, Configuration>();

/** What a `.dtheaps.json` says, read once as long as the file stays the same. What is right in it is taken. */
export function readConfiguration(file: SourceFile): Configuration {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const { value, complaints } = readJson(file, configurationSchema());
  const {
    profile = {},
    boards = [],
    severities = {},
    includeRoots = [],
    overlays = [],
    bases = [],
    defines = [],
    baseline,
  } = value ?? {};
  const configuration: Configuration = {
    file,
    profile,
    boards,
    includeRoots: includeRoots.map((path) => resolved(path, file)),
    overlays: overlays.map((path) => resolved(path, file)),
    bases: bases.map((base) => ({
      board: resolved(base.board, file),
      overlays: (base.overlays ?? []).map((path) => resolved(path, file)),
    })),
    defines: defines.map(readDefine),
    severities,
    consumers: (value?.consumers ?? []).flatMap((consumer) => {
      const known = typeof consumer === 'string' ? consumerNamed(consumer) : consumer;
      return known === undefined || known.heaps.length === 0 ? [] : [known];
    }),
    baseline: baseline === undefined ? undefined : resolved(baseline, file),
    problems: complaints.map((complaint) => complaintProblem(complaint, 'configuration-invalid')),
  };
  known.set(file, configuration);
  return configuration;
}

/** A path that a file names as one from where the file's own path begins. */
function resolved(path: string, { path: from }: SourceFile): string {
  const forward = path.replaceAll('\\', '/');
  const folder = folderOf(from);
  if (forward.startsWith('/') || /^[A-Za-z]:\//.test(forward) || folder === '.') return forward;
  return `${folder === '/' ? '' : folder}/${forward.replace(/^(?:\.\/)+/, '')}`;
}
