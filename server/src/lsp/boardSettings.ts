import { readKernelConfig } from '../kernel/input/kernelConfig.ts';
import type { Severities } from '../rules/findings.ts';
import { bytesOf } from '../text/sourceFile.ts';
import { readDefine, readSeverities } from '../workspace/configuration.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { absolutePath } from '../workspace/path.ts';
import { type ProfileSettings, readProfileJson } from '../workspace/profileJson.ts';
import type { BoardSettings } from '../workspace/workspace.ts';
import { DEFAULT_BOARD_SETTINGS } from '../workspace/workspace.ts';
import type { Settings } from './settings.ts';

/** How boards are to be read and booted as the settings say, and what of the settings cannot be used. */
export interface ResolvedSettings {
  readonly board: BoardSettings;
  readonly severities: Severities;
  /** One sentence each, beginning with the setting's name. */
  readonly problems: readonly string[];
}

/** Resolves the settings against the files they name; relative paths begin at `folder`. */
export function resolveSettings(settings: Settings, folder: string, files: FileSystem): ResolvedSettings {
  const problems: string[] = [];
  const at = (path: string): string => absolutePath(path, folder);
  const severities = readSeverities(settings.severities);
  for (const { rule, message } of severities.problems) {
    problems.push(`severities${rule === '' ? '' : `.${rule}`}: ${message}`);
  }
  return {
    severities: severities.severities,
    board: {
      ...DEFAULT_BOARD_SETTINGS,
      includeRoots: settings.includePaths.map(at),
      defines: settings.defines.map(readDefine),
      overlays: settings.overlays.map(at),
      profile: profileSettings(settings, at, files, problems),
    },
    problems,
  };
}

function profileSettings(
  settings: Settings,
  at: (path: string) => string,
  files: FileSystem,
  problems: string[],
): ProfileSettings {
  const fromFile = profileFile(settings.profileFile, at, files, problems);
  const config = new Map(fromFile.config);
  if (settings.kernelConfigFile !== '') {
    const text = files.read(at(settings.kernelConfigFile))?.text;
    if (text === undefined) problems.push(`kernelConfigFile: ${settings.kernelConfigFile} cannot be read`);
    else for (const [name, value] of readKernelConfig(text)) config.set(name, value);
  }
  const single = readProfileJson({
    ...(settings.kernel === '' ? {} : { kernel: settings.kernel }),
    ...(settings.architecture === 'auto' ? {} : { architecture: settings.architecture }),
    ...(settings.commandLine === '' ? {} : { commandLine: settings.commandLine }),
    ...(settings.memory.length === 0 ? {} : { memory: settings.memory }),
    ...(settings.patches.length === 0 ? {} : { patches: settings.patches }),
    config: settings.kernelConfig,
  });
  problems.push(...single.problems);
  for (const [name, value] of single.settings.config ?? []) config.set(name, value);
  return { ...fromFile, ...single.settings, ...(config.size === 0 ? {} : { config }) };
}

function profileFile(
  path: string,
  at: (path: string) => string,
  files: FileSystem,
  problems: string[],
): ProfileSettings {
  if (path === '') return {};
  const bytes = files.read(at(path));
  if (bytes === undefined) {
    problems.push(`profileFile: ${path} cannot be read`);
    return {};
  }
  try {
    const read = readProfileJson(JSON.parse(new TextDecoder().decode(bytesOf(bytes.text))));
    problems.push(...read.problems.map((problem) => `profileFile: ${problem}`));
    return read.settings;
  } catch (error) {
    problems.push(`profileFile: ${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}
