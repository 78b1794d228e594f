/** What stands at an offset of a property's value besides its bytes. */
export interface ValueMarker {
  /** Byte offset in the value. */
  readonly offset: number;
  readonly kind: 'label' | 'phandle' | 'path' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'string';
  /** The label's name, or what a reference refers to: a label, or a path that begins with `/`. Empty for types. */
  readonly text: string;
}
