/** How often it is shown again, in milliseconds. */
const AGAIN_MILLISECONDS = 500;
/** At most this many times: an editor may be set to never open the panel unasked. */
export const MAXIMUM_TIMES = 240;

/** What becomes of the panel in which something is shown. */
interface Panel {
  /** Whether it shows it now. */
  isShown(): boolean;
  /** Calls back whenever that may have changed. */
  onDidChange(changed: () => void): { dispose(): void };
}

/**
 * Shows an output channel, and again until the panel has shown it once. VS Code's window registers the channels of loggers in
 * its idle time, on a busy machine many seconds after their extension is active; until then it passes over `show` without an
 * answer (MainThreadOutputService.$reveal, WorkbenchContributionsRegistry), and no event reports the registration.
 * The answer is to be disposed of with the extension; that ends the attempts.
 */
export function showUntilShown(show: () => void, panel: Panel): { dispose(): void } {
  let times = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    times = MAXIMUM_TIMES;
    clearTimeout(timer);
    changes.dispose();
  };
  // Who closes the panel again has seen it, however soon.
  const changes = panel.onDidChange(() => {
    if (panel.isShown()) end();
  });
  const attempt = (): void => {
    if (panel.isShown() || times === MAXIMUM_TIMES) {
      end();
      return;
    }
    times++;
    show();
    timer = setTimeout(attempt, AGAIN_MILLISECONDS);
  };
  attempt();
  return { dispose: end };
}
