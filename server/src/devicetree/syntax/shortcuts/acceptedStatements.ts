import { LIMITS } from '../../../text/limits.ts';
import type { ItemAssembler } from '../assembler.ts';
import type { GoodHead } from '../goodBeginning.ts';
import type { HeadStatements, TakeStatement } from '../headStatements.ts';
import type { DevicetreeParser, SyntaxNode, SyntaxTree } from '../parser.ts';
import { parsableBeginning, parsedBeginning, refusedFrom } from '../readableText.ts';
import { READ_KINDS, REFUSED } from '../syntaxKinds.ts';
import { descendantsOf, hasDescendant, SEARCHED_AT_ONCE } from '../treeSearch.ts';
import { AbridgedText, type AcceptedForms, type OmittedStatements } from './abridgedText.ts';
import { KeywordForms } from './keywordForms.ts';
import { KnownStatements } from './knownStatements.ts';
import { NodeForms } from './nodeForms.ts';
import { StatementForms } from './statementForms.ts';

/**
 * The way past the parser: what it has accepted before it need not see again. Statements of the same text are not even
 * read again, and those of the same form, and nodes in which nothing else is, are left out of the text that is parsed.
 *
 * Compiling all arm64 boards of Linux 6.12 takes 7.3 s of CPU time with it and 9.1 s without, checking them 8.8 s and
 * 11.8 s. It changes nothing else: `UnitReader` can do without, and tests hold both ways equal. All that knows of it
 * stands in this folder, and this class is its only door.
 */
export class AcceptedStatements {
  private readonly _parser: DevicetreeParser;
  private readonly _assembler: ItemAssembler;
  private readonly _known = new KnownStatements();
  private readonly _forms: AcceptedForms = {
    properties: new StatementForms(),
    nodes: new NodeForms(),
    keywords: new KeywordForms(),
  };

  /** `assembler` is given the statements that the parser does not see. */
  constructor(parser: DevicetreeParser, assembler: ItemAssembler) {
    this._parser = parser;
    this._assembler = assembler;
  }

  /**
   * Reads a text's statements in their order: gives the assembler those that the parser need not see, and `take` the
   * others. False, and nothing is given to either, if the parser finds anything wrong.
   */
  read(text: string, take: TakeStatement): boolean {
    const statements = this._open(text, text.length);
    statements?.giveBefore(text.length, take);
    statements?.release();
    return statements !== undefined;
  }

  /** The same of a head, to be given out while what is after it is read, without the nodes that go on after it. */
  readHead({ closed, length }: GoodHead): HeadStatements | undefined {
    return this._open(closed, length);
  }

  /** The statements of a text that end before an offset or there; `undefined` if the parser finds anything wrong with it. */
  private _open(text: string, end: number): HeadStatements | undefined {
    if (parsableBeginning(text).length < text.length) return undefined;
    const abridged = this._abridged(text);
    if (abridged === undefined || isHardlyShorter(abridged, text)) return undefined;
    const tree = abridged.text === '' ? undefined : this._parser.parseGood(abridged.text);
    if (tree === undefined && abridged.text !== '') {
      this._noteFailure(text, abridged);
      return undefined;
    }
    const nodes = tree === undefined ? [] : acceptedNodes(tree, abridged.text);
    if (nodes === undefined) {
      tree?.delete();
      return undefined;
    }
    const parsed = nodes[Symbol.iterator]();
    let node = parsed.next();
    let next = 0;
    return {
      giveBefore: (offset, take) => {
        for (; node.done !== true; node = parsed.next()) {
          const start = abridged.wholeOffset(node.value.startIndex);
          if (start >= offset) break;
          next = this._assembleOmitted(text, start, end, abridged.omitted, next);
          this._assemble(text, node.value, start, abridged, end, take);
        }
        next = this._assembleOmitted(text, offset, end, abridged.omitted, next);
      },
      release: () => tree?.delete(),
    };
  }

  /**
   * The text without what need not be parsed; `undefined` if it is very long and refused from its beginning on. A long
   * text is mostly more of what it begins with: the forms in its beginning are accepted first.
   */
  private _abridged(text: string): AbridgedText | undefined {
    const abridged = new AbridgedText(text, this._known, this._forms);
    const beginning = parsedBeginning(this._parser, abridged.text);
    if (beginning === undefined) return abridged;
    const { text: parsed, tree } = beginning;
    if (typeof tree === 'number') return undefined;
    const isRefused = refusedFrom(this._parser, beginning) !== undefined;
    const nodes = isRefused || tree.rootNode.hasError ? undefined : acceptedNodes(tree, parsed);
    for (const node of nodes ?? []) this._accept(node, parsed, node.startIndex, node.endIndex);
    tree.delete();
    if (isRefused) return undefined;
    return nodes === undefined ? abridged : new AbridgedText(text, this._known, this._forms);
  }

  /** Notes where a text has the first error that the parser has met in what is left of it. */
  private _noteFailure(text: string, abridged: AbridgedText): void {
    const goodUntil = this._parser.knownFailure(abridged.text);
    if (goodUntil === undefined) return;
    const offset = this._parser.stopOf(abridged.text)?.offset ?? goodUntil;
    this._parser.noteFailure(text, abridged.wholeOffset(offset));
  }

  /** Notes that the parser has accepted the statement in a stretch of a text. */
  private _accept({ type }: SyntaxNode, text: string, start: number, end: number): void {
    if (type === 'property') this._forms.properties.accept(text, start, end - 1);
    else if (type === 'node') this._forms.nodes.accept(text, start);
    else this._forms.keywords.accept(text, start);
  }

  private _assemble(
    text: string,
    node: SyntaxNode,
    start: number,
    abridged: AbridgedText,
    most: number,
    take: TakeStatement,
  ): void {
    // The last character of a statement, its semicolon, is never left out.
    const end = abridged.wholeOffset(node.endIndex - 1) + 1;
    if (end > most) return;
    take(node, start, end);
    this._accept(node, text, start, end);
    if (node.type === 'property') this._keep(text, start, end);
  }

  /** Keeps the property that the assembler was given last, where its text says all that there is of it. */
  private _keep(text: string, start: number, end: number): void {
    const statement = this._assembler.sharedStatement;
    if (statement !== undefined) this._known.keep(text, start, end - 1, statement);
  }

  /**
   * Gives the assembler the statements that were left out before an offset, from the one at `index` on, and end at `most`
   * or before it; answers the index of the first one after the offset.
   */
  private _assembleOmitted(
    text: string,
    offset: number,
    most: number,
    { kinds, starts, ends, known }: OmittedStatements,
    index: number,
  ): number {
    const assembler = this._assembler;
    for (; index < starts.length; index++) {
      const start = starts[index] ?? 0;
      if (start >= offset) break;
      const end = (ends[index] ?? 0) + 1;
      if (end > most) continue;
      const kind = kinds[index];
      const statement = known[index];
      switch (kind) {
        case 'property':
          if (statement === undefined) {
            assembler.property(start, end);
            this._keep(text, start, end);
          } else {
            assembler.knownProperty(start, end, statement);
          }
          break;
        case 'node':
          assembler.node(start, end);
          break;
        case 'delete-node':
        case 'delete-property':
          assembler.statement(kind, start, end);
          break;
        case 'version':
        case 'plugin':
          assembler.directive(kind, start, end);
          break;
        default:
      }
    }
    return index;
  }
}

/**
 * Whether next to nothing is left out of a very long text. Then the whole is parsed as soon, and only once, where dtc
 * refuses something that the parser takes.
 */
const isHardlyShorter = ({ text: { length } }: AbridgedText, whole: string): boolean =>
  whole.length > LIMITS.refusedUnseen.most && length > whole.length * HARDLY_SHORTER;

const HARDLY_SHORTER = 7 / 8;

/** The statements of a text's syntax tree without errors; `undefined` if there is anything in it that dtc refuses. */
function acceptedNodes(tree: SyntaxTree, text: string): Iterable<SyntaxNode> | undefined {
  if (text.length > SEARCHED_AT_ONCE)
    return hasDescendant(tree, text, REFUSED) ? undefined : descendantsOf(tree, text, READ_KINDS);
  const nodes = tree.rootNode.descendantsOfType(READ_KINDS);
  return nodes.some(({ type }) => REFUSED.includes(type)) ? undefined : nodes;
}
