import { defaultSettings, readSettings, type Settings } from './settings.ts';

/** The settings by workspace folder, asked of the client once each until they change. */
export class SettingsStore {
  readonly #ask: (folder: string | undefined) => Promise<unknown>;
  readonly #known = new Map<string, Promise<Settings>>();

  /** `ask` answers what the client has under `devicetreeHeaps` for a folder's URI. */
  constructor(ask: (folder: string | undefined) => Promise<unknown>) {
    this.#ask = ask;
  }

  /** The settings that hold in a folder (a URI), or outside of every folder. A client that fails to answer has the defaults. */
  of(folder: string | undefined): Promise<Settings> {
    const key = folder ?? '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(folder).then(readSettings, defaultSettings);
    this.#known.set(key, asked);
    return asked;
  }

  /** Asks anew from now on. */
  forget(): void {
    this.#known.clear();
  }
}
