import process from 'node:process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RULES } from '../../server/src/rules/registry.ts';
import { runCampaign } from './harness/campaign.ts';
import { replay, type StoredFailure } from './harness/failure.ts';
import { minimise } from './harness/minimise.ts';
import { LEAST_INPUTS, withinShare } from './harness/share.ts';
import { storedFailures } from './harness/storedFailures.ts';
import { Disagreement, type FuzzTarget, type Input } from './harness/target.ts';
import { canRun, loadTarget, TARGET_NAMES } from './harness/targets.ts';
import { RULES_ORACLE } from './oracles/boardAnswers.ts';

/** Inputs of `npm test` are the same everywhere. */
const SEED = 15;

const targets = await Promise.all(TARGET_NAMES.map(loadTarget));

describe('inputs by chance', () => {
  test.for(targets)('$name', async (target, { skip }) => {
    skip(!canRun(target), `${target.needs} is missing`);
    const found: StoredFailure[] = [];
    const { inputs } = await runCampaign({
      target,
      seed: SEED,
      goesOn: (done) => done < target.inTests,
      onFailure: (failure) => found.push(failure),
      onUnrepeated: (error) => {
        throw error;
      },
    });
    expect(found).toEqual([]);
    expect(inputs).toBe(target.inTests);
  });

  test.each(targets)('$name is in the file of its name', ({ name }) => expect(TARGET_NAMES).toContain(name));
});

describe('a rule in which the program fails', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(targets.filter(({ oracles }) => oracles.includes(RULES_ORACLE)))(
    'is a failure of $name',
    async (target) => {
      for (const rule of RULES) {
        vi.spyOn(rule, 'check').mockImplementation(() => {
          throw new Error('planted');
        });
      }
      const thrown: unknown[] = [];
      await runCampaign({
        // To show it as small as possible is of no account here.
        target: { ...target, tries: 1 },
        seed: SEED,
        goesOn: (done) => done < target.inTests && thrown.length === 0,
        onFailure: (_, error) => thrown.push(error),
        onUnrepeated: (error) => thrown.push(error),
      });
      expect(thrown).toEqual([expect.objectContaining({ message: 'planted' })]);
    },
  );

  test('is one of every target that asks the rules', () => {
    const asking = targets.filter(({ oracles }) => oracles.includes(RULES_ORACLE)).map(({ name }) => name);
    expect(asking).toEqual(expect.arrayContaining(['blobs', 'overlays', 'pictures', 'trees', 'typing']));
  });
});

describe('what once failed', () => {
  test.for(storedFailures())('$name', async ({ stored }, { skip }) => {
    const target = await loadTarget(stored.target);
    skip(!canRun(target), `${target.needs} is missing`);
    expect(stored.cause, 'a sentence that says what was wrong').toBeTruthy();
    expect(await replay(target, stored.inputs)).toBeUndefined();
  });
});

/** A target whose judge refuses a word, at once or when it has read it before. */
function refusing(refuses: (text: string, before: ReadonlySet<string>) => boolean): FuzzTarget {
  return {
    name: 'refusing',
    inputs: 'words',
    oracles: ['no such word'],
    inTests: 0,
    make: (random) => ({ text: random.list(1, 30, () => random.pick(['ab', 'c', 'needle', 'd\n'])).join('') }),
    open: () => {
      const before = new Set<string>();
      return (input: Input) => {
        const { text } = input as { text: string };
        if (refuses(text, before)) throw new Disagreement('no such word', text);
        before.add(text);
      };
    },
  };
}

describe('the harness', () => {
  const run = async (target: FuzzTarget, goesOn: (done: number) => boolean) => {
    const found: StoredFailure[] = [];
    const result = await runCampaign({ target, seed: 1, goesOn, onFailure: (failure) => found.push(failure) });
    return { found, result };
  };

  test('finds what is refused, and makes it as small as can be', async () => {
    const { found, result } = await run(
      refusing((text) => text.includes('needle')),
      (done) => done < 50,
    );
    expect(found).toEqual([{ target: 'refusing', failure: 'no such word', seed: 1, inputs: [{ text: 'needle' }] }]);
    expect(result.failures.get('no such word')).toBeGreaterThan(5);
  });

  test('keeps of the inputs before a failure those that it depends on', async () => {
    const { found } = await run(
      refusing((text, before) => text.startsWith('c') && [...before].some((each) => each.startsWith('d'))),
      (done) => done < 200,
    );
    expect(found[0]?.inputs).toEqual([{ text: 'd' }, { text: 'c' }]);
  });

  test('keeps them also where the oracle is asked for one input of several', async () => {
    const target: FuzzTarget = {
      ...refusing(() => false),
      open: (isReplay) => {
        let [count, last] = [0, ''];
        return (input) => {
          const { text } = input as { text: string };
          const isRefused = last.startsWith('d') && text.startsWith('c');
          last = text;
          if (isRefused && (count++ % 3 === 2 || isReplay)) throw new Disagreement('no such word', text);
        };
      },
    };
    const { found } = await run(target, (done) => done < 200);
    expect(found[0]?.inputs).toEqual([{ text: 'd' }, { text: 'c' }]);
  });

  test('holds inputs to an amount of work where one is given, and no others', async () => {
    let used = 0;
    vi.spyOn(process, 'threadCpuUsage').mockImplementation((before) => {
      return { user: used - (before?.user ?? 0), system: 0 };
    });
    const target = refusing((text) => {
      used += text.startsWith('c') ? 2000 : 1000;
      return false;
    });
    const failuresOf = async (mostWork?: number) => {
      const limit = mostWork === undefined ? {} : { mostWork };
      const { failures } = await runCampaign({
        target,
        seed: 1,
        goesOn: (done) => done < 50,
        onFailure: () => {},
        ...limit,
      });
      return [...failures.keys()];
    };
    expect(await failuresOf()).toEqual([]);
    expect(await failuresOf(2000)).toEqual([]);
    expect(await failuresOf(1999)).toEqual(['work within limits']);
    vi.restoreAllMocks();
  });

  test('makes the same inputs of the same seed', async () => {
    const texts: [string[], string[]] = [[], []];
    for (const list of texts) {
      const target = refusing((text) => list.push(text) < 0);
      await run(target, (done) => done < 20);
    }
    expect(texts[0]).toEqual(texts[1]);
    expect(new Set(texts[0]).size).toBeGreaterThan(15);
  });

  test('gives each target its share of the time, counted from its start, and a few inputs in any case', () => {
    let milliseconds = 1000;
    const clock = (): number => milliseconds++;
    const triesOf = (inputs: number, share: number): number => {
      const goesOn = withinShare({ inputs, milliseconds: share }, clock);
      milliseconds += 1000;
      let done = 0;
      while (goesOn(done)) done++;
      return done;
    };
    expect(triesOf(1000, 50)).toBeGreaterThan(LEAST_INPUTS);
    expect([triesOf(1000, 0), triesOf(1000, -5), triesOf(3, 0)]).toEqual([LEAST_INPUTS, LEAST_INPUTS, 3]);
  });

  test('stops making smaller after as many tries as it has', async () => {
    let tries = 0;
    await minimise('x'.repeat(1000), async () => ++tries < 0, 25);
    expect(tries).toBe(25);
  });
});
