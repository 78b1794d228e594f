/** Bounds on what is held against a board: captures of a target, comparisons and scenarios. */
export const SIMULATION_LIMITS = {
  /**
   * Bytes that come out of a compressed capture: a small file can stand for more than there is memory, and 100,000 lines take
   * about a second and a half. A boot prints less than 1 MiB. More is refused.
   */
  unpackedCaptureBytes: 8 << 20,
  /** Lines of a capture, far more than any boot prints. Further ones are left out. */
  captureLines: 1_000_000,
  /**
   * Characters of a line of a capture. Regular expressions read it, which take up to 64 MiB of memory of their own for what
   * they may have to go back to, some 30 bytes a character: V8 does without most of that, but not once a process has
   * 16 MiB of compiled code. The rest of the line is left out, unless it is one of a dump.
   */
  captureLineCharacters: 1 << 20,
  /** Characters of a line of a dump: more than a device tree in hexadecimal has. The rest of the line is left out. */
  dumpLineCharacters: 5_000_000,
  /** Characters of a line of a capture in which somebody typed a command. A longer line is no command. */
  typedCommandCharacters: 4096,
  /**
   * Heaps that a capture lists, and half as many as the lines of a text that may be nothing but a listing: a kernel has room for 128 (drivers/dma-buf/dma-heap.c `NUM_HEAP_MINORS`), and each is held
   * against every boot that is tried. Further ones are left out.
   */
  listedHeaps: 4096,
  /**
   * Bytes of a device tree that is printed in a capture: a kernel takes none above 2 MiB
   * (Documentation/arch/arm64/booting.rst). The rest is left out.
   */
  dumpBytes: 2 << 20,

  /**
   * Looks for what explains the differences of a comparison: each difference is held against the regions, areas, heaps and
   * messages of both sides, a quarter of a kilobyte at a look. Boards have some dozens of each. The remaining differences
   * have no cause, and a note says so.
   */
  explainingLooks: 1 << 23,

  /** Steps, devices and expectations in one list of a scenario. A longer list is a complaint. */
  scenarioItems: 100_000,
  /**
   * Characters of a name in a scenario, as many as a file's name has (include/uapi/linux/limits.h `NAME_MAX`): a count makes
   * half a million names of one. More is a complaint.
   */
  scenarioNameCharacters: 255,
  /** Times that a loop of a scenario is gone through. More is a complaint. */
  scenarioTimes: 100_000,
  /** Buffers that one step of a scenario makes. More is a complaint. */
  stepBuffers: 1_000_000,
  /**
   * Buffers that a scenario allocates (8 MiB of one count as one more), those that an operation on all names of a pattern is done to, a sixteenth for each
   * that a pattern is held against, and steps of loops: about a second. A scenario of a few lines can ask for any
   * number; it ends there, and says so.
   */
  scenarioOperations: 500_000,
  /**
   * The same of all runs of one call, in which each step counts as well: a scenario is run on each kernel with each amount of
   * RAM, or with a change and without it. With more the call is refused: what its other runs come to is not known. The longest
   * scenario is followed once.
   */
  callOperations: 600_000,
  /**
   * The same where the pools that hold a scenario are sought: it is run up to six times for a kernel. A longer one has no
   * sizes, and the answer says why.
   */
  sizedOperations: 200_000,
  /** The same of all runs of one call that seeks sizes: of one kernel at the most none is refused. With more the call is. */
  sizingOperations: 1_500_000,
  /**
   * The largest width, height (pixels) and alignment (`strideAlign`, `heightAlign`) of a frame; no sensor or display has
   * more. More is a complaint.
   */
  framePixels: 1 << 20,
} as const satisfies Readonly<Record<string, number>>;
