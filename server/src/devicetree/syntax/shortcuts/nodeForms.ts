import { endOfIdentifier, endOfName, endOfSpace, isIdentifierStart } from '../dtsCharacters.ts';

const HASH = 35;
const AMPERSAND = 38;
const SLASH = 47;
const COLON = 58;
const OPENING_BRACE = 123;

/** What opens a node, times three the number of its labels, of which more than two are like two. */
const NAME = 0;
const REFERENCE = 1;
const ROOT = 2;
const KINDS = 3;
const MOST_LABELS = 2;

/**
 * The forms of node headings that the parser has accepted, from the first label to the `{`.
 *
 * Headings of one form are made of the same tokens, but for the letters of their labels and names, and how many labels
 * there are from two on. The grammar takes one item wherever it takes another, so that a node is free of errors if its
 * heading is of an accepted form, what is in it is free of errors, and `};` ends it.
 */
export class NodeForms {
  private readonly _accepted: boolean[] = new Array(KINDS * (MOST_LABELS + 1)).fill(false);
  private _form = -1;

  /**
   * The offset of the brace that ends the heading at `start`, if the parser has accepted one of its form; -1 if not, and
   * where no plain heading stands there.
   */
  acceptedBrace(text: string, start: number): number {
    const brace = this._read(text, start);
    return brace >= 0 && this._accepted[this._form] === true ? brace : -1;
  }

  /** Notes that the parser has accepted the node that begins at `start`. */
  accept(text: string, start: number): void {
    if (this._read(text, start) >= 0) this._accepted[this._form] = true;
  }

  /** Reads the form of a heading; answers the offset of its brace, or -1 where no plain heading stands. */
  private _read(text: string, start: number): number {
    let at = start;
    let labels = 0;
    let code = text.charCodeAt(at);
    while (isIdentifierStart(code)) {
      const end = endOfIdentifier(text, at, text.length);
      if (text.charCodeAt(end) !== COLON) break;
      if (labels < MOST_LABELS) labels++;
      at = endOfSpace(text, end + 1, text.length);
      code = text.charCodeAt(at);
    }
    let kind = NAME;
    let end = at + 1;
    if (code === AMPERSAND) {
      kind = REFERENCE;
      if (!isIdentifierStart(text.charCodeAt(end))) return -1;
      end = endOfIdentifier(text, end, text.length);
    } else if (code === SLASH) {
      kind = ROOT;
    } else {
      // A name that begins so may also begin a line of the preprocessor.
      end = code === HASH ? at : endOfName(text, at, text.length);
      if (end === at) return -1;
    }
    this._form = labels * KINDS + kind;
    const brace = endOfSpace(text, end, text.length);
    return text.charCodeAt(brace) === OPENING_BRACE ? brace : -1;
  }
}
