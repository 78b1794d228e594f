import { Uri } from 'vscode';
import type { HeapSummary, HeapWithRegions, OverviewAnswer, RegionSummary } from '../../server/src/lsp/protocol.ts';
import type { DevicetreeHeapsApi, HeapsBoard, HeapsHeap, HeapsRegion } from '../api.d.ts';
import type { BoardConnection } from './boardConnection.ts';

/** The API for other extensions, in the terms of `client/api.d.ts`, which they copy. */
export function apiForOthers(connection: BoardConnection, isRunning: () => boolean): DevicetreeHeapsApi {
  const ask = async <Answer>(question: () => Promise<Answer | undefined>): Promise<Answer | undefined> =>
    isRunning() ? question() : undefined;
  return {
    version: 1,
    onDidChange: connection.onDidChange,
    board: (document) =>
      ask(async () => {
        const overview = await connection.overview(document);
        return overview === undefined || overview.status.isAlone ? undefined : boardOf(overview);
      }),
    simulate: (document, heap, size) =>
      ask(async () => {
        const answer = await connection.simulate(document, heap, size);
        if (answer === undefined) return undefined;
        const { result, summary, details, log } = answer;
        return { result, summary, details, log };
      }),
    text: (document, kind) => ask(async () => (await connection.document({ source: document, kind }))?.text),
  };
}

function boardOf({ status, kernels: [own] }: OverviewAnswer): HeapsBoard {
  const heaps = own?.heaps ?? [];
  const regions = [...heaps.flatMap((heap) => heap.regions), ...(own?.withoutHeap ?? [])];
  // Two heaps may have one region.
  const byPath = new Map(regions.map((region) => [region.path, region]));
  return {
    uri: Uri.parse(status.board),
    name: status.boardName,
    kernel: status.kernel,
    architecture: status.architecture,
    booted: status.booted,
    reason: status.reason,
    heaps: heaps.map(heapOf),
    regions: [...byPath.values()].map(regionOf),
    findings: status.findings,
  };
}

function heapOf(heap: HeapWithRegions): HeapsHeap {
  const { name, allocator, size, free, largestFree, sharedWith }: HeapSummary = heap;
  return { name, allocator, size, free, largestFree, sharedWith, regions: heap.regions.map(({ path }) => path) };
}

function regionOf({ name, path, state, fate, users }: RegionSummary): HeapsRegion {
  return { name, path, state, fate, users: users.map((user) => user.path) };
}
