import { askedDocument, type LanguageFeature, type ServerParts } from './languageFeature.ts';
import { uriOfPath } from './positions.ts';

/** How long nobody has asked before something is rehearsed, in milliseconds: a part of it takes some 10. */
const IDLE_MILLISECONDS = 20;

/** How long nobody has typed before: people make pauses of this length between words. */
const UNTYPED_MILLISECONDS = 300;

/** Where something else was to be done this often, ten seconds, the rest waits for the next time that the findings are out. */
const MOST_WAITS = 500;

/** Places of a document at which different things are asked for: a property, a node, a cell, a reference. */
const PLACES: readonly RegExp[] = [
  /(?<=[\t ])\w[\w-]*(?= = )/,
  /(?<=[\t ])[\w-]+(?=(?:@\w+)? \{)/,
  /(?<=<)\w/,
  /(?<=&)\w/,
];

/** What is asked at a place, to be rehearsed. */
interface Rehearsal {
  readonly feature: LanguageFeature;
  readonly place: RegExp;
}

/**
 * Rehearses what people ask for first, once, on a document that they have opened: when its findings are out and nothing is
 * asked or typed, in small parts between which requests are let through. V8 compiles a function when it is first called,
 * and the first hover and completion of a session call hundreds.
 */
export class WarmUp {
  readonly #parts: Pick<ServerParts, 'documents' | 'requests'>;
  readonly #rehearse: (rehearsal: Rehearsal, path: string) => Promise<void>;
  #left: Rehearsal[];
  #isGoing = false;
  #waits = 0;
  #edited = Number.NEGATIVE_INFINITY;

  /** `rehearse` does what answers a request of the feature at the first such place of an open document. */
  constructor(
    parts: Pick<ServerParts, 'documents' | 'requests'>,
    features: readonly LanguageFeature[],
    rehearse: (rehearsal: Rehearsal, path: string) => Promise<void>,
  ) {
    this.#parts = parts;
    this.#rehearse = rehearse;
    const rehearsing = features.filter((feature) => feature.rehearse !== undefined);
    this.#left = PLACES.flatMap((place) => rehearsing.map((feature) => ({ feature, place })));
  }

  /** A document was opened, edited or closed. */
  edited(): void {
    this.#edited = performance.now();
  }

  /** The findings of the open documents are out. */
  upToDate(): void {
    const [path] = this.#parts.documents.paths;
    if (path !== undefined && !this.#isGoing) this.#goOn(path);
  }

  #goOn(path: string): void {
    this.#isGoing = this.#left.length > 0;
    if (!this.#isGoing) return;
    setTimeout(async () => {
      if (!this.#parts.documents.isOpen(path)) {
        this.#isGoing = false;
        return;
      }
      const isIdle = !this.#parts.requests.isAnswering && performance.now() - this.#edited >= UNTYPED_MILLISECONDS;
      const next = isIdle ? this.#left.shift() : undefined;
      // Nobody hears of a failure here: who asks for the same is answered by it.
      if (next !== undefined) await this.#rehearse(next, path).catch(() => {});
      else if (++this.#waits === MOST_WAITS) {
        this.#waits = 0;
        this.#isGoing = false;
        return;
      }
      this.#goOn(path);
    }, IDLE_MILLISECONDS);
  }
}

/** Does what answers a request of a feature at the first place of a document that looks so, and drops the answer. */
export async function rehearse(parts: ServerParts, { feature, place }: Rehearsal, path: string): Promise<void> {
  const document = await askedDocument(parts, { uri: uriOfPath(path) });
  const match = document === undefined ? null : place.exec(document.file.text);
  if (document !== undefined && match !== null) feature.rehearse?.(parts, document, match.index);
}
