import { changed } from './change.ts';
import type { Coverage, Ran } from './coverage.ts';
import { type Attack, failureName, failureOn, type StoredFailure, smallestFailure } from './failure.ts';
import { Random, seedOf } from './random.ts';
import type { Input, Judge } from './target.ts';

/** At most this many inputs that reached new code are kept. */
const MOST_KEPT = 4096;

/** At most this many of the inputs before a failure are searched for what it depends on. */
const MOST_EARLIER = 100;

/** After this many inputs a judge is replaced: what it has read must not grow for ever. */
const INPUTS_OF_A_JUDGE = 5000;

/** Between two questions for new code stand at most this many inputs. */
const LONGEST_BATCH = 64;

/** What ran is asked this often at the beginning, and from then on once in so many inputs: a question costs as much as some inputs do. */
const FIRST_QUESTIONS = 500;
const INPUTS_A_QUESTION = 16;

/** A run of one target. */
export interface Campaign extends Attack {
  /** Asked before each input. */
  readonly goesOn: (done: number) => boolean;
  /** Where it is absent inputs are made by chance alone. */
  readonly coverage?: Coverage;
  /** Is given each input before it is judged. */
  readonly onInput?: (input: Input) => void;
  readonly onFailure: (failure: StoredFailure, error: unknown) => void;
  /** Is given failures that did not come again when they were to be made smaller. */
  readonly onUnrepeated?: (error: unknown, input: Input) => void;
}

export interface CampaignResult {
  readonly inputs: number;
  /** How many of them reached code that none before had reached. */
  readonly kept: number;
  /** How often each kind of failure was seen. */
  readonly failures: ReadonlyMap<string, number>;
}

/** Tries inputs until `goesOn` says no. Every kind of failure is made smaller and reported once. */
export async function runCampaign(campaign: Campaign): Promise<CampaignResult> {
  const { target, coverage } = campaign;
  const failures = new Map<string, number>();
  const corpus = coverage === undefined ? undefined : new Corpus(coverage);
  let judge = await target.open(false);
  let earlier: Input[] = [];
  let judged = 0;
  let done = 0;
  const judgeAnew = async (): Promise<void> => {
    judge = await target.open(false);
    judged = 0;
    earlier = [];
  };
  for (; campaign.goesOn(done); done++) {
    const random = new Random(seedOf(campaign.seed, done));
    const known = random.oneIn(3) ? undefined : corpus?.pick(random);
    const input = known === undefined ? target.make(random) : (target.change ?? changed)(known, random);
    campaign.onInput?.(input);
    if (judged++ >= INPUTS_OF_A_JUDGE) await judgeAnew();
    earlier.push(input);
    if (earlier.length > 2 * MOST_EARLIER) earlier = earlier.slice(-MOST_EARLIER);
    const failure = await failureOn(judge, input, campaign.mostWork);
    if (failure === undefined) {
      await corpus?.judged(input, judge);
      continue;
    }
    const name = failureName(failure);
    const times = (failures.get(name) ?? 0) + 1;
    failures.set(name, times);
    if (times === 1) {
      const smallest = await smallestFailure(campaign, failure, earlier.slice(-MOST_EARLIER));
      if (smallest !== undefined) campaign.onFailure(smallest, failure);
      else {
        failures.delete(name);
        campaign.onUnrepeated?.(failure, input);
      }
    }
    await judgeAnew();
    await corpus?.forgetBatch();
  }
  return { inputs: done, kept: corpus?.size ?? 0, failures };
}

/** The inputs that reached code which none before them had reached. */
class Corpus {
  readonly #coverage: Coverage;
  readonly #kept: Input[] = [];
  /** The inputs since the last question for what ran. */
  #batch: Input[] = [];
  #batchLength = 8;
  #seen = 0;
  #questions = 0;

  constructor(coverage: Coverage) {
    this.#coverage = coverage;
  }

  get size(): number {
    return this.#kept.length;
  }

  pick(random: Random): Input | undefined {
    return this.#kept.length === 0 ? undefined : random.pick(this.#kept);
  }

  /** Takes note of an input; now and then asks what ran, and where that is new, which inputs it was. */
  async judged(input: Input, judge: Judge): Promise<void> {
    this.#seen++;
    this.#batch.push(input);
    if (this.#batch.length < this.#batchLength) return;
    const batch = this.#batch;
    this.#batch = [];
    if (this.#questions > FIRST_QUESTIONS + this.#seen / INPUTS_A_QUESTION) return;
    const ran = await this.#ran();
    if (!this.#coverage.isNew(ran)) {
      this.#batchLength = Math.min(LONGEST_BATCH, this.#batchLength * 2);
      return;
    }
    this.#batchLength = Math.max(1, this.#batchLength >> 1);
    for (const each of batch) {
      if (batch.length > 1) await failureOn(judge, each);
      const ofOne = batch.length > 1 ? await this.#ran() : ran;
      if (!this.#coverage.isNew(ofOne)) continue;
      this.#coverage.add(ofOne);
      if (this.#kept.length < MOST_KEPT) this.#kept.push(each);
    }
    // What ran once alone, such as the filling of a cache, is no input's doing.
    this.#coverage.add(ran);
  }

  #ran(): Promise<Ran> {
    this.#questions++;
    return this.#coverage.ran();
  }

  /** Forgets what ran since the last question: other inputs than those of the run were judged. */
  async forgetBatch(): Promise<void> {
    this.#batch = [];
    await this.#coverage.ran();
  }
}
