import { posix } from 'node:path';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { Expander, flatten } from '../../../server/src/devicetree/expansion/expander.ts';
import type { DevicetreeParser } from '../../../server/src/devicetree/syntax/parser.ts';
import type { Problem } from '../../../server/src/text/problem.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { dtcPlace } from '../dtcPlace.ts';
import { withoutLineMarkers, wordsOf } from '../outputTokens.ts';
import { type Answer, BOARD, INCLUDE_ROOT, type JudgedCase, MODIFIED } from './judgedCase.ts';

/** What we make of a case. */
export function askOurs(one: JudgedCase, parser: DevicetreeParser): Answer {
  const files = new MemoryReader(one.files);
  const reader = { read: (path: string) => files.read(posix.normalize(path)) };
  const request = {
    path: BOARD,
    includeRoots: [INCLUDE_ROOT],
    dtcIncludeRoots: [INCLUDE_ROOT],
    defines: one.defines ?? [],
    sourceDate: MODIFIED,
    preprocess: one.preprocess,
  };
  const expansion = new Expander(reader).expand(request);
  const gccProblems = expansion.problems.filter((problem) => problem.severity === 'error' && !isOfDtc(problem));
  const gcc = one.preprocess
    ? {
        refused: gccProblems.length > 0,
        firstError: placeOf(gccProblems[0]),
        words: wordsOf(withoutLineMarkers(flatten(expansion.unit).text)).join(' '),
      }
    : undefined;
  if (gcc?.refused === true) return { gcc, dtc: undefined };
  const read = (symbols: boolean) => new BoardReader(reader, parser).read({ ...request, overlays: [], symbols });
  const plain = read(false);
  const blobOf = (board: typeof plain): string | undefined =>
    board.refused ? undefined : Buffer.from(writeBlob(board.tree)).toString('base64');
  const firstError = placeOf(plain.problems.find(({ severity }) => severity === 'error'));
  return { gcc, dtc: { refused: plain.refused, firstError, blob: blobOf(plain), symbols: blobOf(read(true)) } };
}

/** Whether a problem of an expansion is dtc's to report: it is about an `/include/`. */
function isOfDtc({ span }: Problem): boolean {
  return span?.file.text.startsWith('/include/', span.start) === true;
}

function placeOf(problem: Problem | undefined): string | undefined {
  const span = problem === undefined ? undefined : dtcPlace(problem);
  if (span === undefined) return undefined;
  const { file, start } = span;
  return `${file.path}:${file.lines.lineColumn(start).line}`;
}
