import type { Diagnostic } from 'vscode-languageserver';
import type { BoardParams, FindingCounts } from './protocol.ts';

/** What client and server say to each other about texts, blobs and checks of boards, in the manner of `protocol.ts`. */

export const documentRequest = 'devicetreeHeaps/document';
export const compareTargetRequest = 'devicetreeHeaps/compareTarget';
export const changesRequest = 'devicetreeHeaps/changes';
export const checkWorkspaceRequest = 'devicetreeHeaps/checkWorkspace';
export const reportPageRequest = 'devicetreeHeaps/reportPage';
export const newBoardRequest = 'devicetreeHeaps/newBoard';
export const blobRequest = 'devicetreeHeaps/blob';

/** A text about a board that is read and not written: its boot log, its merged tree and so on. */
export type BoardDocumentKind = 'bootLog' | 'tree' | 'expansion' | 'report' | 'kernels' | 'whatIf';

export interface BoardDocumentParams extends BoardParams {
  readonly kind: BoardDocumentKind;
  /** The kernels side by side, in `report` and `kernels`; those of the settings where nothing is said. */
  readonly kernels?: readonly string[];
  /** In `whatIf` the changes, as `dtheaps whatif` reads them. */
  readonly changes?: readonly string[];
  /** In `whatIf` a scenario (its URI) whose steps are run on both. */
  readonly scenario?: string;
}

/** Changes of a board as a person types them. */
export interface ChangesParams extends BoardParams {
  readonly changes: readonly string[];
}

export interface ChangesAnswer {
  /** Why the first of the changes that is none is none; absent where all are. */
  readonly complaint: string | undefined;
  /** The changes that people often ask about on this board. */
  readonly usual: readonly { readonly text: string; readonly about: string }[];
}

/** Places are numbers, since a long text has many: a file is its place in `files`, lines and characters count from 0. */
export interface BoardDocumentAnswer {
  readonly text: string;
  /** URIs. */
  readonly files: readonly string[];
  /** Parts of lines that lead to the sources: line, start, end; file, line, character. */
  readonly links: readonly (readonly [number, number, number, number, number, number])[];
  /** Lines that come from the sources as a whole: line; file, line, character. */
  readonly places: readonly (readonly [number, number, number, number])[];
  /** What can be folded: first and last line. */
  readonly folds: readonly (readonly [number, number])[];
}

/** Checks every board of the workspace, open or not. */
export interface CheckWorkspaceParams {
  /** Where the progress is reported (`$/progress`); none is where it is absent. */
  readonly workDoneToken?: number | string;
}

export interface CheckWorkspaceAnswer {
  /** How many boards and overlays were checked, and how many there are: a person may stop the work. */
  readonly checked: number;
  readonly all: number;
  readonly findings: FindingCounts;
  /** What was found, by file. */
  readonly files: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
  /** The same as a text to read. */
  readonly report: BoardDocumentAnswer;
}

/** Holds the board against what a target printed. Answered by a text, or by `null` where it holds nothing of a target. */
export interface CompareTargetParams extends BoardParams {
  /** Where the capture stands. */
  readonly capture: string;
  /** Its bytes in base64. */
  readonly base64: string;
}

/** Asks for a board that includes the document. */
export interface NewBoardParams extends BoardParams {
  /** Where the board will stand, as a URI; absent where that is not known yet. */
  readonly target?: string;
}

/** A board that includes the document, to begin with. */
export interface NewBoardAnswer {
  readonly text: string;
  /** Where it stands, as a URI: where the question says, else beside the document under a name that is free. */
  readonly uri: string;
}

/** All that is known of a board's memory as one page of HTML, which needs no other file. */
export interface ReportPageAnswer {
  /** The board's file, by its name. */
  readonly boardName: string;
  readonly html: string;
}

/** A board, or an overlay by itself, as dtc would compile it. */
export interface BlobAnswer {
  /** The file that was compiled, and the name that its blob goes by. */
  readonly source: string;
  readonly name: string;
  /** The blob in base64; absent where dtc would refuse the source. */
  readonly blob: string | undefined;
  /** Why there is none. */
  readonly reason: string | undefined;
}
