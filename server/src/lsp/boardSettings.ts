import { profileSchema } from '../profile/profileJson.ts';
import type { Severities } from '../rules/findings.ts';
import { complaintProblem } from '../text/json/complaint.ts';
import { readJson } from '../text/json/readJson.ts';
import type { Problem } from '../text/problem.ts';
import type { SourceFile } from '../text/sourceFile.ts';
import { readDefine } from '../workspace/define.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { readKernelConfigFile } from '../workspace/kernelConfigFile.ts';
import type { Layer, LayerValues } from '../workspace/layers.ts';
import { absolutePath } from '../workspace/path.ts';
import type { Settings } from './settings.ts';

/** What the settings say about how boards are read and booted, and what of them cannot be used. */
export interface ResolvedSettings {
  readonly layers: readonly Layer[];
  /** The folders that they let includes be searched in. */
  readonly includeRoots: readonly string[];
  readonly severities: Severities;
  /** One sentence each, beginning with the setting's name. */
  readonly problems: readonly string[];
  /** Those that stand in a file that a setting names, with their places. */
  readonly fileProblems: readonly Problem[];
}

/** Resolves the settings against the files they name; relative paths begin at `folder`. */
export function resolveSettings(settings: Settings, folder: string, files: FileSystem): ResolvedSettings {
  const at = (path: string): string => absolutePath(path, folder);
  const {
    includePaths,
    defines,
    overlays,
    bases,
    profileFile,
    kernelConfigFile,
    severities = {},
    ...rest
  } = settings.values;
  const { kernel, architecture, commandLine, kernelConfig, memory, patches } = rest;
  const named = new NamedBySettings(files, at);
  const includeRoots = includePaths?.map(at);
  const layers = [
    ...named.layer('profileFile', profileFile, readProfileFile),
    ...named.layer('kernelConfigFile', kernelConfigFile, readConfigFile),
  ];
  const values: LayerValues = {
    ...(includeRoots === undefined ? {} : { includeRoots }),
    ...(defines === undefined ? {} : { defines: defines.map(readDefine) }),
    ...(overlays === undefined ? {} : { overlays: overlays.map(at) }),
    ...(bases === undefined
      ? {}
      : { bases: bases.map(({ board, overlays: on = [] }) => ({ board: at(board), overlays: on.map(at) })) }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(commandLine === undefined ? {} : { commandLine }),
    ...(kernelConfig === undefined ? {} : { config: kernelConfig }),
    ...(memory === undefined ? {} : { memory }),
    ...(patches === undefined ? {} : { patches }),
  };
  return {
    layers: [...layers, { origin: { layer: 'settings' }, values }],
    includeRoots: includeRoots ?? [],
    severities,
    problems: [...settings.problems, ...named.problems],
    fileProblems: named.fileProblems,
  };
}

interface ReadFile {
  readonly values: LayerValues;
  readonly problems: readonly Problem[];
}

function readProfileFile(file: SourceFile): ReadFile {
  const { value = {}, complaints } = readJson(file, profileSchema());
  return { values: value, problems: complaints.map((complaint) => complaintProblem(complaint, 'profile-invalid')) };
}

function readConfigFile(file: SourceFile): ReadFile {
  const { options, problems } = readKernelConfigFile(file);
  return { values: { config: options }, problems };
}

/** Reads the files that settings name. */
class NamedBySettings {
  readonly problems: string[] = [];
  readonly fileProblems: Problem[] = [];
  readonly #files: FileSystem;
  readonly #at: (path: string) => string;

  constructor(files: FileSystem, at: (path: string) => string) {
    this.#files = files;
    this.#at = at;
  }

  /** The layer of the file that a setting names; none where it names none, or one that cannot be read. */
  layer(
    setting: 'profileFile' | 'kernelConfigFile',
    written: string | undefined,
    read: (file: SourceFile) => ReadFile,
  ): Layer[] {
    if (written === undefined) return [];
    const path = this.#at(written);
    const file = this.#files.read(path);
    if (file === undefined) {
      this.problems.push(`${setting}: ${this.#files.refusal?.(path) ?? `${written}: no such file`}`);
      return [];
    }
    const { values, problems } = read(file);
    this.fileProblems.push(...problems);
    for (const { span, message } of problems) {
      const { line, column } = file.lines.lineColumn(span?.start ?? 0);
      this.problems.push(`${setting}: ${written}:${line}:${column}: ${message}`);
    }
    return [{ origin: { layer: setting, path }, values }];
  }
}
