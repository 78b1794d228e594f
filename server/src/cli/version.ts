import manifest from '../../package.json' with { type: 'json' };

/** The version of the command, which is the extension's. */
export const VERSION: string = manifest.version;
