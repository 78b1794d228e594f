import { blobOf } from '../../server/src/devicetree/blob/blobOf.ts';
import { readBlob } from '../../server/src/devicetree/blob/readBlob.ts';
import type { BoardReader } from '../../server/src/devicetree/board.ts';
import { printTree } from '../../server/src/devicetree/tree/printTree.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import type { OracleResult } from './oracle.ts';

/** How a board is read: in the tree, as the kernel's build would. */
export function boardRequest(root: string, board: string, symbols: boolean, overlays: readonly string[] = []) {
  const path = `${root}/${board}`;
  const prefixes = `${root}/scripts/dtc/include-prefixes`;
  return {
    path,
    includeRoots: [prefixes],
    dtcIncludeRoots: [path.slice(0, path.lastIndexOf('/')), prefixes],
    defines: [],
    preprocess: true,
    overlays: overlays.map((overlay) => `${root}/${overlay}`),
    symbols,
  };
}

/** What the project makes of a request: the blob, or why it refuses. */
export function compileWithUs(reader: BoardReader, request: ReturnType<typeof boardRequest>): Uint8Array | string {
  const board = reader.read(request);
  if (!board.refused) return blobOf(board.tree);
  const error = board.problems.find((problem) => problem.severity === 'error');
  if (error?.span === undefined) return error?.message ?? 'refused without a reason';
  const { line, column } = error.span.file.lines.lineColumn(error.span.start);
  return `${error.span.file.path}:${line}:${column}: ${error.message}`;
}

/** What differs between a blob (or refusal) of ours and one of the oracle, in words; `undefined` where nothing does. */
export function blobDifference(ours: Uint8Array | string, theirs: Buffer | undefined): string | undefined {
  if (theirs === undefined) return typeof ours === 'string' ? undefined : 'accepted, the oracle refuses it';
  if (typeof ours === 'string') return `refused: ${ours}`;
  if (theirs.equals(ours)) return undefined;
  const [ourLines, theirLines] = [sourceLines(ours), sourceLines(theirs)];
  const line = ourLines.findIndex((text, index) => text !== theirLines[index]);
  if (line < 0) return 'the same tree in another blob';
  return `line ${line + 1} of the decompiled tree is “${ourLines[line]?.trim()}”, the oracle has “${theirLines[line]?.trim()}”`;
}

function sourceLines(blob: Uint8Array): string[] {
  const { tree } = readBlob(new SourceFile('blob', byteString(blob)));
  return tree === undefined ? [] : printTree(tree).split('\n');
}

/** The differences of one board, plain and with symbols. */
export function boardDifferences(reader: BoardReader, root: string, board: string, oracle: OracleResult): string[] {
  const differences: string[] = [];
  for (const symbols of [false, true]) {
    const ours = compileWithUs(reader, boardRequest(root, board, symbols));
    const found = blobDifference(
      ours,
      oracle.refusal === undefined ? (symbols ? oracle.symbols : oracle.plain) : undefined,
    );
    if (found !== undefined) differences.push(`${board}${symbols ? ' (-@)' : ''}: ${found}`);
  }
  return differences;
}
