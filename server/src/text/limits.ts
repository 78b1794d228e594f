/*
 * The bounds on input: how many bytes, how deep, how many things of what comes from outside (files, pasted text,
 * messages of a client, links, arguments) the program takes. They stand here, by what they bound in `limits/`, and nowhere
 * else. What a room decides about its own answers and memory stands in that room: how much of an answer is shown (lengths
 * of lists, columns, quoted characters), how much is kept in a cache, how far one answer is searched for, and limits that
 * are behaviour of the kernel, of gcc or of dtc. `test/laws/limits.test.ts` finds bounds on input elsewhere by their names.
 */

import { FILE_LIMITS } from './limits/fileLimits.ts';
import { SIMULATION_LIMITS } from './limits/simulationLimits.ts';

export { EXPANSION_LIMITS } from './limits/expansionLimits.ts';
export { LIMITS, type Limit } from './limits/treeLimits.ts';

/** Bounds on single inputs: files, links, messages, captures, scenarios and arguments. */
export const INPUT_LIMITS = { ...FILE_LIMITS, ...SIMULATION_LIMITS } as const;
