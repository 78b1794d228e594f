import assert from 'node:assert/strict';
import { ProgressLocation, window } from 'vscode';
import { showWaiting } from '../../../client/src/showWaiting.ts';
import { eventually, pause } from './editor.ts';

describe('an answer that is waited for', () => {
  it('is seen to be, from when a person notices until it is there', async () => {
    const real = window.withProgress;
    const shown: { readonly title: string | undefined; readonly ended: Thenable<unknown> }[] = [];
    const stand = ({ title, location }: Parameters<typeof real>[0], task: () => Thenable<unknown>) => {
      assert.equal(location, ProgressLocation.Window);
      shown.push({ title, ended: task() });
    };
    Reflect.set(window, 'withProgress', stand);
    try {
      assert.equal(await showWaiting('quick', Promise.resolve(1)), 1);
      let answer: (value: number) => void = () => undefined;
      const slow = showWaiting(
        'slow',
        new Promise<number>((resolve) => {
          answer = resolve;
        }),
      );
      await eventually('the progress', () => shown[0]);
      answer(2);
      assert.equal(await slow, 2);
      await shown[0]?.ended;
      await assert.rejects(showWaiting('refused', Promise.reject(new Error('no'))), /no/);
      await pause(300);
      assert.deepEqual(
        shown.map(({ title }) => title),
        ['slow'],
      );
    } finally {
      Reflect.set(window, 'withProgress', real);
    }
  });
});
