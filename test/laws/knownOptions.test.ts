import { expect, it } from 'vitest';
import { isKnownOption } from '../../server/src/kernel/input/knownOptions.ts';
import { productSources } from './sourceText.ts';

it('the list of known options names every option that the engine asks for, and no other', () => {
  const asked = new Set<string>();
  const listed = new Set<string>();
  for (const { path, text } of productSources()) {
    if (!path.startsWith('server/src/kernel/')) continue;
    const names = path.endsWith('/knownOptions.ts') ? listed : asked;
    for (const [name] of text.matchAll(/\bCONFIG_[A-Z0-9_]+(?=['"]|: )/g)) names.add(name);
  }
  expect([...listed].sort()).toEqual([...asked].sort());
  expect([...asked].filter((name) => !isKnownOption(name))).toEqual([]);
});
