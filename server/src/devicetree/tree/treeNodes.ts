import { addTo } from '../../text/addTo.ts';
import { lazily } from '../../text/lazily.ts';
import { Remembered } from '../../text/remembered.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { DocumentNode } from '../document/statements.ts';
import { type DeviceTree, type DeviceTreeNode, type DeviceTreeProperty, nodeAtPath } from './deviceTree.ts';
import { nodesOf } from './walkedTree.ts';

/** A place of the sources that opens a node of the tree: its name, a reference to it, or the macro that makes either. */
export interface Opening {
  readonly node: DeviceTreeNode;
  readonly span: Span;
}

/** A reference in the value of a property. */
export interface WrittenReference {
  readonly node: DeviceTreeNode;
  readonly property: DeviceTreeProperty;
  /** Where in the value it stands, in bytes. */
  readonly offset: number;
}

const known = new Remembered<DeviceTree, TreeNodes>();

/** The nodes of a tree by what documents write: labels, references, and the places that open them. */
export class TreeNodes {
  private readonly _tree: DeviceTree;
  /** By path of the file and offset. */
  private readonly _openings = lazily(() => this._readOpenings());
  private readonly _labels = lazily(() => this._readLabels());
  private readonly _references = lazily(() => this._readReferences());

  private constructor(tree: DeviceTree) {
    this._tree = tree;
  }

  /** Those of a tree; made once for each. */
  static of(tree: DeviceTree): TreeNodes {
    let nodes = known.get(tree);
    if (nodes === undefined) {
      nodes = new TreeNodes(tree);
      known.set(tree, nodes);
    }
    return nodes;
  }

  /** The node that bears a label, the first where several do; `undefined` if none does. */
  labelled(label: string): DeviceTreeNode | undefined {
    return this._labels().get(label);
  }

  /** Every label of a node with its node, in the order of the tree. */
  get labels(): ReadonlyMap<string, DeviceTreeNode> {
    return this._labels();
  }

  /** What a reference means, written without `&` and braces: a label, an absolute path, or a label and a path below it. */
  meant(reference: string): DeviceTreeNode | undefined {
    if (reference.startsWith('/')) return nodeAtPath(this._tree, reference);
    const slash = reference.indexOf('/');
    if (slash < 0) return this.labelled(reference);
    let node = this.labelled(reference.slice(0, slash));
    for (const name of reference.slice(slash + 1).split('/')) if (name !== '') node = node?.children.get(name);
    return node;
  }

  /** The places of a file that open nodes, in the order of the text. */
  openingsIn(path: string): readonly Opening[] {
    return this._openings().get(path) ?? [];
  }

  /** Those that begin at an offset of a file or after it, in the order of the text. */
  *openingsFrom(path: string, offset: number): Iterable<Opening> {
    const openings = this.openingsIn(path);
    let low = 0;
    let high = openings.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((openings[middle]?.span.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    for (let at = low; ; at++) {
      const opening = openings[at];
      if (opening === undefined) return;
      yield opening;
    }
  }

  /** The node that the name, reference or macro at an offset of a file opens; `undefined` where none begins there. */
  openedAt(path: string, offset: number): DeviceTreeNode | undefined {
    for (const { span, node } of this.openingsFrom(path, offset)) return span.start === offset ? node : undefined;
    return undefined;
  }

  /**
   * The node that a document's node stands for: the one that its name opens, else, in text that is not part of the
   * board or is being typed, the one that its name and those around it lead to. `undefined` where there is none.
   */
  openedBy(written: DocumentNode): DeviceTreeNode | undefined {
    const { file, start } = written.name.span;
    const opened = this.openedAt(file.path, start);
    if (opened !== undefined) return opened;
    const { text } = written.name;
    if (text === '/') return this._tree.root;
    if (text.startsWith('&')) return this.meant(text.replace(/^&\{?|\}$/g, ''));
    return written.parent === undefined ? undefined : this.openedBy(written.parent)?.children.get(text);
  }

  /** The references in values that are written with a label or path (`isp`, `/soc/isp@1000`, `soc/isp@1000`). */
  referencesTo(text: string): readonly WrittenReference[] {
    return this._references().get(text) ?? [];
  }

  private _readOpenings(): Map<string, Opening[]> {
    const byFile = new Map<string, Opening[]>();
    for (const node of nodesOf(this._tree.root)) {
      for (const span of node.declarations) addTo(byFile, span.file.path, { node, span });
    }
    for (const openings of byFile.values()) openings.sort((one, other) => one.span.start - other.span.start);
    return byFile;
  }

  private _readLabels(): Map<string, DeviceTreeNode> {
    const labels = new Map<string, DeviceTreeNode>();
    for (const node of nodesOf(this._tree.root)) {
      for (const label of node.labels) if (!labels.has(label)) labels.set(label, node);
    }
    return labels;
  }

  private _readReferences(): Map<string, WrittenReference[]> {
    const references = new Map<string, WrittenReference[]>();
    for (const node of nodesOf(this._tree.root)) {
      for (const property of node.properties.values()) {
        for (const { kind, text, offset } of property.markers) {
          if (kind === 'phandle' || kind === 'path') addTo(references, text, { node, property, offset });
        }
      }
    }
    return references;
  }
}
