import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultSettings } from './settings.ts';
import { SettingsStore } from './settingsStore.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A store whose client answers when a test has it answer, the oldest question first. */
function storeWith() {
  const answers: ((sent: unknown) => void)[] = [];
  const cameLate = vi.fn();
  const store = new SettingsStore(() => new Promise((resolve) => answers.push(resolve)), cameLate);
  return { store, cameLate, answer: (sent: unknown) => answers.shift()?.(sent) };
}

const ARM = { architecture: 'arm' };

it('settings are waited for as long as the thread is busy, and for some rounds of timers after that', async () => {
  const { store, cameLate, answer } = storeWith();
  const settings = store.of('file:///w');
  // No timer comes up before the work is done, and then one.
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersByTimeAsync(1000);
  answer(ARM);
  expect((await settings).values).toEqual(ARM);
  expect(cameLate).not.toHaveBeenCalled();
});

it('an answer in time leaves no timer behind', async () => {
  const { store, answer } = storeWith();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  const settings = store.of('file:///w');
  const [own] = timers.mock.results;
  answer(ARM);
  await settings;
  expect(own?.type).toBe('return');
  expect(cleared).toHaveBeenCalledWith(own?.value);
});

it('of a client that does not answer the defaults are taken, and its answer when it comes', async () => {
  const { store, cameLate, answer } = storeWith();
  const settings = store.of('file:///w');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await settings).toBe(defaultSettings());
  answer(ARM);
  await vi.advanceTimersByTimeAsync(0);
  expect(cameLate).toHaveBeenCalledOnce();
  expect((await store.of('file:///w')).values).toEqual(ARM);
});

it('an answer to a question from before a change is dropped', async () => {
  const { store, cameLate, answer } = storeWith();
  void store.of(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  store.forget();
  const settings = store.of(undefined);
  answer(ARM);
  await vi.advanceTimersByTimeAsync(0);
  answer({ architecture: 'riscv' });
  expect((await settings).values).toEqual({ architecture: 'riscv' });
  expect(cameLate).not.toHaveBeenCalled();
});
