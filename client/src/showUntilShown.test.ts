import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAXIMUM_TIMES, showUntilShown } from './showUntilShown.ts';

/** A window that opens its panel at a `show` only once it knows the channel, and says so. */
function makeWindow() {
  const state = { isKnown: false, isShown: false, asked: 0 };
  const listeners = new Set<() => void>();
  const become = (isShown: boolean) => {
    state.isShown = isShown;
    for (const changed of listeners) changed();
  };
  const show = () => {
    state.asked++;
    if (state.isKnown) become(true);
  };
  const panel = {
    isShown: () => state.isShown,
    onDidChange: (changed: () => void) => {
      listeners.add(changed);
      return { dispose: () => listeners.delete(changed) };
    },
  };
  return { state, show, panel, listeners, become };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a channel that the window knows is shown at once and once', () => {
  const { state, show, panel, listeners } = makeWindow();
  state.isKnown = true;
  showUntilShown(show, panel);
  expect(state.isShown).toBe(true);
  vi.runAllTimers();
  expect(state.asked).toBe(1);
  expect(listeners.size).toBe(0);
});

test('a panel that is closed again at once is not opened again', () => {
  const { state, show, panel, become } = makeWindow();
  showUntilShown(show, panel);
  state.isKnown = true;
  vi.advanceTimersByTime(600);
  expect(state.isShown).toBe(true);
  become(false);
  const { asked } = state;
  vi.runAllTimers();
  expect(state.asked).toBe(asked);
});

test('a channel that the window hears of late is shown then, and no more after it', () => {
  const { state, show, panel } = makeWindow();
  showUntilShown(show, panel);
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
  showUntilShown(never.show, never.panel);
  vi.runAllTimers();
  expect(never.state.asked).toBe(MAXIMUM_TIMES);
  const ended = makeWindow();
  showUntilShown(ended.show, ended.panel).dispose();
  vi.runAllTimers();
  expect(ended.state.asked).toBe(1);
});
