import type { DmaReach } from './device.ts';
import type { Mapping } from './dmaMapping.ts';

/** An importer's hold on a buffer. */
export interface Attachment {
  readonly device: string;
  readonly coherent: boolean;
  /** What it has mapped; `undefined` while it has not. */
  readonly mapping: Mapping | undefined;
}

type Changeable = { -readonly [Name in keyof Attachment]: Attachment[Name] };

/** Whether nothing is done when the CPU is to access the memory: no cache is touched, nothing copied. */
const isIdle = ({ coherent, mapping }: Attachment): boolean => coherent && mapping?.slots.length === 0;

/**
 * The attachments of one dma-buf. A device may have several, of which the newest is meant. What a buffer is asked at each
 * operation takes the same time however many there are.
 */
export class Attachments {
  /** Those of each device, the newest last. */
  readonly #ofDevice = new Map<string, Changeable[]>();
  /** How many of each device are mapped. */
  readonly #mapped = new Map<string, number>();
  #count = 0;
  /** How many of those that are mapped are not idle. */
  #busy = 0;

  get count(): number {
    return this.#count;
  }

  /** The devices, each once. */
  get devices(): ReadonlyMap<string, unknown> {
    return this.#ofDevice;
  }

  /** The devices that have the buffer mapped, each once. */
  get mappedDevices(): ReadonlyMap<string, unknown> {
    return this.#mapped;
  }

  /** Whether a mapping stands for which the CPU's access makes work. */
  get hasBusyMapping(): boolean {
    return this.#busy > 0;
  }

  add({ name, coherent }: DmaReach): void {
    const attachment: Changeable = { device: name, coherent, mapping: undefined };
    const earlier = this.#ofDevice.get(name);
    if (earlier === undefined) this.#ofDevice.set(name, [attachment]);
    else earlier.push(attachment);
    this.#count++;
  }

  /** The newest attachment of a device. */
  newestOf(device: string): Attachment | undefined {
    return this.#ofDevice.get(device)?.at(-1);
  }

  /** What the newest attachment of a device has mapped from now on. */
  setMapping(device: string, mapping: Mapping | undefined): void {
    const attachment = this.#ofDevice.get(device)?.at(-1);
    if (attachment === undefined) return;
    if (attachment.mapping !== undefined) this.#countMapped(attachment, -1);
    attachment.mapping = mapping;
    if (mapping !== undefined) this.#countMapped(attachment, 1);
  }

  /** Takes the newest attachment of a device away, whatever it has mapped. */
  removeNewestOf(device: string): void {
    const list = this.#ofDevice.get(device);
    const attachment = list?.pop();
    if (list === undefined || attachment === undefined) return;
    if (attachment.mapping !== undefined) this.#countMapped(attachment, -1);
    if (list.length === 0) this.#ofDevice.delete(device);
    this.#count--;
  }

  #countMapped(attachment: Attachment, change: 1 | -1): void {
    const { device } = attachment;
    const count = (this.#mapped.get(device) ?? 0) + change;
    if (count === 0) this.#mapped.delete(device);
    else this.#mapped.set(device, count);
    if (!isIdle(attachment)) this.#busy += change;
  }
}
