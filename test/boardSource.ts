/** What stands in a board, line by line, each line without the indentation of its place. */
interface BoardLines {
  /** Lines between the tag of the version and the root. */
  readonly head?: readonly string[];
  /** How many cells an address has, and a size, in the root and in `/reserved-memory`. */
  readonly cells?: 1 | 2;
  /** The `reg` of RAM, which begins at 0x40000000. */
  readonly ram?: string;
  /** Lines in `/reserved-memory`. */
  readonly regions?: readonly string[];
  /** Lines of the root after `/reserved-memory`. */
  readonly rest?: readonly string[];
}

/** The source of a board with RAM, of 1 GiB unless it says otherwise, and a `/reserved-memory`. */
export function boardSource({
  head = [],
  cells = 1,
  ram = { 1: '0x40000000 0x40000000', 2: '0x0 0x40000000 0x0 0x40000000' }[cells],
  regions = [],
  rest = [],
}: BoardLines): string {
  const lines = (texts: readonly string[], indentation: string): string =>
    texts.map((text) => `${text === '' ? '' : indentation}${text}\n`).join('');
  return `/dts-v1/;
${lines(head, '')}/ {
	#address-cells = <${cells}>;
	#size-cells = <${cells}>;
	memory@40000000 { device_type = "memory"; reg = <${ram}>; };
	reserved-memory {
		#address-cells = <${cells}>;
		#size-cells = <${cells}>;
		ranges;
${lines(regions, '\t\t')}	};
${lines(rest, '\t')}};
`;
}
