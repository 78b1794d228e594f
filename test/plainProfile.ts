import type { Profile } from '../server/src/kernel/input/profile.ts';

/** The newest kernel on arm64 with nothing set; a board's `/memory` says where RAM is. */
export function plainProfile(settings: Partial<Profile> = {}): Profile {
  return {
    kernel: '7.3',
    architecture: 'arm64',
    patches: [],
    config: new Map(),
    commandLine: '',
    memory: undefined,
    occupied: [],
    firmwareRegions: [],
    ...settings,
  };
}
