import { EXPANSION_LIMITS } from '../../../text/limits.ts';
import type { SourceFile } from '../../../text/sourceFile.ts';
import { CleanText } from '../tokens/cleanText.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import { FileScan } from './fileScan.ts';
import type { Directive, LexedEvents } from './lexedEvents.ts';

/**
 * A file read once for all its expansions: where its identifiers, comments and directives are. What lies between them
 * is copied as it is. None of this depends on macros.
 */
export class LexedFile implements LexedEvents {
  readonly clean: CleanText;
  /** Whether the file is larger than what is read; then it has no events. */
  readonly tooLarge: boolean;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly values: Int32Array;
  readonly directives: readonly Directive[];
  /** The offset of a block comment that is never closed; -1 if there is none. */
  readonly openComment: number;
  /** Whether lines of the form `# 33 "file"` pass through, which dtc takes for a position. */
  readonly hasLineMarkers: boolean;
  /** Whether a double quote is open at the end of its line. */
  readonly hasOpenQuotes: boolean;

  private _raw: CleanText | undefined;

  /** `before`: the file as it was before an edit, of which the lines that did not change are taken over. */
  constructor(file: SourceFile, symbols: SymbolTable, before?: LexedFile) {
    this.tooLarge = file.text.length > EXPANSION_LIMITS.fileBytes;
    this.clean = new CleanText(file);
    const scan = new FileScan(this.clean.text, symbols);
    if (!this.tooLarge) {
      if (before?.isOrdinary) scan.runEdited(before);
      else scan.run(0, undefined);
    }
    this.starts = scan.starts.slice(0, scan.count);
    this.ends = scan.ends.slice(0, scan.count);
    this.values = scan.values.slice(0, scan.count);
    this.directives = scan.directives;
    this.openComment = scan.openComment;
    this.hasLineMarkers = scan.hasLineMarkers;
    this.hasOpenQuotes = scan.hasOpenQuotes;
  }

  /** Whether what is noted of the whole file holds for each of its parts. */
  get isOrdinary(): boolean {
    return !this.tooLarge && !this.hasLineMarkers && this.openComment < 0;
  }

  /** The file's text as dtc takes it that reads the file itself. */
  get raw(): CleanText {
    this._raw ??= new CleanText(this.clean.file, false);
    return this._raw;
  }

  /** The directive whose `#` stands at an offset. */
  directiveAt(offset: number): Directive | undefined {
    let low = 0;
    let high = this.directives.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const directive = this.directives[middle];
      if (directive === undefined) return undefined;
      if (directive.start === offset) return directive;
      if (directive.start < offset) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** About how many bytes it holds beside the file's own text. */
  get weight(): number {
    return this.starts.length * 12 + this.directives.length * 80 + 500;
  }
}
