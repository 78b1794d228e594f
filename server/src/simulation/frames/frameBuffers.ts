import type { AllocateRequest, Session } from '../../kernel/session.ts';
import { joinPageChanges, type OperationResult, type PageChange } from '../../kernel/use/operationResult.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import type { HeapAccess } from '../heapAccess.ts';
import { isPattern, NamePattern } from '../namePattern.ts';
import { Operations } from '../operations.ts';
import type { PlacedBuffer, StepOutcome } from '../stepOutcome.ts';

const OF_A_LOOK = 1 / 16;

/** The pages of so many bytes (2 to the power of 23) take about as long to find as a small buffer does besides. */
const PAGES_OF_AN_OPERATION = 23n;

/** An allocation without its size: that is said buffer by buffer. */
export type FrameRequest = Omit<AllocateRequest, 'length'>;

/**
 * The buffers of a session by the frames that they hold: a frame whose planes are dma-bufs of their own has one name for
 * all of them, and what is done to that name is done to each, plane 0 first.
 */
export class FrameBuffers {
  readonly #session: Session;
  readonly #access: HeapAccess | undefined;
  /** In bytes. */
  readonly pageSize: bigint;
  /** The names of the dma-bufs of frames that have several. */
  readonly #parts = new Map<string, readonly string[]>();
  /** The names of such frames by their dma-bufs. */
  readonly #frames = new Map<string, string>();

  readonly #operations: Operations;

  /** `access` says which heaps the program may open; absent: all of them. `operations` says how many are followed. */
  constructor(
    session: Session,
    pageSize: number,
    access?: HeapAccess,
    operations = new Operations(INPUT_LIMITS.scenarioOperations),
  ) {
    this.#operations = operations;
    this.#access = access;
    this.#session = session;
    this.pageSize = BigInt(pageSize);
  }

  /** Allocates the buffers of one frame. Where one fails, those before it are freed again, as a program would. */
  allocate(request: FrameRequest, lengths: readonly bigint[]): StepOutcome {
    const refused =
      request.inKernel || !this.#session.hasHeap(request.heap) ? undefined : this.#access?.refusal(request.heap);
    if (refused !== undefined && this.#session.death === undefined) return refused;
    const exhausted = this.spend(lengths.reduce((sum, length) => sum + 1 + this.#pageWork(length), 0));
    if (exhausted !== undefined) return exhausted;
    const [only = 0n, ...others] = lengths;
    const earlier = this.#parts.get(request.id) ?? [request.id];
    const isTaken = earlier.some((name) => this.#session.hasBuffer(name));
    const note = isTaken ? { why: `${request.id} was another buffer, which stays allocated and has no name now` } : {};
    if (others.length === 0) {
      const result = this.#session.allocate({ ...request, length: only });
      if (result.result !== 'ok') return result;
      this.#parts.delete(request.id);
      return { ...note, ...result, buffers: [placedBuffer(request.id, result)] };
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
    for (const name of names) this.#frames.set(name, request.id);
    const buffers = results.map((result, plane) => placedBuffer(names[plane] ?? '', result));
    return { ...note, ...this.#together(results), buffers };
  }

  /** Allocates exactly `count` frames `id0`, `id1`, …; the first failure ends it. `allocated` counts frames. */
  allocateSeveral(request: FrameRequest, lengths: readonly bigint[], count: number): StepOutcome {
    const { last, allocated } = this.#allocateUpTo(request, lengths, count);
    return { result: 'ok', ...last, ...allocated };
  }

  /** Allocates frames `id0`, `id1`, … until the first failure, at most `most`: there the result is `max`. */
  fill(request: FrameRequest, lengths: readonly bigint[], most: number): StepOutcome {
    const { last, allocated } = this.#allocateUpTo(request, lengths, most);
    return allocated.allocated === most ? { result: 'max', ...allocated } : { result: 'ok', ...last, ...allocated };
  }

  #allocateUpTo(
    request: FrameRequest,
    lengths: readonly bigint[],
    most: number,
  ): {
    readonly last: StepOutcome | undefined;
    readonly allocated: Pick<StepOutcome, 'allocated' | 'buffers' | 'cmaPages'>;
  } {
    const changes: PageChange[] = [];
    const buffers: PlacedBuffer[] = [];
    let last: StepOutcome | undefined;
    let allocated = 0;
    while (allocated < most) {
      last = this.allocate({ ...request, id: `${request.id}${allocated}` }, lengths);
      if (last.result !== 'ok') break;
      changes.push(...(last.cmaPages ?? []));
      buffers.push(...(last.buffers ?? []));
      allocated++;
    }
    return { last, allocated: { allocated, buffers, ...this.#pages(changes) } };
  }

  /** Does something to each dma-buf of a name, or of every name that fits a pattern; the first failure is the result. */
  each(id: string, operation: (name: string) => OperationResult): StepOutcome {
    if (!this.#isPattern(id)) return this.#ofFrame(id, operation);
    return this.spend(0) ?? this.#ofPattern(id, this.#session.buffers(), operation).result;
  }

  /** Closes the descriptors of a name, or of every name that fits a pattern; of a pattern `allocated` counts them. */
  free(id: string): StepOutcome {
    const close = (name: string): OperationResult => this.#session.free(name);
    if (!this.#isPattern(id)) return this.#ofFrame(id, close);
    const exhausted = this.spend(0);
    if (exhausted !== undefined) return exhausted;
    const open = this.#session.buffers().filter(({ isOpen }) => isOpen);
    const { result, frames } = this.#ofPattern(id, open, close);
    return result.result === 'ok' ? { ...result, allocated: frames.size } : result;
  }

  /** Closes every open descriptor. */
  freeAll(): StepOutcome {
    return this.spend(this.#session.bufferCount) ?? this.#session.freeAll();
  }

  /** Whether more operations were asked for than are followed. */
  get isExhausted(): boolean {
    return this.#operations.isExhausted;
  }

  /** Counts operations; what to answer once they were too many for one scenario. */
  spend(operations: number): StepOutcome | undefined {
    const why = this.#operations.spend(operations);
    return why === undefined ? undefined : { result: 'not run', why };
  }

  /** The operations that the pages of a buffer come to: no more are looked for than there is memory. */
  #pageWork(length: bigint): number {
    const { memorySize } = this.#session;
    return Number((length < memorySize ? length : memorySize) >> PAGES_OF_AN_OPERATION);
  }

  /** A name with `*` in it that no buffer has. */
  #isPattern(id: string): boolean {
    return isPattern(id) && !this.#parts.has(id) && !this.#session.hasBuffer(id);
  }

  /** The name of the frame that a dma-buf is a plane of, or its own. */
  #frameOf(name: string): string {
    return this.#frames.get(name) ?? name;
  }

  #ofFrame(id: string, operation: (name: string) => OperationResult): OperationResult {
    const names = this.#parts.get(id);
    return names === undefined ? operation(id) : this.#together(names.map(operation));
  }

  /** What comes of it, and the names of the frames whose buffers it was done to. */
  #ofPattern(
    written: string,
    buffers: readonly { readonly id: string }[],
    operation: (name: string) => OperationResult,
  ): { readonly result: StepOutcome; readonly frames: ReadonlySet<string> } {
    const pattern = new NamePattern(written);
    const frames = new Set<string>();
    const looks = buffers.reduce((sum, { id }) => sum + pattern.costOf(this.#frameOf(id)), 0);
    const exhausted = this.spend(looks * OF_A_LOOK);
    if (exhausted !== undefined) return { result: exhausted, frames };
    const fitting = buffers.filter(({ id }) => pattern.fits(this.#frameOf(id)));
    const tooMany = this.spend(fitting.length);
    if (tooMany !== undefined) return { result: tooMany, frames };
    for (const { id } of fitting) frames.add(this.#frameOf(id));
    if (fitting.length > 0) return { result: this.#together(fitting.map(({ id }) => operation(id))), frames };
    // A dead kernel has nothing that could fit, and says so itself.
    const dead = this.#session.death;
    if (dead !== undefined) return { result: { result: 'crash', why: dead }, frames };
    return { result: { result: 'ENOENT', why: `no buffer has a name that fits ${written}` }, frames };
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
    return changes.length === 0 ? {} : { cmaPages: joinPageChanges(changes, this.pageSize) };
  }
}

function placedBuffer(id: string, { bufferSize = 0n, cmaPages, coherentBase }: OperationResult): PlacedBuffer {
  return { id, base: cmaPages?.[0]?.base ?? coherentBase, size: bufferSize };
}
