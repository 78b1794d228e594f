import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CancellationTokenSource, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LONG_TEXT } from '../text/sourceFile.ts';
import { FetchedFiles } from '../web/fetchedFiles.ts';
import { OpenDocuments } from './openDocuments.ts';
import { LONG_PAUSE_MILLISECONDS, Requests } from './requests.ts';
import { twoTurns } from './turns.ts';

const URI = 'file:///w/a.dts';

describe('a request', () => {
  let documents: OpenDocuments;
  let requests: Requests;
  let begun: number;
  const errors: string[] = [];
  const source = () => new CancellationTokenSource();
  const edit = (uri: string, path: string, version: number): void =>
    documents.set(path, TextDocument.create(uri, 'dts', version, ''));
  const answer = async (): Promise<string> => {
    begun++;
    return 'answer';
  };

  beforeEach(() => {
    documents = new OpenDocuments(new FetchedFiles(async () => undefined));
    requests = new Requests(
      { console: { error: (text: string) => errors.push(text) } } as unknown as Connection,
      documents,
    );
    begun = 0;
    errors.length = 0;
    edit(URI, '/w/a.dts', 1);
  });

  it('is being answered from when it comes until it is answered, however that ends', async () => {
    const token = () => source().token;
    const answered = requests.answering('hover', answer)({ textDocument: { uri: URI } }, token());
    const failed = requests.answering('hover', () => Promise.reject(new Error('no')))({ uri: URI }, token());
    expect(requests.isAnswering).toBe(true);
    await answered;
    await failed;
    expect(requests.isAnswering).toBe(false);
  });

  it('that was cancelled before its work began is answered so, and its work never begins', async () => {
    const cancelled = source();
    const answered = requests.answering('hover', answer)({ textDocument: { uri: URI } }, cancelled.token);
    cancelled.cancel();
    expect(await answered).toMatchObject({ code: -32800 });
    expect(begun).toBe(0);
  });

  it.each([
    ['edited', () => edit(URI, '/w/a.dts', 2)],
    ['closed', () => documents.close('/w/a.dts')],
    [
      'closed and opened again',
      () => {
        const version = documents.versionOf('/w/a.dts') ?? 0;
        documents.close('/w/a.dts');
        edit(URI, '/w/a.dts', version);
      },
    ],
  ])('about a document that was %s before its work began is answered so', async (_, change) => {
    const answered = requests.answering('hover', answer)({ textDocument: { uri: URI } }, source().token);
    change();
    expect(await answered).toMatchObject({ code: -32801 });
    edit(URI, '/w/a.dts', 3);
    const pulled = requests.answeringPull('diagnostics', answer)({ uri: URI }, source().token);
    change();
    expect(await pulled).toMatchObject({ code: -32802, data: { retriggerRequest: true } });
    expect(begun).toBe(0);
  });

  it('is superseded by an edit that comes while it waits: its positions may have been looked up in the text after that', async () => {
    const asked = requests.answering('rename', async () => edit(URI, '/w/a.dts', 2))({ uri: URI }, source().token);
    expect(await asked).toMatchObject({ code: -32801 });
    const pulled = requests.answeringPull('diagnostics', async () => edit(URI, '/w/a.dts', 3))(
      { uri: URI },
      source().token,
    );
    expect(await pulled).toMatchObject({ code: -32802 });
  });

  it('is answered while other documents change, and about a document that is not open', async () => {
    const answered = requests.answering('hover', answer)({ textDocument: { uri: URI } }, source().token);
    edit('file:///w/b.dts', '/w/b.dts', 1);
    expect(await answered).toBe('answer');
    const closed = requests.answering('status', answer)({ uri: 'file:///w/c.dts' }, source().token);
    edit('file:///w/c.dts', '/w/c.dts', 1);
    expect(await closed).toBe('answer');
    expect(await requests.answering('status', answer)({ uri: 'untitled:x' }, source().token)).toBe('answer');
  });

  it('that fails is answered so, and said in the output', async () => {
    const failing = requests.answering('hover', async () => {
      throw new Error('broken on purpose');
    });
    expect(await failing({ uri: URI }, source().token)).toMatchObject({ code: -32803 });
    expect(errors).toEqual([expect.stringContaining('broken on purpose')]);
  });

  describe('about a long document', () => {
    const LONG = 'file:///w/long.dts';
    const editLong = (version: number): void =>
      documents.set('/w/long.dts', TextDocument.create(LONG, 'dts', version, ' '.repeat(LONG_TEXT + 1)));
    const order: string[] = [];
    const ask = (name: string, uri = LONG, work: () => Promise<unknown> = async () => {}) =>
      requests.answering(name, async () => {
        order.push(name);
        await work();
        order.push(`${name} answered`);
      })({ textDocument: { uri } }, source().token);
    const pull = () => requests.answeringPull('pull', async () => order.push('pull'))({ uri: LONG }, source().token);

    beforeEach(() => {
      order.length = 0;
      editLong(1);
    });

    it('waits for those before it, and for those about others that have come meanwhile', async () => {
      let other: Promise<unknown> | undefined;
      const first = ask('symbols', LONG, async () => {
        other = ask('other', URI);
      });
      await Promise.all([pull(), first, ask('folding')]);
      await other;
      expect(order.filter((each) => !each.endsWith('ed'))).toEqual(['symbols', 'other', 'folding', 'pull']);
      expect(order.indexOf('other answered')).toBeLessThan(order.indexOf('folding'));
      expect(requests.isAnswering).toBe(false);
    });

    it('begins its next step when answers about others are written, which handling messages takes as well', async () => {
      const connection = { console: { error: () => {} } } as unknown as Connection;
      requests = new Requests(connection, documents, async () => {
        order.push('handled');
        await twoTurns();
      });
      const first = ask('symbols', LONG, async () => {
        void ask('other', URI);
      });
      await Promise.all([first, ask('folding')]);
      expect(order.slice(order.indexOf('other answered'), order.indexOf('folding'))).toContain('handled');
    });

    it('does not wait for one that waits for the client, nor for ever for those about others', async () => {
      const never = () => new Promise<void>(() => {});
      void ask('waiting', LONG, never);
      void ask('waiting about another', URI, never);
      await ask('next');
      expect(order).toEqual(expect.arrayContaining(['waiting', 'waiting about another', 'next answered']));
    });

    it('is superseded by an edit that comes between its steps', async () => {
      const asked = ask('symbols', LONG, async () => {
        editLong(2);
        await requests.afterStep('/w/long.dts');
      });
      expect(await asked).toMatchObject({ code: -32801 });
    });

    it('pulls when nobody has typed for a moment', async () => {
      vi.useFakeTimers();
      const pulled = pull();
      await vi.advanceTimersByTimeAsync(LONG_PAUSE_MILLISECONDS / 2);
      editLong(2);
      const again = pull();
      await vi.advanceTimersByTimeAsync(LONG_PAUSE_MILLISECONDS * 2);
      vi.useRealTimers();
      expect(await pulled).toMatchObject({ code: -32802 });
      expect(await again).toBe(1);
    });
  });
});
