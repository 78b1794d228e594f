import { type Analysis, bootedRegion } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import type { DocumentStatement, OtherStatement } from '../devicetree/document/statements.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { TreeNodes } from '../devicetree/tree/treeNodes.ts';
import type { Region } from '../memory/memoryMap.ts';
import type { Span } from '../text/sourceFile.ts';
import { regionSummary } from './regionFacts.ts';

/** A node of a document, for an outline. */
export interface DocumentSymbol {
  /** As written: `/`, `video@60000000`, `&isp`; where a macro makes the name, what it comes to. */
  readonly name: string;
  readonly kind: 'node' | 'region' | 'reference';
  /** Its labels; of a region its size, its state and its heaps, too. */
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** An outline with more entries serves nobody; a hostile file could ask for any number. */
const MAXIMUM_SYMBOLS = 20_000;

/**
 * The device-tree nodes that a document opens, as its own text has them; includes are not looked into. With a board that
 * reads the document, regions say what the kernel makes of them, and nodes that macros make stand among the others.
 */
export function documentSymbols(document: DocumentTree, analysis?: Analysis): DocumentSymbol[] {
  return new OutlineReader(analysis).symbolsOf(document.statements);
}

class OutlineReader {
  readonly #analysis: Analysis | undefined;
  readonly #nodes: TreeNodes | undefined;
  readonly #regions: ReadonlyMap<DeviceTreeNode, Region>;
  #count = 0;

  constructor(analysis: Analysis | undefined) {
    this.#analysis = analysis;
    this.#nodes = analysis && TreeNodes.of(analysis.board.tree);
    this.#regions = new Map(analysis?.memory.regions.map((region) => [region.node, region]));
  }

  symbolsOf(statements: readonly DocumentStatement[]): DocumentSymbol[] {
    const symbols: DocumentSymbol[] = [];
    for (const statement of statements) {
      if (this.#count >= MAXIMUM_SYMBOLS) break;
      if (statement.kind === 'macro') symbols.push(...this.#madeBy(statement));
      if (statement.kind !== 'node') continue;
      this.#count++;
      const node = this.#nodes?.openedBy(statement);
      const { name, labels, span } = statement;
      symbols.push({
        // What a macro makes of a name says more than its use.
        name: name.text.includes('(') ? node?.name || name.text : name.text,
        ...this.#described(
          node,
          labels.map(({ text }) => text),
          name.text.startsWith('&'),
        ),
        span,
        nameSpan: name.span,
        children: this.symbolsOf(statement.statements),
      });
    }
    return symbols;
  }

  /** The nodes that the use of a macro opens, those of one in the other. */
  #madeBy({ span }: OtherStatement): DocumentSymbol[] {
    const openings = this.#nodes?.openingsFrom(span.file.path, span.start) ?? [];
    const made = new Set<DeviceTreeNode>();
    for (const opening of openings) {
      if (opening.span.start >= span.end || made.size >= MAXIMUM_SYMBOLS) break;
      made.add(opening.node);
    }
    const symbolOf = (node: DeviceTreeNode): DocumentSymbol => {
      this.#count++;
      const children = [...node.children.values()].filter((child) => made.has(child) && this.#count < MAXIMUM_SYMBOLS);
      return {
        name: node.name || '/',
        ...this.#described(node, node.labels, false),
        span,
        nameSpan: span,
        children: children.map(symbolOf),
      };
    };
    return [...made].filter(({ parent }) => parent === undefined || !made.has(parent)).map(symbolOf);
  }

  #described(
    node: DeviceTreeNode | undefined,
    labels: readonly string[],
    isReference: boolean,
  ): Pick<DocumentSymbol, 'kind' | 'detail'> {
    const region = node && this.#regions.get(node);
    const booted = region && this.#analysis && bootedRegion(this.#analysis.boot, region.path);
    const facts = booted && this.#analysis ? regionSummary(this.#analysis.boot, booted) : '';
    const kind = isReference ? 'reference' : region === undefined ? 'node' : 'region';
    return { kind, detail: [labels.join(', '), facts].filter((part) => part !== '').join(' · ') };
  }
}
