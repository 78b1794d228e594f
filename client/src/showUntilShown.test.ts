import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAXIMUM_TIMES, showUntilShown } from './showUntilShown.ts';

/** A window that opens its panel at a `show` only once it knows the channel. */
function makeWindow() {
  const state = { isKnown: false, isShown: false, asked: 0 };
  const show = () => {
    state.asked++;
    if (state.isKnown) state.isShown = true;
  };
  return { state, show, isShown: () => state.isShown };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a channel that the window knows is shown at once and once', () => {
  const { state, show, isShown } = makeWindow();
  state.isKnown = true;
  showUntilShown(show, isShown);
  expect(state.isShown).toBe(true);
  vi.runAllTimers();
  expect(state.asked).toBe(1);
});

test('a channel that the window hears of late is shown then, and no more after it', () => {
  const { state, show, isShown } = makeWindow();
  showUntilShown(show, isShown);
  vi.advanceTimersByTime(30_000);
  expect(state.isShown).toBe(false);
  state.isKnown = true;
  vi.advanceTimersByTime(1000);
  expect(state.isShown).toBe(true);
  const { asked } = state;
  vi.runAllTimers();
  expect(state.asked).toBe(asked);
});

test('it ends where the panel never opens, and where the extension does', () => {
  const never = makeWindow();
  showUntilShown(never.show, never.isShown);
  vi.runAllTimers();
  expect(never.state.asked).toBe(MAXIMUM_TIMES);
  const ended = makeWindow();
  showUntilShown(ended.show, ended.isShown).dispose();
  vi.runAllTimers();
  expect(ended.state.asked).toBe(1);
});
