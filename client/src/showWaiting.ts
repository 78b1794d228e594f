import { ProgressLocation, window } from 'vscode';

/** How long a person does not notice that something is waited for, in milliseconds. */
export const UNNOTICED_MILLISECONDS = 250;

/** Shows in the status bar that the answer to a person's question is waited for, once that is noticed; the answer. */
export function showWaiting<Answer>(title: string, answer: Promise<Answer>): Promise<Answer> {
  const answered = answer.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    window.withProgress({ location: ProgressLocation.Window, title }, () => answered);
  }, UNNOTICED_MILLISECONDS);
  answered.then(() => clearTimeout(timer));
  return answer;
}
