import type { Range } from 'vscode-languageserver';
import type { RegionState } from '../kernel/outcome/bootOutcome.ts';
import type { MemoryLane as DrawnLane, MemoryKind } from '../pictures/memoryPicture.ts';
import type { ScenarioPicture } from '../pictures/pageStrip.ts';
import type { Encoded, PictureJson } from '../pictures/pictureJson.ts';

/**
 * What client and server say to each other beyond the Language Server Protocol. Addresses and sizes are strings, `0x`
 * and lower-case hex, as in the command line's JSON; `text` beside a size is what a person reads.
 */

/** Names of the requests; the client sends, the server answers. */
export const boardStatusRequest = 'devicetreeHeaps/boardStatus';
export const overviewRequest = 'devicetreeHeaps/overview';
export const heapsRequest = 'devicetreeHeaps/heaps';
export const simulateRequest = 'devicetreeHeaps/simulate';
export const memoryMapRequest = 'devicetreeHeaps/memoryMap';
export const scenarioRequest = 'devicetreeHeaps/scenario';
export const includingBoardsRequest = 'devicetreeHeaps/includingBoards';
export const chooseKernelRequest = 'devicetreeHeaps/chooseKernel';
export const chooseBoardRequest = 'devicetreeHeaps/chooseBoard';
export const severityEditRequest = 'devicetreeHeaps/severityEdit';
/** From the server: what stands at a place of a file system that only the client can read. */
export const fetchFileRequest = 'devicetreeHeaps/fetchFile';
/** From the server: what it reads off the boards has changed (an edit, a file on the disk, a setting). No parameters. */
export const analysisChangedNotification = 'devicetreeHeaps/analysisChanged';

/** The commands that a client may have; it names those that it has in its `InitializationOptions`. */
export const SIMULATE_COMMAND = 'devicetreeHeaps.simulateAllocation';
export const SHOW_BOOT_LOG_COMMAND = 'devicetreeHeaps.showBootLog';
export const CHANGE_SEVERITY_COMMAND = 'devicetreeHeaps.changeSeverity';
export const RUN_SCENARIO_COMMAND = 'devicetreeHeaps.runScenario';
export const EXPLAIN_COMMAND = 'devicetreeHeaps.explainRule';
/** The server's own, for clients without `EXPLAIN_COMMAND`. */
export const SERVER_EXPLAIN_COMMAND = 'dtheaps.explainRule';

/** Every request is about the board of one document: the document itself, or a board that includes it. */
export interface BoardParams {
  readonly uri: string;
}

/** What the client sends with `initialize`, as `initializationOptions`. */
export interface InitializationOptions {
  /** The boards that were chosen for includes in this workspace: by the include's URI the board's. */
  readonly chosenBoards?: Readonly<Record<string, string>>;
  /** The kernel that was chosen for this workspace; goes over that of the settings. */
  readonly chosenKernel?: string | undefined;
  /** The commands that the client has registered, of those that code actions and lenses may name. */
  readonly commands?: readonly string[];
}

/**
 * The argument of `CHANGE_SEVERITY_COMMAND`, with the severity that holds, and of `severityEditRequest`, with the one
 * that is to hold. The request answers the edit of the `.dtheaps.json`, or null where that cannot be written.
 */
export interface SeverityParams extends BoardParams {
  readonly rule: string;
  readonly severity: string;
}

/** Takes the board through which an include is looked at. Answered by the status of the board that holds then. */
export interface ChooseBoardParams extends BoardParams {
  /** The board's URI; `null` leaves the choice to the server. */
  readonly board: string | null;
}

/** Takes the kernel that boots the boards of the workspace, over that of the settings. Answered by `null`. */
export interface ChooseKernelParams {
  /** `null` leaves it to the settings and to what stands around the boards. */
  readonly kernel: string | null;
}

export interface FetchFileParams {
  readonly uri: string;
  /** A larger file is as if it were not there. */
  readonly maximumBytes: number;
}

/** A file, or the names in a folder, folders with a `/` after them; `null` for nothing. */
export type FetchFileAnswer = { readonly base64: string } | { readonly names: readonly string[] };

export interface IncludingBoardsParams extends BoardParams {
  /** Goes on looking through the workspace where a person has stopped that. */
  readonly resume: boolean;
}

export interface IncludingBoard {
  readonly uri: string;
  readonly name: string;
}

/** The boards that include a file. */
export interface IncludingBoardsAnswer {
  /** The file is a board itself, and nothing is to be chosen. */
  readonly isBoard: boolean;
  /** The file is an overlay: `boards` are those that it may go on, and `current` is the one that it is seen on. */
  readonly isOverlay: boolean;
  /** The board through which the file is seen now, as a URI; absent where there is none. */
  readonly current: string | undefined;
  /** Whether a person chose it. */
  readonly isChosen: boolean;
  readonly boards: readonly IncludingBoard[];
  /** More boards may turn up: the workspace is still being looked through. */
  readonly isIndexing: boolean;
}

export interface KernelChoice {
  readonly version: string;
  /** What is different from the version before, for heaps. */
  readonly note: string;
}

/** How many findings a board has, in all of its files. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  /** What is merely good to know. */
  readonly notes: number;
}

export interface BoardStatus {
  /** The board's file, as a URI; the document itself unless that is included by a board. */
  readonly board: string;
  readonly boardName: string;
  /** No board is known that the document is part of: it is seen on a stand-in, and what it comes to is not known. */
  readonly isAlone: boolean;
  readonly kernel: string;
  /** Which kernel's behaviour is shown where this one is not modelled; absent where it is. */
  readonly kernelNote: string | undefined;
  /** Where the kernel's version comes from. */
  readonly kernelSource: 'chosen' | 'setting' | 'kernelTree' | 'default';
  readonly architecture: string;
  readonly booted: boolean;
  /** Why it does not boot, or why there is no tree to boot. */
  readonly reason: string | undefined;
  readonly heapCount: number;
  readonly regionCount: number;
  readonly findings: FindingCounts;
  /** What of the settings cannot be used, one sentence each, beginning with the setting's name. */
  readonly settingsProblems: readonly string[];
  /** What around the board was left out, such as a `.config` of another architecture, a sentence each. */
  readonly notes: readonly string[];
  readonly kernels: readonly KernelChoice[];
}

export interface HeapSummary {
  readonly name: string;
  readonly allocator: 'system' | 'cma' | 'coherent';
  /** The area or pool whose memory it hands out; absent for the system heap. Heaps with one backing share its pages. */
  readonly backing: string | undefined;
  /** The heap listed before that has the same memory. */
  readonly sharedWith: string | undefined;
  readonly size: string;
  readonly free: string;
  readonly largestFree: string;
  /** One line for a list: `16 MiB at 0x60000000, 16 MiB free`. */
  readonly text: string;
}

/** A place in a source file, in the terms of the Language Server Protocol. */
export interface SourceLocation {
  readonly uri: string;
  readonly range: { readonly start: SourcePosition; readonly end: SourcePosition };
}

export interface SourcePosition {
  readonly line: number;
  readonly character: number;
}

/** A device that refers to a region. */
export interface RegionUser {
  /** The path of the device's node. */
  readonly path: string;
  /** What `memory-region-names` calls the region; absent where it has no name there. */
  readonly name: string | undefined;
  readonly location: SourceLocation | undefined;
}

/** What became of a region; `unseen` where the kernel never looked at it. */
export type RegionFate = RegionState | 'unseen';

/** A region of `/reserved-memory` on one kernel. */
export interface RegionSummary {
  readonly name: string;
  readonly path: string;
  readonly state: RegionFate;
  /** `64 MiB at 0x50000000`. */
  readonly text: string;
  /** What became of it, and why where it is not what its author asked for. */
  readonly fate: string;
  readonly location: SourceLocation | undefined;
  readonly users: readonly RegionUser[];
  /** How many users there are beyond those that are listed. */
  readonly moreUsers: number;
}

/** A heap with the regions whose memory it hands out. */
export interface HeapWithRegions extends HeapSummary {
  readonly regions: readonly RegionSummary[];
}

/** The heaps of a board on one kernel. */
export interface KernelOverview {
  readonly kernel: string;
  readonly booted: boolean;
  /** Why there are fewer heaps than were asked for; absent where there are not. */
  readonly note: string | undefined;
  readonly heaps: readonly HeapWithRegions[];
  /** The regions that no heap allocates from. */
  readonly withoutHeap: readonly RegionSummary[];
}

/** A heap's name, and what it is on each kernel. */
export interface HeapByKernel {
  readonly name: string;
  /** In the order of the kernels; `null` where there is no such heap. */
  readonly cells: readonly (string | null)[];
}

/** A stretch of address space: what something holds, or what nothing does (`hole`). */
export interface MemoryStretch {
  readonly kind: MemoryKind | 'hole';
  /** Empty for a hole. */
  readonly name: string;
  /** First and last address, `0x60000000-0x60ffffff`. */
  readonly range: string;
  /** As people read it: `16 MiB`. */
  readonly size: string;
  /** What became of it, for a sentence. */
  readonly state: string;
  /** The heaps that allocate from it. */
  readonly heaps: readonly string[];
  readonly location: SourceLocation | undefined;
}

/** A bank of RAM, or a stretch outside of RAM in which something lies. */
export interface MemoryLane {
  readonly kind: DrawnLane['kind'];
  readonly range: string;
  readonly size: string;
  /** By address. */
  readonly stretches: readonly MemoryStretch[];
}

/** Everything that views show of a board. */
export interface OverviewAnswer {
  readonly status: BoardStatus;
  /** The kernel that boots the board first, then those that are compared with it. */
  readonly kernels: readonly KernelOverview[];
  readonly names: readonly HeapByKernel[];
  /** The address space on the kernel that boots the board, by address. */
  readonly lanes: readonly MemoryLane[];
  /** The regions that have no place in it. */
  readonly unplaced: readonly RegionSummary[];
}

export interface HeapsAnswer {
  readonly status: BoardStatus;
  readonly heaps: readonly HeapSummary[];
}

/** The argument of `SIMULATE_COMMAND`: the document, and the heap where one is meant; the client asks for the rest. */
export interface SimulateArgument extends BoardParams {
  readonly heap?: string;
  /** As typed, such as `8 x 1920x1080 NV12`. */
  readonly size?: string;
}

export interface SimulateParams extends BoardParams {
  readonly heap: string;
  /** As typed: `1M`, `0x100000`, `8 x 1920x1080 NV12`, `64K until full`. */
  readonly size: string;
}

export interface SimulateAnswer {
  /** `ok`, the errno's name, or `invalid` where the size cannot be read. */
  readonly result: string;
  /** One sentence: what happens and why. */
  readonly summary: string;
  /** More lines: pages, range, what is left. */
  readonly details: readonly string[];
  /** What the kernel would print. */
  readonly log: readonly string[];
  /** The same as the text of a scenario's file; absent where what was asked for cannot be read. */
  readonly scenario?: string;
}

export interface MemoryMapAnswer {
  readonly status: BoardStatus;
  /** The board's memory, laid out in lanes. */
  readonly picture: PictureJson;
  /** Where the node of each region is written, by its path in the picture. */
  readonly places: Readonly<Record<string, PlaceInDocument>>;
}

/** Asks for a scenario's run. */
export interface ScenarioParams extends BoardParams {
  /** A scenario that stands in no file, run on the board of the document; absent: the document is the scenario's. */
  readonly unsaved?: { readonly text: string; readonly title: string };
}

/** A scenario, run on its board. */
export interface ScenarioAnswer {
  /** Of the board that it was run on. */
  readonly status: BoardStatus;
  /** What it did to the pools; absent where the file cannot be used. */
  readonly picture: Encoded<ScenarioPicture> | undefined;
  /** Where each step stands in the scenario. */
  readonly steps: readonly Range[];
  readonly problemCount: number;
}

/** A stretch of a document. */
export interface PlaceInDocument {
  readonly uri: string;
  readonly range: Range;
}

/** The first message to the server in a browser's worker, before the protocol begins: the modules of the parser. */
export interface WorkerStart {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}
