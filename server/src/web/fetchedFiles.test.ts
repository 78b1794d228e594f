import { describe, expect, it } from 'vitest';
import { MAXIMUM_ROUNDS, readCompletely } from '../workspace/readCompletely.ts';
import { type Fetched, FetchedFiles } from './fetchedFiles.ts';

/** A provider that answers when it is let, and the paths that it was asked for. */
class Provider {
  readonly texts = new Map<string, string>();
  readonly asked: string[] = [];
  /** Resolves before an answer is given. */
  gate: Promise<void> = Promise.resolve();

  readonly fetch = async (path: string): Promise<Fetched | undefined> => {
    this.asked.push(path);
    await this.gate;
    const text = this.texts.get(path);
    if (text === 'broken') throw new Error('the connection is lost');
    if (text !== undefined) return { bytes: new TextEncoder().encode(text) };
    const inside = [...this.texts.keys()].filter((file) => file.startsWith(`${path}/`));
    const names = inside.map((file) => file.slice(path.length + 1).replace(/\/.*/s, '/'));
    return names.length === 0 ? undefined : { names: [...new Set(names)] };
  };
}

function filesOf(texts: Readonly<Record<string, string>>, roots?: readonly string[], maximumBytes?: number) {
  const provider = new Provider();
  for (const [path, text] of Object.entries(texts)) provider.texts.set(path, text);
  return { provider, files: new FetchedFiles(provider.fetch, roots, maximumBytes) };
}

const read = <Answer>(files: FetchedFiles, work: () => Answer): Promise<Answer> => readCompletely([files], work);

describe('files that are fetched', () => {
  it('are not there until they are fetched, and then the same each time', async () => {
    const { provider, files } = filesOf({ '/w/a.dts': 'é' });
    expect(files.read('/w/a.dts')).toBeUndefined();
    expect(files.unanswered).toBe(1);
    await files.fetchMissing();
    const file = files.read('/w/a.dts');
    expect(file?.text).toBe('\u00c3\u00a9');
    expect(files.read('/w/a.dts')).toBe(file);
    expect(files.readText('/w/x/../a.dts')).toBe(file?.text);
    expect(files.read('/w/x/../a.dts')?.path).toBe('/w/x/../a.dts');
    expect(files.unanswered).toBe(1);
    expect(provider.asked).toEqual(['/w/a.dts']);
  });

  it('answer what folders hold, and what is not there', async () => {
    const { files } = filesOf({ '/w/a.dts': '', '/w/b/c.dts': '' });
    const answers = () => [
      files.list('/w'),
      files.isFolder('/w/b'),
      files.isFolder('/w/a.dts'),
      files.realPath('/w/b/../a.dts'),
      files.realPath('/w/b'),
      files.realPath('/w/d'),
      files.read('/w/b'),
    ];
    expect(await read(files, answers)).toEqual([
      ['a.dts', 'b/'],
      true,
      false,
      '/w/a.dts',
      '/w/b',
      undefined,
      undefined,
    ]);
    const before = files.unanswered;
    answers();
    expect(files.unanswered).toBe(before);
  });

  it('are read below the roots alone', async () => {
    const { provider, files } = filesOf({ '/w/a.dts': 'a', '/wide/b.dts': 'b', '/etc/c': 'c' }, ['/w/']);
    const texts = await read(files, () =>
      ['/w/a.dts', '/wide/b.dts', '/w/../etc/c'].map((path) => files.readText(path)),
    );
    expect(texts).toEqual(['a', undefined, undefined]);
    expect(provider.asked).toEqual(['/w/a.dts']);
    files.setRoots(['/etc']);
    expect(await read(files, () => files.readText('/w/../etc/c'))).toBe('c');
    expect(files.readText('/w/a.dts')).toBeUndefined();
  });

  it('are fetched once, however many ask', async () => {
    const { provider, files } = filesOf({ '/w/a.dts': 'a' });
    const texts = await Promise.all([1, 2, 3].map(() => read(files, () => files.readText('/w/a.dts'))));
    expect(texts).toEqual(['a', 'a', 'a']);
    expect(provider.asked).toEqual(['/w/a.dts']);
  });

  it('are fetched a few at a time', async () => {
    const { provider, files } = filesOf({});
    let open = (): void => {};
    provider.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (let at = 0; at < 500; at++) files.read(`/w/${at}`);
    const fetched = files.fetchMissing();
    expect(provider.asked.length).toBeLessThan(100);
    open();
    await fetched;
    expect(provider.asked.length).toBe(500);
  });

  it('are not there where they cannot be fetched', async () => {
    const { files } = filesOf({ '/w/a.dts': 'broken', '/w/b.dts': 'b' });
    expect(await read(files, () => [files.readText('/w/a.dts'), files.readText('/w/b.dts')])).toEqual([undefined, 'b']);
  });

  it('follow what comes, goes and changes', async () => {
    const { provider, files } = filesOf({ '/w/a.dts': 'old', '/w/gone/c.dtsi': '' });
    const answers = () => [
      files.readText('/w/a.dts'),
      files.readText('/w/new/b.dtsi'),
      files.readText('/w/gone/c.dtsi'),
      files.list('/w'),
    ];
    expect(await read(files, answers)).toEqual(['old', undefined, '', ['a.dts', 'gone/']]);
    provider.texts.set('/w/a.dts', 'new');
    provider.texts.set('/w/new/b.dtsi', 'b');
    provider.texts.delete('/w/gone/c.dtsi');
    expect(await read(files, answers)).toEqual(['old', undefined, '', ['a.dts', 'gone/']]);
    files.filesChanged(['/w/a.dts', '/w/new', '/w/gone']);
    expect(await read(files, answers)).toEqual(['new', 'b', undefined, ['a.dts', 'new/']]);
  });

  it('are fetched again where they change on the way', async () => {
    const { provider, files } = filesOf({ '/w/a.dts': 'old' });
    let open = (): void => {};
    provider.gate = new Promise((resolve) => {
      open = resolve;
    });
    const text = read(files, () => files.readText('/w/a.dts'));
    files.filesChanged(['/w/a.dts']);
    open();
    expect(await text).toBe('old');
    expect(provider.asked).toEqual(['/w/a.dts', '/w/a.dts']);
  });

  it('are reached through links that git checked out as text', async () => {
    const { files } = filesOf({ '/k/prefixes/arm64': '../arch/arm64\n', '/k/arch/arm64/soc.dtsi': 'soc' }, ['/k']);
    expect(await read(files, () => files.read('/k/prefixes/arm64/soc.dtsi')?.text)).toBe('soc');
    expect(await read(files, () => files.read('/k/prefixes/arm64/none.dtsi'))).toBeUndefined();
    expect(await read(files, () => files.read('/k/prefixes/arm64/../x'))).toBeUndefined();
  });

  it('take no more memory than they may', async () => {
    const { provider, files } = filesOf({ '/w/a': 'a'.repeat(1000), '/w/b': 'b'.repeat(1000) }, undefined, 2000);
    await read(files, () => files.read('/w/a'));
    await read(files, () => files.read('/w/b'));
    expect(await read(files, () => files.readText('/w/b'))).toHaveLength(1000);
    expect(provider.asked).toEqual(['/w/a', '/w/b']);
    expect(await read(files, () => files.readText('/w/a'))).toHaveLength(1000);
    expect(provider.asked).toEqual(['/w/a', '/w/b', '/w/a']);
  });

  it('end a reading that needs more than may be kept at once', async () => {
    const { files } = filesOf({ '/w/a': 'a'.repeat(1000), '/w/b': 'b'.repeat(1000) }, undefined, 1500);
    let rounds = 0;
    await read(files, () => {
      rounds++;
      return [files.read('/w/a'), files.read('/w/b')];
    });
    expect(rounds).toBe(MAXIMUM_ROUNDS);
  });
});
