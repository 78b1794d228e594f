import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LanguageFeature } from './languageFeature.ts';
import { WarmUp } from './warmUp.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A warm-up of two features, of which one has nothing to rehearse, on a document that is open. */
function makeWarmUp(rehearsal: () => void = () => {}) {
  const state = { isAnswering: false, isOpen: true, done: 0, looks: 0 };
  const parts = {
    requests: {
      get isAnswering() {
        return state.isAnswering;
      },
    },
    documents: {
      get paths() {
        return state.isOpen ? ['/a.dts'] : [];
      },
      isOpen: () => {
        state.looks++;
        return state.isOpen;
      },
    },
  } as unknown as ConstructorParameters<typeof WarmUp>[0];
  const features: LanguageFeature[] = [
    { capabilities: {}, serve: () => {}, rehearse: () => {} },
    { capabilities: {}, serve: () => {} },
  ];
  const warmUp = new WarmUp(parts, features, async () => {
    state.done++;
    rehearsal();
  });
  return { state, warmUp };
}

/** How much there is to rehearse: the places of one feature. */
const ALL = 4;

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** Nothing is looked at any more: timers of other servers in this process, whose tests are over, do not count. */
async function expectRest(state: { readonly looks: number }): Promise<void> {
  const { looks } = state;
  await pass(10_000);
  expect(state.looks).toBe(looks);
}

it('everything is rehearsed once, whatever fails in it', async () => {
  const { state, warmUp } = makeWarmUp(() => {
    throw new Error('broken on purpose');
  });
  expect(state.done).toBe(0);
  warmUp.upToDate();
  await pass(10_000);
  expect(state.done).toBe(ALL);
  warmUp.upToDate();
  await pass(10_000);
  expect(state.done).toBe(ALL);
  await expectRest(state);
});

it('it waits while a request is answered, and while somebody types', async () => {
  const { state, warmUp } = makeWarmUp();
  state.isAnswering = true;
  warmUp.upToDate();
  await pass(1000);
  expect(state.done).toBe(0);
  state.isAnswering = false;
  for (let key = 0; key < 10; key++) {
    warmUp.edited();
    await pass(100);
  }
  expect(state.done).toBe(0);
  await pass(10_000);
  expect(state.done).toBe(ALL);
});

it('on a server that is never idle it rests until the next findings are out', async () => {
  const { state, warmUp } = makeWarmUp();
  state.isAnswering = true;
  for (let times = 0; times < 3; times++) {
    warmUp.upToDate();
    await pass(60_000);
    await expectRest(state);
  }
  expect(state.done).toBe(0);
  state.isAnswering = false;
  warmUp.upToDate();
  await pass(10_000);
  expect(state.done).toBe(ALL);
});

it('what is left is rehearsed on the next document, where the first is closed', async () => {
  const { state, warmUp } = makeWarmUp();
  warmUp.upToDate();
  await pass(25);
  expect(state.done).toBe(1);
  state.isOpen = false;
  await pass(1000);
  expect(state.done).toBe(1);
  await expectRest(state);
  state.isOpen = true;
  warmUp.upToDate();
  await pass(10_000);
  expect(state.done).toBe(ALL);
});
