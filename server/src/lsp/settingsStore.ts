import { defaultSettings, readSettings, type Settings } from './settings.ts';
import { settledOrRound } from './turns.ts';

/** How many rounds a client has to answer before work goes on without its settings. */
const MOST_ROUNDS = 20;

/** The settings by workspace folder, asked of the client once each until they change. */
export class SettingsStore {
  readonly #ask: (folder: string | undefined) => Promise<unknown>;
  readonly #cameLate: () => void;
  #known = new Map<string, Promise<Settings>>();

  /**
   * `ask` answers what the client has under `devicetreeHeaps` for a folder's URI. `cameLate` is called where it answers
   * when the defaults were taken already.
   */
  constructor(ask: (folder: string | undefined) => Promise<unknown>, cameLate: () => void) {
    this.#ask = ask;
    this.#cameLate = cameLate;
  }

  /**
   * The settings that hold in a folder (a URI), or outside of every folder. A client that fails to answer has the defaults, and
   * one that takes long has them until it answers.
   */
  of(folder: string | undefined): Promise<Settings> {
    const key = folder ?? '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(folder).then(readSettings, defaultSettings);
    const settings = this.#inTime(key, asked);
    this.#known.set(key, settings);
    return settings;
  }

  /** Asks anew from now on. */
  forget(): void {
    this.#known = new Map();
  }

  async #inTime(key: string, asked: Promise<Settings>): Promise<Settings> {
    let answer: Settings | undefined;
    const answered = asked.then((settings) => {
      answer = settings;
    });
    for (let rounds = 0; answer === undefined && rounds < MOST_ROUNDS; rounds++) await settledOrRound(answered);
    if (answer !== undefined) return answer;
    const known = this.#known;
    void asked.then(() => {
      known.set(key, asked);
      // Settings that were forgotten since are asked for anew.
      if (known === this.#known) this.#cameLate();
    });
    return defaultSettings();
  }
}
