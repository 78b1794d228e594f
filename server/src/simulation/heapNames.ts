import type { BootOutcome, Heap } from '../kernel/outcome/bootOutcome.ts';
import { causeText } from '../kernel/outcome/causeText.ts';
import { lazily } from '../text/lazily.ts';
import { firstBy } from './firstBy.ts';
import { HeapAccess } from './heapAccess.ts';
import { asksForBuffers, type PlainStep, type Scenario, type Step } from './scenario.ts';

/** What names stand for besides heaps, as far as the board and the workspace know. */
export interface HeapNames {
  /** The paths of regions by their labels. */
  readonly labels: ReadonlyMap<string, string>;
  /** The heaps that programs open, by the program's name. */
  readonly programs: ReadonlyMap<string, readonly string[]>;
}

const NO_NAMES: HeapNames = { labels: new Map(), programs: new Map() };

/** The heap of the default CMA area, whatever this kernel calls it. */
const DEFAULT = 'default';

/** What was answered for a name, or is answered now. */
function remembered<Answer>(answers: Map<string, Answer>, name: string, answer: () => Answer): Answer {
  if (answers.has(name)) return answers.get(name) as Answer;
  const given = answer();
  answers.set(name, given);
  return given;
}

/** What of a scenario decides which heaps its names stand for. */
type NamingScenario = Pick<Scenario, 'heaps' | 'programs' | 'user' | 'access'>;

/** How heaps that a scenario names are found on one boot. */
export class HeapResolver {
  readonly #outcome: BootOutcome;
  readonly #scenario: NamingScenario;
  readonly #names: HeapNames;
  readonly #there: ReadonlySet<string>;
  readonly #access: HeapAccess;
  /** Each step asks, and the lists of names may be long: what was answered, by the name. */
  readonly #heaps = new Map<string, string>();
  readonly #heapsOfPrograms = new Map<string, string>();
  readonly #whysMissing = new Map<string, string | undefined>();
  readonly #specials = new Map<string, string | undefined>();
  readonly #regionsByName = lazily(() => firstBy(this.#outcome.regions, ({ name }) => name));
  readonly #regionsByPath = lazily(() => firstBy(this.#outcome.regions, ({ path }) => path));
  readonly #cmaRegions = lazily(() => {
    const areas = this.#outcome.regions.filter(({ state }) => state === 'cma');
    return firstBy(areas, ({ path }) => path);
  });

  constructor(outcome: BootOutcome, scenario: NamingScenario, names: HeapNames = NO_NAMES) {
    this.#outcome = outcome;
    this.#scenario = scenario;
    this.#names = names;
    this.#access = new HeapAccess(scenario.user, scenario.access);
    this.#there = new Set(outcome.heaps.map(({ name }) => name));
  }

  /**
   * The heap that a name stands for: one that is there; else the first that is there of an alias; else the heap of a
   * label's region, or of the default area. A name that leads nowhere stands for itself, and opening it fails.
   */
  heap(name: string): string {
    return remembered(this.#heaps, name, () => this.#heapOf(name));
  }

  #heapOf(name: string): string {
    if (this.#there.has(name)) return name;
    const candidates = this.#scenario.heaps.get(name);
    if (candidates === undefined) return this.#special(name) ?? name;
    for (const candidate of candidates) {
      const found = this.#there.has(candidate) ? candidate : this.#special(candidate);
      if (found !== undefined) return found;
    }
    return candidates[0] ?? name;
  }

  /** The heap that a program opens, the first of its list that it can; else the first that is there, else its first. */
  heapOfProgram(program: string): string {
    return remembered(this.#heapsOfPrograms, program, () => this.#openedBy(program));
  }

  #openedBy(program: string): string {
    const heaps = this.#scenario.programs.get(program) ?? this.#names.programs.get(program);
    if (heaps === undefined) return program;
    const there = heaps.map((name) => this.heap(name)).filter((name) => this.#there.has(name));
    return there.find((name) => this.#access.refusal(name) === undefined) ?? there[0] ?? heaps[0] ?? program;
  }

  /**
   * Why a label, `default` or the name of a region has no heap; `undefined` where it has one, and for a name of which no
   * more is known than that no heap has it.
   */
  whyMissing(name: string): string | undefined {
    return remembered(this.#whysMissing, name, () => this.#whyNoHeap(name));
  }

  #whyNoHeap(name: string): string | undefined {
    if (this.#there.has(name) || this.#special(name) !== undefined) return undefined;
    if (name === DEFAULT) return 'this kernel has no heap of a default CMA area';
    const label = name.startsWith('&') ? name.slice(1) : undefined;
    const path = label === undefined ? this.#regionsByName().get(name)?.path : this.#names.labels.get(label);
    if (path === undefined) return label === undefined ? undefined : `no region has the label ${label}`;
    const region = this.#regionsByPath().get(path);
    if (label === undefined && region?.cause === undefined) return undefined;
    const why = region?.cause === undefined ? '' : `: ${causeText(region.cause)}`;
    return `the region ${path} has no heap on this kernel${why}`;
  }

  /** Programs that a scenario's steps name, and nobody knows. */
  unknownPrograms({ load, steps }: Pick<Scenario, 'load' | 'steps'>): string[] {
    const named = [...load, ...steps].flatMap((step) => (step.op === 'repeat' ? step.steps : [step]));
    const programs = named.flatMap((step) => (asksForBuffers(step) ? (step.program ?? []) : []));
    return [...new Set(programs)].filter(
      (name) => !this.#scenario.programs.has(name) && !this.#names.programs.has(name),
    );
  }

  /** A step with the heaps that it comes to. */
  resolved<Each extends Step>(step: Each): Each;
  resolved(step: Step): Step {
    if (step.op === 'repeat') return { ...step, steps: step.steps.map((inner) => this.#plain(inner)) };
    return this.#plain(step);
  }

  #plain(step: PlainStep): PlainStep {
    if (step.op === 'find') return { ...step, heap: this.heap(step.heap) };
    if (!asksForBuffers(step)) return step;
    return { ...step, heap: step.program === undefined ? this.heap(step.heap) : this.heapOfProgram(step.program) };
  }

  #special(name: string): string | undefined {
    return remembered(this.#specials, name, () => this.#specialOf(name));
  }

  #specialOf(name: string): string | undefined {
    const { heaps, cmaAreas, coherentPools, defaultCmaArea } = this.#outcome;
    if (name === DEFAULT) {
      return heaps.find(({ allocator, backing }) => allocator === 'cma' && backing === defaultCmaArea)?.name;
    }
    if (!name.startsWith('&')) return undefined;
    const path = this.#names.labels.get(name.slice(1));
    if (path === undefined) return undefined;
    const area = this.#cmaRegions().get(path);
    const isOver = ({ allocator, backing = -1 }: Heap): boolean =>
      allocator === 'coherent'
        ? coherentPools[backing]?.path === path
        : area?.range !== undefined && allocator === 'cma' && cmaAreas[backing]?.range.base === area.range.base;
    const over = heaps.filter(isOver);
    return (over.find((heap) => path.endsWith(`/${heap.name}`)) ?? over[0])?.name;
  }
}
