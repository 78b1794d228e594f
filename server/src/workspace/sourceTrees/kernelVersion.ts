/** `VERSION`, `PATCHLEVEL` and `SUBLEVEL` of a Linux Makefile as a version; `undefined` if it has none. */
export function kernelVersionOf(makefile: string | undefined): string | undefined {
  if (makefile === undefined) return undefined;
  const number = (name: string): string | undefined => new RegExp(`^${name} *= *(\\d+) *$`, 'm').exec(makefile)?.[1];
  const version = number('VERSION');
  const patchLevel = number('PATCHLEVEL');
  if (version === undefined || patchLevel === undefined) return undefined;
  const subLevel = number('SUBLEVEL');
  return subLevel === undefined ? `${version}.${patchLevel}` : `${version}.${patchLevel}.${subLevel}`;
}
