import type { AllocateRequest, Session } from '../../kernel/session.ts';
import { joinPageChanges, type OperationResult, type PageChange } from '../../kernel/use/operationResult.ts';

/** An allocation without its size: that is said buffer by buffer. */
export type FrameRequest = Omit<AllocateRequest, 'length'>;

/**
 * The buffers of a session by the frames that they hold: a frame whose planes are dma-bufs of their own has one name for
 * all of them, and what is done to that name is done to each, plane 0 first.
 */
export class FrameBuffers {
  readonly #session: Session;
  readonly #pageSize: bigint;
  /** The names of the dma-bufs of frames that have several. */
  readonly #parts = new Map<string, readonly string[]>();

  constructor(session: Session, pageSize: number) {
    this.#session = session;
    this.#pageSize = BigInt(pageSize);
  }

  /** Allocates the buffers of one frame. Where one fails, those before it are freed again, as a program would. */
  allocate(request: FrameRequest, lengths: readonly bigint[]): OperationResult {
    const [only = 0n, ...others] = lengths;
    if (others.length === 0) {
      const result = this.#session.allocate({ ...request, length: only });
      if (result.result === 'ok') this.#parts.delete(request.id);
      return result;
    }
    const names = lengths.map((_, plane) => `${request.id}:${plane}`);
    const results: OperationResult[] = [];
    for (const [plane, length] of lengths.entries()) {
      const result = this.#session.allocate({ ...request, id: names[plane] ?? '', length });
      if (result.result !== 'ok') {
        for (const name of names.slice(0, plane)) this.#session.free(name);
        return { ...result, why: `plane ${plane}: ${result.why ?? result.result}` };
      }
      results.push(result);
    }
    this.#parts.set(request.id, names);
    return this.#together(results);
  }

  /** Allocates exactly `count` frames `id0`, `id1`, …; the first failure ends it. `allocated` counts frames. */
  allocateSeveral(request: FrameRequest, lengths: readonly bigint[], count: number): OperationResult {
    const { last, allocated } = this.#allocateUpTo(request, lengths, count);
    return { result: 'ok', ...last, ...allocated };
  }

  /** Allocates frames `id0`, `id1`, … until the first failure, at most `most`: there the result is `max`. */
  fill(request: FrameRequest, lengths: readonly bigint[], most: number): OperationResult {
    const { last, allocated } = this.#allocateUpTo(request, lengths, most);
    return allocated.allocated === most ? { result: 'max', ...allocated } : { result: 'ok', ...last, ...allocated };
  }

  #allocateUpTo(
    request: FrameRequest,
    lengths: readonly bigint[],
    most: number,
  ): {
    readonly last: OperationResult | undefined;
    readonly allocated: { readonly allocated: number; readonly cmaPages?: readonly PageChange[] };
  } {
    const changes: PageChange[] = [];
    let last: OperationResult | undefined;
    let allocated = 0;
    while (allocated < most) {
      last = this.allocate({ ...request, id: `${request.id}${allocated}` }, lengths);
      if (last.result !== 'ok') break;
      changes.push(...(last.cmaPages ?? []));
      allocated++;
    }
    return { last, allocated: { allocated, ...this.#pages(changes) } };
  }

  /** Does something to each dma-buf of a name; the first failure is the result. */
  each(id: string, operation: (name: string) => OperationResult): OperationResult {
    const names = this.#parts.get(id);
    return names === undefined ? operation(id) : this.#together(names.map(operation));
  }

  /** The results of one operation on several buffers as one. */
  #together(results: readonly OperationResult[]): OperationResult {
    const failed = results.find(({ result }) => result !== 'ok');
    const [first] = results;
    if (failed !== undefined || first === undefined) return failed ?? { result: 'ok' };
    const sizes = results.flatMap(({ bufferSize }) => bufferSize ?? []);
    const mappings = results.flatMap(({ mapping }) => mapping ?? []);
    const log = results.flatMap((result) => result.log ?? []);
    const [mapping] = mappings;
    const sum = (member: 'segments' | 'direct' | 'bounced' | 'iommu'): number =>
      mappings.reduce((total, each) => total + each[member], 0);
    return {
      ...first,
      ...(sizes.length === 0 ? {} : { bufferSize: sizes.reduce((total, size) => total + size, 0n) }),
      ...(mapping === undefined
        ? {}
        : {
            mapping: {
              ...mapping,
              segments: sum('segments'),
              direct: sum('direct'),
              bounced: sum('bounced'),
              iommu: sum('iommu'),
            },
          }),
      ...(log.length === 0 ? {} : { log }),
      ...this.#pages(results.flatMap(({ cmaPages }) => cmaPages ?? [])),
    };
  }

  #pages(changes: readonly PageChange[]): { cmaPages?: readonly PageChange[] } {
    return changes.length === 0 ? {} : { cmaPages: joinPageChanges(changes, this.#pageSize) };
  }
}
