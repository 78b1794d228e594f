import { setFlagsFromString } from 'node:v8';

/** Members of a list that takes more bytes, eight each, than the 1 MiB that the young generation has at first. */
const MORE_THAN_THE_ROOM = 132_000;

/** Members of a list that is too large to lie on a page with others, 128 KiB. */
const LARGE = 20_000;

/**
 * Has V8 give the young generation its full room at once, instead of doubling it each time that it is full: to be called
 * by programs that end soon, before anything else. What a check of one board makes is then not collected at all, and the
 * old generation, which V8 otherwise begins to collect in the midst of it, neither; 8 MiB more are used for it.
 *
 * V8 enlarges the room in a collection that more bytes survive than it has (heap.cc, `ResizeNewSpace`). Here a list as large
 * survives, and there is hardly anything else that would have to be copied: the collection is for a second list, since all
 * large objects together may take no more than the room (large-spaces.cc, `NewLargeObjectSpace::AllocateRaw`). Where a
 * version of V8 does otherwise, it collects when the room is full.
 */
export function growYoungGenerationAtOnce(): void {
  setFlagsFromString('--semi-space-growth-factor=16');
  const survivor = new Array<undefined>(MORE_THAN_THE_ROOM);
  const second = new Array<undefined>(LARGE);
  survivor[0] = second[0];
}
