import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Session } from '../../server/src/kernel/session.ts';
import { bootedBoard } from './bootedBoard.ts';

const KIB = 1024n;
const board = bootedBoard({
  cma: [{ name: 'high', base: 0x1_4000_0000n, size: 128 }],
  swiotlb: { base: 0xfb00_0000n, size: 1 },
});
const devices = ['near', 'far'].map((name, index) => ({
  name,
  node: undefined,
  dmaMask: index === 0 ? 64 : 32,
  iommu: false,
}));

const OPERATIONS = [
  'allocate',
  'free',
  'attach',
  'map',
  'unmap',
  'vmap',
  'vunmap',
  'cpuAccess',
  'sync',
  'mmap',
] as const;

function allocate(session: Session, id: string): string {
  const request = { heap: 'high', id, length: 256n * KIB, fd: 0, fdFlags: 0x80002, heapFlags: 0n, inKernel: false };
  return session.allocate(request).result;
}

it('whatever importers do in whatever order, a session that is wound up holds nothing', () => {
  const step = fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    buffer: fc.nat(3),
    device: fc.constantFrom('near', 'far'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const session = new Session(board, devices);
      const attached: [string, string][] = [];
      const vmapped: string[] = [];
      const ids: string[] = [];
      for (const [index, { operation, buffer, device }] of steps.entries()) {
        const id = ids[buffer % ids.length] ?? 'none';
        switch (operation) {
          case 'allocate':
            ids.push(`b${index}`);
            expect(allocate(session, `b${index}`)).toBe('ok');
            break;
          case 'attach':
            if (session.attach(id, device).result === 'ok') attached.push([id, device]);
            break;
          case 'map':
            session.map(id, device, index % 2 === 0 ? 'toDevice' : 'fromDevice');
            break;
          case 'unmap':
            session.unmap(id, device);
            break;
          case 'vmap':
            if (session.vmap(id).result === 'ok') vmapped.push(id);
            break;
          case 'vunmap':
            if (session.vunmap(id).result === 'ok') vmapped.splice(vmapped.indexOf(id), 1);
            break;
          case 'cpuAccess':
            session.beginCpuAccess(id, 'bidirectional');
            break;
          case 'sync':
            session.sync(id, 7);
            break;
          case 'mmap':
            session.mmap(id, { length: undefined, offset: 0n, access: 'rw', shared: true });
            break;
          case 'free':
            session.free(id);
        }
      }
      session.freeAll();
      for (const id of vmapped) session.vunmap(id);
      for (const [id, device] of attached.reverse()) {
        session.unmap(id, device);
        session.detach(id, device);
      }
      expect(session.death).toBeUndefined();
      expect(session.usage().find((heap) => heap.name === 'high')?.used).toBe(0n);
      for (let index = 0; index < 4; index++) {
        expect(allocate(session, `last${index}`)).toBe('ok');
        session.attach(`last${index}`, 'far');
        expect(session.map(`last${index}`, 'far', 'toDevice').result).toBe('ok');
      }
    }),
    { numRuns: 300 },
  );
});
