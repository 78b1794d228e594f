import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const { commands, walkthroughs, viewsWelcome, menus, views } = manifest.contributes;
const known: readonly string[] = commands.map(({ command }: { command: string }) => command);

/** The commands that a text of Markdown links to. */
const linked = (text: string): string[] => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, name]) => name ?? '');

/** Scripts, hence without types. */
const script = (name: string) => import(at(`scripts/${name}`).href);

describe('what a newcomer sees first', () => {
  it('is an icon of 128 by 128 that its script draws', async () => {
    const stored = readFileSync(at('media/icon.png'));
    expect([stored.readUInt32BE(16), stored.readUInt32BE(20)]).toEqual([128, 128]);
    expect(manifest.icon).toBe('media/icon.png');
    const { icon } = await script('icon.mjs');
    expect(icon().subarray(0, 29), 'run: npm run generate').toEqual(stored.subarray(0, 29));
  });

  it('is a README whose pictures are there, and are served over https in the package', async () => {
    const text = readFileSync(at('client/README.md'), 'utf8');
    const pictures = [...text.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)];
    expect(pictures.length).toBeGreaterThan(1);
    for (const [, words = '', path = ''] of pictures) {
      expect(existsSync(fileURLToPath(new URL(path, at('client/README.md')))), path).toBe(true);
      expect(words).not.toBe('');
    }
    const { extensionReadme } = await script('extensionReadme.mjs');
    expect(extensionReadme()).toContain(
      '](https://raw.githubusercontent.com/devicetree-heaps/devicetree-heaps/HEAD/media/',
    );
    expect(extensionReadme()).not.toContain('](../');
    expect(text).not.toMatch(/npm (?:run|install|ci)/);
  });

  it('is a walkthrough of four steps with pictures that are in the package and commands that exist', () => {
    const [{ steps }] = walkthroughs;
    expect(steps).toHaveLength(4);
    const views = manifest.contributes.views.devicetreeHeaps.map(({ id }: { id: string }) => `${id}.focus`);
    for (const { description, media } of steps) {
      for (const picture of Object.values<string>(media.image)) expect(existsSync(at(picture)), picture).toBe(true);
      expect(media.altText).not.toBe('');
      for (const name of linked(description)) expect([...known, ...views]).toContain(name);
    }
  });

  it('is a view that says what to do where it is empty', () => {
    const texts: string[] = viewsWelcome.map(({ contents }: { contents: string }) => contents);
    const ours = texts.flatMap(linked).filter((name) => name.startsWith('devicetreeHeaps.'));
    expect(ours).toContain('devicetreeHeaps.openSample');
    for (const name of ours) expect(known).toContain(name);
    expect(views.devicetreeHeaps.map(({ id }: { id: string }) => id)).toEqual([
      'devicetreeHeaps.heaps',
      'devicetreeHeaps.regions',
      'devicetreeHeaps.names',
    ]);
  });

  it('are menus whose commands exist, with a title and where they can act', () => {
    for (const items of Object.values<{ command?: string }[]>(menus)) {
      for (const { command } of items) if (command !== undefined) expect(known).toContain(command);
    }
    for (const { command, category, title } of commands) {
      expect([command, category]).toEqual([command, 'Devicetree Heaps']);
      expect(title).toMatch(/^[A-Z]/);
    }
  });
});

describe('what commands, menus and steps wait for', () => {
  it('is set by the extension', () => {
    const conditions = [
      ...JSON.stringify(manifest.contributes).matchAll(
        /"(?:when|enablement)":"((?:[^"\\\\]|\\\\.)*)"|"onContext:([^"]+)"/g,
      ),
    ];
    const names = conditions.flatMap(
      ([, condition = '', name = '']) => (condition + name).match(/devicetreeHeaps\.\w+/g) ?? [],
    );
    const awaited = new Set(
      names.filter(
        (name) => !known.includes(name) && !views.devicetreeHeaps.some(({ id }: { id: string }) => id === name),
      ),
    );
    expect(awaited.size).toBeGreaterThan(5);
    const sources = ['currentBoard.ts', 'commands/checkWorkspace.ts']
      .map((name) => readFileSync(at(`client/src/${name}`), 'utf8'))
      .join('\n');
    for (const name of awaited)
      expect(sources, name).toMatch(new RegExp(`\\b${name.replace('devicetreeHeaps.', '')}\\b`));
  });
});

describe('the notices of what is bundled', () => {
  it('name every package, once, with its licence', async () => {
    const { bundledPackages, notices } = await script('notices.mjs');
    const inputs = {
      'client/src/extension.ts': {},
      'node_modules/zod/mini/index.js': {},
      'node_modules/zod/v4/core/x.js': {},
    };
    expect(bundledPackages([{ inputs }])).toEqual(['node_modules/web-tree-sitter', 'node_modules/zod']);
    expect(notices([{ inputs }])).toMatch(/zod [\d.]+ \(MIT\)[\s\S]*Permission is hereby granted/);
  });

  it('are none where the words of a licence are missing', async () => {
    const { noticeFrom } = await script('notices.mjs');
    expect(() => noticeFrom({ name: 'x', version: '1', license: 'MIT' }, [])).toThrow('x comes without the words');
    expect(noticeFrom({ name: 'x', version: '1', license: 'MIT' }, ['words'])).toContain('words');
  });
});

describe('licences', () => {
  it('of everything that is installed with the product are allowed', async () => {
    const { requireAllowed } = await script('notices.mjs');
    const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
      packages: Record<string, { license?: string; dev?: boolean; link?: boolean }>;
    };
    const shipped = Object.entries(packages).filter(([, { dev, link }]) => dev !== true && link !== true);
    expect(shipped.length).toBeGreaterThan(10);
    for (const [name, { license }] of shipped) requireAllowed(name, license);
  });

  it('that ask for more are refused', async () => {
    const { requireAllowed } = await script('notices.mjs');
    expect(() => requireAllowed('x', 'GPL-3.0-only')).toThrow('x comes under GPL-3.0-only');
    expect(() => requireAllowed('x', undefined)).toThrow('no licence that it names');
  });
});

describe('nothing leaves the machine', () => {
  it('since what runs asks no network', async () => {
    const { productSources } = await import('../laws/sourceText.ts');
    const asks =
      /(?:from\s+|import\(|require\()\s*'(?:node:)?(?:https?|http2|net|tls|dgram|dns)'|\bfetch\s*\(\s*['"`]http|\bXMLHttpRequest\b|\bWebSocket\b|\bsendBeacon\b/;
    const found = productSources().filter(({ text }) => asks.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
