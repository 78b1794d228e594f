/**
 * The address in a node's name: `memory@60000000`, and the two-part `framebuffer@3,fe000000` (high and low word).
 * `undefined` for a name without one, or with one that is no address (`partition@a,b`).
 */
export function unitAddressOf(name: string): bigint | undefined {
  const at = name.indexOf('@');
  if (at < 0) return undefined;
  const match = /^(?:0[xX])?([0-9a-fA-F]{1,16})(?:,([0-9a-fA-F]{1,8}))?$/.exec(name.slice(at + 1));
  if (match?.[1] === undefined) return undefined;
  const first = BigInt(`0x${match[1]}`);
  return match[2] === undefined ? first : (first << 32n) | BigInt(`0x${match[2]}`);
}

/** The part of a node's name before the unit address. */
export function baseNameOf(name: string): string {
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}
