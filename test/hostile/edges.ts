import type { EXPANSION_LIMITS, INPUT_LIMITS } from '../../server/src/text/limits.ts';

/** What holds at a limit, and past it. */
export type Edge = () => void | Promise<void>;

/** An edge for each limit of a list: one that has none is an error of types, and of `edges.test.ts`. */
export type Edges<Limits> = Readonly<Record<keyof Limits, Edge>>;

export type InputEdges = Edges<typeof INPUT_LIMITS>;
export type ExpansionEdges = Edges<typeof EXPANSION_LIMITS>;
