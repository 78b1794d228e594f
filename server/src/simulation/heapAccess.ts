import { fewNames } from '../kernel/outcome/fewNames.ts';
import { NamePattern } from './namePattern.ts';
import type { StepOutcome } from './stepOutcome.ts';

/** Who the program of a scenario runs as, where that is not root. */
export interface ScenarioUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The owner and mode of the device nodes of some heaps, as a udev rule sets them. */
export interface HeapPermission {
  /** A heap's name, in which `*` stands for any characters. */
  readonly heap: string;
  /** The nine permission bits. */
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
}

/**
 * What a node below /dev/dma_heap has that nobody changed: `dma_heap_devnode` (drivers/dma-buf/dma-heap.c) names no mode,
 * and `devtmpfs_create_node` (drivers/base/devtmpfs.c) then gives it 0600, of root.
 */
const UNCHANGED = { mode: 0o600, owner: 'root', group: 'root' } as const;
/** A program opens a heap for reading and writing. */
const READ_WRITE = 0o6;

/** Whether a program may open heaps: each is a file, so each has permissions of its own. */
export class HeapAccess {
  readonly #user: ScenarioUser | undefined;
  readonly #permissions: readonly (HeapPermission & { readonly pattern: NamePattern })[];
  /** What was answered, by heap: each allocation asks. */
  readonly #answers = new Map<string, StepOutcome | undefined>();

  /** Without a user the program is root, who may open everything. Of several permissions of a heap the last counts. */
  constructor(user: ScenarioUser | undefined, permissions: readonly HeapPermission[]) {
    this.#user = user;
    this.#permissions = permissions.map((each) => ({ ...each, pattern: new NamePattern(each.heap) }));
  }

  /** Why the program cannot open a heap; `undefined` where it can. */
  refusal(heap: string): StepOutcome | undefined {
    const user = this.#user;
    if (user === undefined || user.name === 'root') return undefined;
    if (!this.#answers.has(heap)) this.#answers.set(heap, this.#refusalOf(user, heap));
    return this.#answers.get(heap);
  }

  #refusalOf(user: ScenarioUser, heap: string): StepOutcome | undefined {
    const { mode, owner, group } = this.#permissions.findLast(({ pattern }) => pattern.fits(heap)) ?? UNCHANGED;
    const shift = user.name === owner ? 6 : user.groups.includes(group) ? 3 : 0;
    if (((mode >> shift) & READ_WRITE) === READ_WRITE) return undefined;
    const bits = mode.toString(8).padStart(4, '0');
    const who = user.groups.length === 0 ? user.name : `${user.name} (${fewNames(user.groups, user.groups.length)})`;
    const why =
      `/dev/dma_heap/${heap} is ${bits} ${owner}:${group}, so ${who} cannot open it for reading and writing: ` +
      'a udev rule has to give it a group (dtheaps heaps --udev GROUP)';
    return { result: 'EACCES', why };
  }
}
