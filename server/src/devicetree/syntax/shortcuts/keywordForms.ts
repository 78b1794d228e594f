import { endOfIdentifier, endOfName, endOfSpace, isIdentifierStart } from '../dtsCharacters.ts';

const AMPERSAND = 38;
const HASH = 35;
const SEMICOLON = 59;

/** What statements that begin with a keyword are to the items, by their keyword. */
const KINDS = {
  '/dts-v1/': 'version',
  '/plugin/': 'plugin',
  '/delete-node/': 'delete-node',
  '/delete-property/': 'delete-property',
} as const;

type Keyword = keyof typeof KINDS;

/** The kind of a statement that begins with a keyword. */
export type KeywordKind = (typeof KINDS)[Keyword];

/** What the grammar takes outside of all nodes alone (`source_file` in grammar.js). */
const DIRECTIVES: ReadonlySet<KeywordKind> = new Set(['version', 'plugin']);

const KEYWORDS = Object.keys(KINDS) as readonly Keyword[];

/**
 * The forms of statements of a keyword that the parser has accepted: which keyword it is, and whether a name, a reference
 * to a label, or nothing follows it.
 */
export class KeywordForms {
  private readonly _accepted = new Set<string>();
  private _keyword: Keyword = '/dts-v1/';
  private _form = '';

  /** The kind of the statement that was asked about last. */
  get kind(): KeywordKind {
    return KINDS[this._keyword];
  }

  /**
   * The offset of the `;` that ends the statement at `start`, if the parser has accepted one of its form; -1 if not,
   * where no such statement stands, and in a node's body (`isInNode`) for a directive: the grammar takes it outside alone.
   */
  acceptedEnd(text: string, start: number, isInNode: boolean): number {
    const end = this._read(text, start);
    if (end < 0 || !this._accepted.has(this._form)) return -1;
    return isInNode && DIRECTIVES.has(this.kind) ? -1 : end;
  }

  /** Notes that the parser has accepted the statement that begins at `start`. */
  accept(text: string, start: number): void {
    if (this._read(text, start) >= 0) this._accepted.add(this._form);
  }

  /** Reads the form of a statement; answers the offset of its `;`, or -1 where it is no plain one. */
  private _read(text: string, start: number): number {
    const keyword = KEYWORDS.find((known) => text.startsWith(known, start));
    if (keyword === undefined) return -1;
    const { length } = text;
    let at = endOfSpace(text, start + keyword.length, length);
    const code = text.charCodeAt(at);
    let form: string = keyword;
    if (code === AMPERSAND && isIdentifierStart(text.charCodeAt(at + 1))) {
      at = endOfIdentifier(text, at + 1, length);
      form += '&';
    } else if (code !== HASH) {
      // A name that begins so may also begin a line of the preprocessor.
      const end = endOfName(text, at, length);
      if (end > at) form += 'name';
      at = end;
    }
    const end = endOfSpace(text, at, length);
    if (text.charCodeAt(end) !== SEMICOLON) return -1;
    this._keyword = keyword;
    this._form = form;
    return end;
  }
}
