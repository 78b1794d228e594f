import type { ItemAssembler } from '../assembler.ts';
import type { DevicetreeParser, SyntaxNode, SyntaxTree } from '../parser.ts';
import { REFUSED, WANTED } from '../syntaxKinds.ts';
import { AbridgedText, type AcceptedForms, type OmittedStatements } from './abridgedText.ts';
import { KeywordForms } from './keywordForms.ts';
import type { KnownStatements } from './knownStatements.ts';
import { NodeForms } from './nodeForms.ts';
import { StatementForms } from './statementForms.ts';

const REFUSED_KINDS = new Set(REFUSED);

/** Reads texts of which the parser sees what is of a form that it has not accepted yet. */
export class AbridgedReader {
  readonly #parser: DevicetreeParser;
  readonly #known: KnownStatements;
  readonly #assembler: ItemAssembler;
  readonly #forms: AcceptedForms = {
    properties: new StatementForms(),
    nodes: new NodeForms(),
    keywords: new KeywordForms(),
  };

  /** `assembler` is the one that `read` tells of what the parser does not see. */
  constructor(parser: DevicetreeParser, known: KnownStatements, assembler: ItemAssembler) {
    this.#parser = parser;
    this.#known = known;
    this.#assembler = assembler;
  }

  /**
   * Tells of a text's statements in their order: the assembler of those that the parser does not see, and `tell` of the
   * others. False, and nothing is told, if the parser finds anything wrong.
   */
  read(text: string, tell: (node: SyntaxNode, start: number, end: number) => void): boolean {
    const abridged = new AbridgedText(text, this.#known, this.#forms);
    const tree = abridged.text === '' ? undefined : this.#parser.parse(abridged.text);
    const nodes = tree === undefined ? [] : acceptedNodes(tree);
    if (nodes !== undefined) this.#tell(text, abridged, nodes, tell);
    tree?.delete();
    return nodes !== undefined;
  }

  #tell(
    text: string,
    abridged: AbridgedText,
    nodes: readonly SyntaxNode[],
    tell: (node: SyntaxNode, start: number, end: number) => void,
  ): void {
    const { omitted } = abridged;
    let next = 0;
    for (const node of nodes) {
      const start = abridged.wholeOffset(node.startIndex);
      // The last character of a statement, its semicolon, is never left out.
      const end = abridged.wholeOffset(node.endIndex - 1) + 1;
      next = this.#omittedBefore(start, omitted, next);
      if (node.type === 'property') this.#forms.properties.accept(text, start, end - 1);
      else if (node.type === 'node') this.#forms.nodes.accept(text, start);
      else this.#forms.keywords.accept(text, start);
      tell(node, start, end);
    }
    this.#omittedBefore(text.length, omitted, next);
  }

  /** Tells the assembler of the statements from the one of that index on that were left out before an offset. */
  #omittedBefore(offset: number, { kinds, starts, ends, known }: OmittedStatements, index: number): number {
    const assembler = this.#assembler;
    for (; index < starts.length; index++) {
      const start = starts[index] ?? 0;
      if (start >= offset) break;
      const end = (ends[index] ?? 0) + 1;
      const kind = kinds[index];
      const statement = known[index];
      switch (kind) {
        case 'property':
          if (statement === undefined) assembler.property(start, end);
          else assembler.knownProperty(start, end, statement);
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

/** The statements of a syntax tree without errors; `undefined` if there is anything in it that dtc refuses. */
function acceptedNodes({ rootNode }: SyntaxTree): SyntaxNode[] | undefined {
  if (rootNode.hasError) return undefined;
  const nodes = rootNode.descendantsOfType(WANTED);
  return nodes.some(({ type }) => REFUSED_KINDS.has(type)) ? undefined : nodes;
}
