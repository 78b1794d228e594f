import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 give the young generation its full room the first time that it is full, instead of doubling it each time: to be
 * called by programs that end soon. What a check of one board makes is then collected twice and not six times, and the
 * old generation, which V8 otherwise begins to collect in the midst of it, not at all; 8 MiB more are used for it.
 */
export function growYoungGenerationAtOnce(): void {
  setFlagsFromString('--semi-space-growth-factor=16');
}
