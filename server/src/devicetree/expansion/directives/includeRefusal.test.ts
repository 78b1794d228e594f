import { describe, expect, test } from 'vitest';
import { MemoryReader } from '../../../../../test/memoryReader.ts';
import { Expander } from '../expander.ts';

// libcpp search_path_head, with which every question for a file begins.
describe('where no folder is searched', () => {
  const messagesOf = (line: string): string[] => {
    const files = new MemoryReader({ 'a.dts': `/dts-v1/;\n${line}\n#endif\n/ { };\n`, 'here.h': '' });
    const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
    const { problems } = new Expander(files).expand(request);
    return problems.map(({ id, message }) => `${id} ${message.split('\n')[0]}`);
  };
  const REFUSED = 'include-not-found no include path in which to search for no.h';

  test.each([
    '#if __has_include(<no.h>)',
    '#if __has_include_next(<no.h>)',
    '#define N <no.h>\n#if __has_include(N)',
    '#if 0\n#elif __has_include(<no.h>)',
    '#include <no.h>\n#if 1',
    '#pragma GCC dependency <no.h>\n#if 1',
  ])('%j is an error', (line) => expect(messagesOf(line)).toEqual([REFUSED]));

  test.each([
    '#if 0 && __has_include(<no.h>)',
    '#if __has_include("no.h")',
    '#if __has_include("here.h")',
    '#if __has_include(</no.h>)',
    '#ifdef X\n#if __has_include(<no.h>)\n#endif',
  ])('%j is none', (line) => expect(messagesOf(line)).toEqual([]));
});
