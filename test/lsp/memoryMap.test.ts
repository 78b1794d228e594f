import { afterEach, describe, expect, it } from 'vitest';
import type { MemoryMapAnswer } from '../../server/src/lsp/protocol.ts';
import { pictureFromJson } from '../../server/src/pictures/pictureJson.ts';
import { TestClient } from './client.ts';

let client: TestClient;
afterEach(() => client.stop());

const ask = (name: string) => client.ask<MemoryMapAnswer | null>('memoryMap', { uri: client.uri(name) });

describe('the memory map of a document', () => {
  it('has the regions where the kernel puts them, each with its place in the source', async () => {
    client = new TestClient();
    await client.start();
    await client.open('misaligned.dts');
    const before = await ask('misaligned.dts');
    if (before === null) throw new Error('no map');
    const [lane] = pictureFromJson(before.picture).lanes;
    const [block] = lane?.blocks ?? [];
    expect(block?.block).toMatchObject({ kind: 'released' });
    const path = block?.block.path ?? '';
    expect(before.places[path]).toMatchObject({ uri: client.uri('misaligned.dts') });
    // It follows an edit.
    await client.replace('misaligned.dts', '0x1100000', '0x1200000');
    const after = await ask('misaligned.dts');
    if (after === null) throw new Error('no map');
    expect(pictureFromJson(after.picture).lanes[0]?.blocks[0]?.block).toMatchObject({ kind: 'cma', path });
  });

  it('is null where no board is known', async () => {
    client = new TestClient();
    await client.start();
    expect(await client.ask('memoryMap', { uri: 'untitled:nothing' })).toBeNull();
  });
});
