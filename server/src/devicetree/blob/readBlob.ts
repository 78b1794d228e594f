import type { Problem } from '../../text/problem.ts';
import { bytesOf, type SourceFile } from '../../text/sourceFile.ts';
import type { DeviceTree, MemoryReservation } from '../tree/deviceTree.ts';
import { BlobNode, BlobProperty } from './blobTree.ts';
import { checkBlobTree } from './checkBlobTree.ts';
import {
  alignedToTag,
  FDT_BEGIN_NODE,
  FDT_END,
  FDT_END_NODE,
  FDT_MAGIC,
  FDT_NOP,
  FDT_PROP,
  FIRST_VERSION_WITH_SHORT_NAMES,
  HEADER,
  RESERVATION_SIZE,
  SMALLEST_HEADER_SIZE,
} from './flattenedFormat.ts';

/** What became of a blob. */
export interface BlobReading {
  /** Absent where the bytes are no readable blob; there with its first good parts where only dtc's checks refuse it. */
  readonly tree: DeviceTree | undefined;
  readonly problems: readonly Problem[];
  /** Whether `dtc -I dtb` would refuse it. */
  readonly refused: boolean;
}

/**
 * How deep nodes may be nested. dtc has no bound of its own, it only runs out of stack; the kernel stops at 64
 * (`FDT_MAX_DEPTH`). Deeper blobs are refused so that whoever walks a tree may do so recursively.
 */
export const DEEPEST_NODE = 4096;

/** Whether a file begins with the flattened format's magic number. */
export function isBlob(file: SourceFile): boolean {
  return file.text.startsWith('\xd0\x0d\xfe\xed');
}

/**
 * Reads a flattened device tree of any version (1 to 17 and those compatible with it) as `dtc -I dtb` does, with the
 * checks that make dtc refuse a tree (`dt_from_blob` in dtc's flattree.c, the errors of its checks.c).
 *
 * Values are stretches of one buffer. Bytes that do not hold together end the reading with one problem of severity
 * `error` that names the offset; nothing is thrown. Time and memory are linear in the size of the file.
 */
export function readBlob(file: SourceFile): BlobReading {
  const reader = new BlobReader(file);
  const tree = reader.read();
  if (tree === undefined) return { tree: undefined, problems: reader.problems, refused: true };
  const problems = [...reader.problems, ...checkBlobTree(file, tree.root)];
  const refused = problems.some((problem) => problem.severity === 'error');
  return { tree: { ...tree, problems }, problems, refused };
}

class BlobReader {
  readonly problems: Problem[] = [];
  readonly #file: SourceFile;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The end of the blob by its header's word, which is never behind the file's end. */
  #end = 0;
  #version = 0;
  #strings = 0;
  #stringsEnd = 0;
  readonly #names = new Map<number, string>();

  constructor(file: SourceFile) {
    this.#file = file;
    this.#bytes = bytesOf(file.text);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** The tree, or `undefined` after a problem was recorded. */
  read(): (DeviceTree & { root: BlobNode }) | undefined {
    const { length } = this.#bytes;
    if (length < 4 || this.#word(HEADER.magic) !== FDT_MAGIC) {
      return this.#refuse('blob-bad-magic', 0, 'This is no device tree blob: it does not begin with d0 0d fe ed.');
    }
    const totalSize = length < 8 ? 0 : this.#word(HEADER.totalSize);
    if (length >= 8 && totalSize < SMALLEST_HEADER_SIZE) {
      return this.#refuse(
        'blob-bad-header',
        4,
        `The header gives a total size of ${totalSize} bytes, less than its own.`,
      );
    }
    if (length < 8 || totalSize > length) {
      const wanted = length < 8 ? 'its header' : `the ${totalSize} bytes that its header announces`;
      return this.#refuse('blob-truncated', length, `The blob ends after ${length} bytes, before ${wanted}.`);
    }
    this.#end = totalSize;
    const structure = this.#word(HEADER.structureOffset);
    const reservations = this.#word(HEADER.reservationsOffset);
    if (!this.#placeBlocks(structure, reservations)) return undefined;
    const memoryReservations = this.#readReservations(reservations);
    if (memoryReservations === undefined) return undefined;
    const root = this.#readStructure(structure);
    if (root === undefined) return undefined;
    // Field 28 is not part of a version 1 header; dtc reads it all the same.
    const bootCpu = this.#headerWord(HEADER.bootCpu);
    const isPlugin = [...root.children.values()].some((child) => child.children.has('__overlay__'));
    return { root, memoryReservations, bootCpu, isPlugin, problems: [] };
  }

  #word(offset: number): number {
    return this.#view.getUint32(offset);
  }

  /** A field of the header; 0 where the blob ends before it. */
  #headerWord(offset: number): number {
    return offset + 4 <= this.#end ? this.#word(offset) : 0;
  }

  #refuse(id: string, offset: number, message: string): undefined {
    const span = { file: this.#file, start: offset, end: offset };
    this.problems.push({ id, severity: 'error', message, span, related: [] });
    return undefined;
  }

  #warn(id: string, offset: number, message: string): void {
    const span = { file: this.#file, start: offset, end: offset };
    this.problems.push({ id, severity: 'warning', message, span, related: [] });
  }

  /** Checks the blocks' places against the total size, each as dtc does and no stricter. */
  #placeBlocks(structure: number, reservations: number): boolean {
    const strings = this.#word(HEADER.stringsOffset);
    this.#version = this.#word(HEADER.version);
    const outside = (block: string, field: number): false => {
      const message = `The ${block} block lies outside the ${this.#end} bytes that the header announces.`;
      this.#refuse('blob-bad-header', field, message);
      return false;
    };
    if (reservations >= this.#end) return outside('memory reservation', HEADER.reservationsOffset);
    if (structure >= this.#end) return outside('structure', HEADER.structureOffset);
    if (strings > this.#end) return outside('strings', HEADER.stringsOffset);
    this.#strings = strings;
    this.#stringsEnd = this.#version >= 3 ? strings + this.#headerWord(HEADER.stringsSize) : this.#end;
    if (this.#stringsEnd > this.#end) return outside('strings', HEADER.stringsSize);
    if (this.#version >= 17 && structure + this.#headerWord(HEADER.structureSize) > this.#end) {
      return outside('structure', HEADER.structureSize);
    }
    return true;
  }

  #readReservations(start: number): MemoryReservation[] | undefined {
    const reservations: MemoryReservation[] = [];
    for (let at = start; at + RESERVATION_SIZE <= this.#end; at += RESERVATION_SIZE) {
      const size = this.#view.getBigUint64(at + 8);
      if (size === 0n) return reservations;
      reservations.push({ base: this.#view.getBigUint64(at), size, span: undefined });
    }
    return this.#refuse('blob-truncated', start, 'The memory reservation block has no end: no entry of size 0.');
  }

  /** The offset of the first NUL at or behind `from`; `undefined` where the blob ends without one. */
  #stringEnd(from: number): number | undefined {
    const at = this.#bytes.indexOf(0, from);
    return at < 0 || at >= this.#end ? undefined : at;
  }

  #text(start: number, end: number): string {
    return this.#file.text.slice(start, end);
  }

  /** The string at an offset of the strings block; `undefined` where it does not end inside that block. */
  #propertyName(offset: number): string | undefined {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    const start = this.#strings + offset;
    if (start >= this.#stringsEnd) return undefined;
    const end = this.#bytes.indexOf(0, start);
    if (end < 0 || end >= this.#stringsEnd) return undefined;
    const name = this.#text(start, end);
    this.#names.set(offset, name);
    return name;
  }

  #readStructure(base: number): BlobNode | undefined {
    const hasPaths = this.#version < FIRST_VERSION_WITH_SHORT_NAMES;
    /** The names of the open nodes as they stand in the blob: whole paths below version 16. */
    const writtenNames: string[] = [];
    let at = base;
    let root: BlobNode | undefined;
    let node: BlobNode | undefined;
    for (;;) {
      if (at + 4 > this.#end) return this.#refuseEnd(at);
      const token = this.#word(at);
      if (root === undefined && token !== FDT_BEGIN_NODE) {
        const message = `The structure block begins with ${hex(token)}, not with a node (0x1).`;
        return this.#refuse('blob-bad-structure', at, message);
      }
      if (root !== undefined && node === undefined) {
        if (token === FDT_END) return root;
        const message = `After the root node ${hex(token)} follows where the structure block should end (0x9).`;
        return this.#refuse('blob-bad-structure', at, message);
      }
      at += 4;
      switch (token) {
        case FDT_BEGIN_NODE: {
          const end = this.#stringEnd(at);
          if (end === undefined) return this.#refuseEnd(at);
          const written = this.#text(at, end);
          const name = hasPaths ? this.#nameFromPath(writtenNames.at(-1) ?? '', written, at) : written;
          if (name === undefined) return undefined;
          if (writtenNames.push(written) > DEEPEST_NODE) {
            return this.#refuse('blob-too-deep', at, `Nodes are nested more than ${DEEPEST_NODE} deep.`);
          }
          const child = new BlobNode(name, node);
          if (node?.append(child) === false) {
            const message = `Two nodes of one parent bear the name “${name}”; the second is left out.`;
            this.#refuse('duplicate-node', at, message);
          }
          root ??= child;
          node = child;
          at = base + alignedToTag(end + 1 - base);
          break;
        }
        case FDT_PROP: {
          if (at + 8 > this.#end) return this.#refuseEnd(at);
          const length = this.#word(at);
          const nameOffset = this.#word(at + 4);
          const name = this.#propertyName(nameOffset);
          if (name === undefined) {
            const message = `A property's name at ${hex(nameOffset)} does not end inside the strings block.`;
            return this.#refuse('blob-bad-string', at + 4, message);
          }
          at += 8;
          if (hasPaths && length >= 8) at = base + ((at - base + 7) & ~7);
          if (at + length > this.#end) return this.#refuseEnd(at);
          this.#addProperty(node, name, at, length);
          at = base + alignedToTag(at + length - base);
          break;
        }
        case FDT_END_NODE:
          node = node?.parent;
          writtenNames.pop();
          break;
        case FDT_NOP:
          if (hasPaths) this.#warn('blob-nop', at - 4, 'An empty token (0x4) stands in a blob older than version 16.');
          break;
        case FDT_END:
          return this.#refuse('blob-bad-structure', at - 4, 'The structure block ends inside a node.');
        default:
          return this.#refuse(
            'blob-bad-structure',
            at - 4,
            `The structure block holds ${hex(token)}, which is no token.`,
          );
      }
    }
  }

  #refuseEnd(at: number): undefined {
    return this.#refuse('blob-truncated', at, 'The structure block runs over the end of the blob.');
  }

  #addProperty(node: BlobNode | undefined, name: string, at: number, length: number): void {
    if (node === undefined) return;
    if (node.children.size > 0) {
      this.#warn('blob-late-property', at, `The property “${name}” stands behind a child node; dtc moves it before.`);
    }
    if (node.properties.has(name)) {
      this.#refuse(
        'duplicate-property',
        at,
        `The property “${name}” stands twice in one node; the second is left out.`,
      );
      return;
    }
    node.properties.set(name, new BlobProperty(name, this.#bytes.subarray(at, at + length)));
  }

  /**
   * The node's own name in a path of an old blob: what follows the parent's path and the slash behind it. dtc skips
   * that slash without looking, so a path equal to its parent's gives whatever stands behind its NUL.
   */
  #nameFromPath(parentPath: string, path: string, at: number): string | undefined {
    if (!path.startsWith(parentPath)) {
      const message = `The path “${path}” is none of a child of “${parentPath}”.`;
      return this.#refuse('blob-bad-structure', at, message);
    }
    const skipped = parentPath === '/' ? 1 : parentPath.length + 1;
    if (skipped <= path.length) return path.slice(skipped);
    const end = this.#stringEnd(at + skipped);
    return end === undefined ? this.#refuseEnd(at) : this.#text(at + skipped, end);
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
