/**
 * What the extension Devicetree Heaps answers to other extensions. Copy this file, and ask for the API:
 *
 *     const extension = vscode.extensions.getExtension<DevicetreeHeapsApi>('devicetree-heaps.devicetree-heaps');
 *     const api = await extension?.activate();
 *     const board = await api?.board(vscode.window.activeTextEditor.document.uri);
 *
 * Within a version members are added and never changed. Addresses and sizes are hexadecimal strings, `0x60000000`.
 */
import type { Event, Uri } from 'vscode';

export interface DevicetreeHeapsApi {
  readonly version: 1;
  /** What was answered before may be out of date: an edit, a file on the disk, a setting, another kernel. */
  readonly onDidChange: Event<void>;
  /**
   * What the kernel makes of the board that a document is part of, as it stands in the editor; `undefined` where no board
   * is known, or the language server does not run.
   */
  board(document: Uri): Promise<HeapsBoard | undefined>;
  /** What an allocation on the freshly booted board comes to. `size` as typed: `1M`, `64K`, `0x100000`, `4096`. */
  simulate(document: Uri, heap: string, size: string): Promise<HeapsAllocation | undefined>;
  /** A text about the board: the boot log, the merged tree as source, the document after preprocessing, a report. */
  text(document: Uri, kind: 'bootLog' | 'tree' | 'expansion' | 'report'): Promise<string | undefined>;
}

/** A board on the kernel that boots it. */
export interface HeapsBoard {
  /** The board's file. */
  readonly uri: Uri;
  readonly name: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly booted: boolean;
  /** Why it does not boot; `undefined` where it does. */
  readonly reason: string | undefined;
  /** In the order of registration. */
  readonly heaps: readonly HeapsHeap[];
  /** The regions of `/reserved-memory`, those of heaps first. */
  readonly regions: readonly HeapsRegion[];
  readonly findings: { readonly errors: number; readonly warnings: number; readonly notes: number };
}

/** A heap below `/dev/dma_heap`. */
export interface HeapsHeap {
  readonly name: string;
  readonly allocator: 'system' | 'cma' | 'coherent';
  readonly size: string;
  readonly free: string;
  readonly largestFree: string;
  /** Another heap that hands out the same memory. */
  readonly sharedWith: string | undefined;
  /** The paths of the regions whose memory it hands out. */
  readonly regions: readonly string[];
}

/** A region of `/reserved-memory`. */
export interface HeapsRegion {
  readonly name: string;
  /** The path of its node. */
  readonly path: string;
  readonly state: 'cma' | 'coherent' | 'restricted' | 'reserved' | 'released' | 'skipped' | 'failed' | 'unseen';
  /** What became of it, and why where it is not what its author asked for. */
  readonly fate: string;
  /** The paths of the devices that refer to it. */
  readonly users: readonly string[];
}

/** What an allocation comes to. */
export interface HeapsAllocation {
  /** `ok`, the errno's name, or `invalid` where the size cannot be read. */
  readonly result: string;
  /** One sentence: what happens and why. */
  readonly summary: string;
  readonly details: readonly string[];
  /** What the kernel would print. */
  readonly log: readonly string[];
}
