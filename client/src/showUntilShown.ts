/** How often it is shown again, in milliseconds. */
const AGAIN_MILLISECONDS = 500;
/** At most this many times: an editor may be set to never open the panel unasked. */
export const MAXIMUM_TIMES = 240;

/**
 * Shows an output channel, and again until `isShown` answers true. VS Code's window registers the channels of loggers in its
 * idle time, on a busy machine many seconds after their extension is active; until then it passes over `show` without an
 * answer (MainThreadOutputService.$reveal, WorkbenchContributionsRegistry), and no event reports the registration.
 * The answer is to be disposed of with the extension; that ends the attempts.
 */
export function showUntilShown(show: () => void, isShown: () => boolean): { dispose(): void } {
  let times = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = () => {
    if (isShown() || times === MAXIMUM_TIMES) return;
    times++;
    show();
    timer = setTimeout(attempt, AGAIN_MILLISECONDS);
  };
  attempt();
  return { dispose: () => clearTimeout(timer) };
}
