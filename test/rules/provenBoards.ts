import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { editsByFile, textAfter } from '../../server/src/rules/appliedEdits.ts';
import type { Finding, Fix } from '../../server/src/rules/finding.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { ChangedFiles } from '../../server/src/workspace/fixes/changedFiles.ts';
import type { BoardState } from '../../server/src/workspace/fixes/fixProof.ts';
import { FixProver } from '../../server/src/workspace/fixes/fixProver.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';

/** Boards in memory, read as a call or an editor reads them. */
export class ProvenBoards {
  readonly files: ChangedFiles;
  readonly paths: readonly string[];
  readonly #workspace: Workspace;

  constructor(texts: Readonly<Record<string, string>>, parser: DevicetreeParser) {
    this.paths = Object.keys(texts).filter((path) => path.endsWith('.dts'));
    this.files = new ChangedFiles(new MemoryFiles(texts));
    this.#workspace = new Workspace(this.files, parser);
  }

  read(path: string): BoardState {
    const analysis = this.#workspace.analyse(this.#workspace.open(path));
    return { analysis, found: findingsOf(analysis) };
  }

  findings(path: string): readonly Finding[] {
    return this.read(path).found.findings;
  }

  prover(): FixProver {
    const reading = (file: string): string[] =>
      this.paths.filter((path) => this.read(path).analysis.board.files.some((each) => each.path === file));
    const isReadByOne = (file: string): boolean => reading(file).length === 1;
    return new FixProver(this.files, { reading, isReadByOne, read: (path) => [this.read(path)] });
  }
}

/** The texts after fixes, as a person would have them who took these. */
export function textsAfter(texts: Readonly<Record<string, string>>, fixes: readonly Fix[]): Record<string, string> {
  const changed = editsByFile(fixes.flatMap(({ edits }) => edits));
  return { ...texts, ...Object.fromEntries([...changed].map(([file, edits]) => [file.path, textAfter(file, edits)])) };
}
