import { shortened } from '../../text/bytesAndText.ts';
import { LIMITS } from '../../text/limits.ts';
import type { Problem, ProblemSeverity } from '../../text/problem.ts';
import { bytesOf, type SourceFile } from '../../text/sourceFile.ts';
import type { DeviceTree } from '../tree/deviceTree.ts';
import { BlobNode, BlobProperty } from './blobTree.ts';
import { checkBlobTree } from './checkBlobTree.ts';
import { FIRST_VERSION_WITH_SHORT_NAMES } from './flattenedFormat.ts';
import { type BlobHeader, readHeader, readReservations } from './header.ts';
import { type BlobFault, type StructureVisitor, walkStructure } from './structureBlock.ts';

/** What became of a blob. */
export interface BlobReading {
  /** Absent where the bytes are no readable blob; there with its good parts where only dtc's checks refuse it. */
  readonly tree: DeviceTree | undefined;
  readonly problems: readonly Problem[];
  /** Whether `dtc -I dtb` would refuse it. */
  readonly refused: boolean;
}

const MAGIC = '\xd0\x0d\xfe\xed';

/**
 * Whether a file begins with the flattened format's magic number, or would if it was whole: it is named as a blob, and
 * empty or cut inside that number.
 */
export function isBlob({ text, path }: SourceFile): boolean {
  return text.startsWith(MAGIC) || (/\.dtbo?$/.test(path) && MAGIC.startsWith(text));
}

/**
 * Reads a flattened device tree of any version (1 to 17 and those compatible with it) as `dtc -I dtb` does, with the
 * checks that make dtc refuse a tree (`dt_from_blob` in dtc's flattree.c, the errors of its checks.c).
 *
 * Values are stretches of one buffer. Bytes that do not hold together end the reading with a problem of severity
 * `error` that names the offset; nothing is thrown. Time and memory are linear in the size of the file.
 */
export function readBlob(file: SourceFile): BlobReading {
  const bytes = bytesOf(file.text);
  const header = readHeader(bytes);
  if ('id' in header) return refusal(file, header);
  const memoryReservations = readReservations(bytes, header);
  if ('id' in memoryReservations) return refusal(file, memoryReservations);
  const builder = new TreeBuilder(file, bytes, header);
  const block = {
    bytes,
    start: header.structure,
    limit: header.totalSize,
    alignsLongValues: header.version < FIRST_VERSION_WITH_SHORT_NAMES,
  };
  const end = walkStructure(block, builder);
  if (typeof end !== 'number') return refusal(file, end);
  const { root } = builder;
  const problems = [...builder.problems, ...checkBlobTree(file, root)];
  const refused = problems.some((problem) => problem.severity === 'error');
  const tree = { root, memoryReservations, bootCpu: header.bootCpu, isPlugin: isOverlay(root), problems };
  return { tree, problems, refused };
}

/** Whether a tree is an overlay: dtc puts what `/plugin/` sources hold below nodes named `__overlay__`. */
function isOverlay(root: BlobNode): boolean {
  for (const child of root.children.values()) if (child.children.has('__overlay__')) return true;
  return false;
}

function refusal(file: SourceFile, fault: BlobFault): BlobReading {
  const problems = [problemAt(file, 'error', fault.id, fault.offset, fault.message)];
  return { tree: undefined, problems, refused: true };
}

function problemAt(file: SourceFile, severity: ProblemSeverity, id: string, offset: number, message: string): Problem {
  // What is missing at the end of a cut blob would stand after it.
  const at = Math.min(offset, file.text.length);
  return { id, severity, message, span: { file, start: at, end: at }, related: [] };
}

/** Characters of a name that a message shows. */
const SHOWN = 100;

const quoted = (name: string): string => `“${shortened(name, SHOWN)}”`;

/** Puts together the nodes that a walk over the structure block meets. */
class TreeBuilder implements StructureVisitor {
  readonly problems: Problem[] = [];
  private readonly _reported = new Map<ProblemSeverity, number>();
  root = new BlobNode('', undefined);
  private readonly _file: SourceFile;
  private readonly _bytes: Uint8Array;
  private readonly _header: BlobHeader;
  private readonly _hasPaths: boolean;
  private _node: BlobNode | undefined;
  /** The paths of the open nodes as they are written, where names are whole paths. */
  private readonly _paths: string[] = [];
  /** Names of properties by their offset. */
  private readonly _names = new Map<number, string>();
  /** How many bytes they have: names that end at one place may begin at each byte before it. */
  private _nameBytes = 0;

  constructor(file: SourceFile, bytes: Uint8Array, header: BlobHeader) {
    this._file = file;
    this._bytes = bytes;
    this._header = header;
    this._hasPaths = header.version < FIRST_VERSION_WITH_SHORT_NAMES;
  }

  beginNode(start: number, end: number): BlobFault | undefined {
    const written = this._file.text.slice(start, end);
    const name = this._hasPaths ? this._nameFromPath(written, start) : written;
    if (typeof name !== 'string') return name;
    const parent = this._node;
    const node = new BlobNode(name, parent);
    if (parent === undefined) this.root = node;
    else if (!parent.append(node)) {
      this._report(
        'error',
        'duplicate-node-names',
        start,
        `Two nodes of one parent bear the name ${quoted(name)}; the second is left out.`,
      );
    }
    this._node = node;
    return undefined;
  }

  property(nameOffset: number, start: number, length: number): BlobFault | undefined {
    const name = this._names.get(nameOffset) ?? this._readName(nameOffset);
    if (name === undefined) {
      const message = `A property's name at ${nameOffset} of the strings block does not end inside that block.`;
      return { id: 'blob-bad-string', offset: start, message };
    }
    if (this._nameBytes > LIMITS.blobNameBytes.most) {
      const message = `The names of properties come to more than ${LIMITS.blobNameBytes.most} bytes; the rest is not read.`;
      return { id: 'blob-too-large', offset: start, message };
    }
    const node = this._node;
    if (node === undefined) return undefined;
    if (node.children.size > 0) {
      const message = `The property ${quoted(name)} stands after a child node; dtc moves it before.`;
      this._report('warning', 'blob-late-property', start, message);
    }
    if (node.properties.has(name)) {
      const message = `The property ${quoted(name)} stands twice in one node; the second is left out.`;
      this._report('error', 'duplicate-property-names', start, message);
    } else {
      node.properties.set(name, new BlobProperty(name, this._bytes.subarray(start, start + length)));
    }
    return undefined;
  }

  endNode(): void {
    this._node = this._node?.parent;
    if (this._hasPaths) this._paths.pop();
  }

  nop(offset: number): void {
    if (!this._hasPaths) return;
    this._report('warning', 'blob-nop', offset, 'An empty token (0x4) stands in a blob older than version 16.');
  }

  private _report(severity: ProblemSeverity, id: string, offset: number, message: string): void {
    const count = (this._reported.get(severity) ?? 0) + 1;
    this._reported.set(severity, count);
    if (count <= LIMITS.blobProblems.most) this.problems.push(problemAt(this._file, severity, id, offset, message));
  }

  private _readName(offset: number): string | undefined {
    const { strings, stringsEnd } = this._header;
    const start = strings + offset;
    if (start >= stringsEnd) return undefined;
    const end = this._bytes.indexOf(0, start);
    if (end < 0 || end >= stringsEnd) return undefined;
    const name = this._file.text.slice(start, end);
    this._names.set(offset, name);
    this._nameBytes += name.length;
    return name;
  }

  /**
   * The node's own name in a path of an old blob: what follows the parent's path and the slash after it. dtc skips
   * that slash without looking, so a path equal to its parent's gives whatever stands after its NUL.
   */
  private _nameFromPath(path: string, start: number): string | BlobFault {
    const parent = this._paths.at(-1) ?? '';
    this._paths.push(path);
    if (!path.startsWith(parent)) {
      const message = `The path ${quoted(path)} is none of a child of ${quoted(parent)}.`;
      return { id: 'blob-bad-structure', offset: start, message };
    }
    const skipped = parent === '/' ? 1 : parent.length + 1;
    if (skipped <= path.length) return path.slice(skipped);
    const end = this._bytes.indexOf(0, start + skipped);
    return this._file.text.slice(start + skipped, end < 0 ? this._header.totalSize : end);
  }
}
