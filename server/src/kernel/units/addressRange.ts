/** A stretch of physical addresses, in bytes. Half open: `end` is the first address after it. */
export class AddressRange {
  readonly base: bigint;
  readonly size: bigint;

  constructor(base: bigint, size: bigint) {
    this.base = base;
    this.size = size;
  }

  get end(): bigint {
    return this.base + this.size;
  }

  /** Whether the two share at least one byte; an empty range shares none. */
  overlaps(other: AddressRange): boolean {
    return this.size > 0n && other.size > 0n && this.base < other.end && other.base < this.end;
  }

  /** Whether every byte of `other` is in this range. */
  contains(other: AddressRange): boolean {
    return this.base <= other.base && other.end <= this.end;
  }

  /** The bytes that both hold; an empty range where there are none. */
  intersection(other: AddressRange): AddressRange {
    const [first, second] = this.base <= other.base ? [this, other] : [other, this];
    if (!first.overlaps(second)) return new AddressRange(second.base, 0n);
    return new AddressRange(second.base, (second.end <= first.end ? second.end : first.end) - second.base);
  }
}
