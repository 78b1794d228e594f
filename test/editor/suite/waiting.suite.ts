import assert from 'node:assert/strict';
import { EventEmitter, ProgressLocation, type Uri, window } from 'vscode';
import type { BoardConnection } from '../../../client/src/boardConnection.ts';
import { CurrentBoard } from '../../../client/src/currentBoard.ts';
import type { Server } from '../../../client/src/server.ts';
import { showWaiting } from '../../../client/src/showWaiting.ts';
import { eventually, openBoard, pause, restoreAll } from './editor.ts';

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

describe('the board of the file that is open', () => {
  afterEach(restoreAll);

  it('is not the one of the file before, while it is waited for', async () => {
    const never = new EventEmitter<void>();
    const overview = (uri: Uri) => {
      const status = { board: uri.toString(), isAlone: false, findings: { errors: 0, warnings: 0, notes: 0 } };
      return uri.path.endsWith('/camera.dts') ? Promise.resolve({ status }) : new Promise(() => undefined);
    };
    const connection = { onDidChange: never.event, overview } as unknown as BoardConnection;
    const server = { onDidChangeState: never.event, isRunning: true, state: { kind: 'running' } } as unknown as Server;
    await openBoard('camera.dts');
    const current = new CurrentBoard(connection, server);
    try {
      await openBoard('misaligned.dts');
      await openBoard('camera.dts');
      await eventually('the board', () => current.known);
      await openBoard('misaligned.dts');
      await eventually('that it is waited for', () => (current.isBusy ? true : undefined));
      assert.equal(current.known, undefined);
      assert.match(current.document?.path ?? '', /misaligned\.dts$/);
    } finally {
      current.dispose();
      never.dispose();
    }
  });
});
