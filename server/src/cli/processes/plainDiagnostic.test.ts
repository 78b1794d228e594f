import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../text/sourceFile.ts';
import type { Diagnostic } from '../output/diagnostic.ts';
import { plainDiagnostic, restoredDiagnostic } from './plainDiagnostic.ts';

const one = new SourceFile('one.dts', 'size = <0x180000>;');
const two = new SourceFile('two.dtsi', 'size = <0x180000>;');
const edit = (file: SourceFile) => ({ span: { file, start: 8, end: 16 }, newText: '0x200000' });
const diagnostic: Diagnostic = {
  rule: 'cma-misaligned',
  severity: 'error',
  message: 'too small',
  span: edit(one).span,
  related: [{ span: edit(two).span, message: 'here' }],
  fixes: [{ title: 'round up', edits: [edit(one), edit(two)], preferred: true }],
  kernelLog: undefined,
  board: 'one.dts',
  kernels: ['7.3'],
};

/** The diagnostic as another process restores it from files of its own. */
function elsewhere(...files: readonly SourceFile[]): Diagnostic {
  const plain = structuredClone(plainDiagnostic(diagnostic));
  return restoredDiagnostic(plain, { read: (path) => files.find((file) => file.path === path) });
}

describe('a diagnostic from another process', () => {
  it('is the same where the files are', () => {
    expect(elsewhere(one, two)).toEqual(diagnostic);
  });

  it('has no fix where a file was changed or is gone: not a part of one either', () => {
    for (const files of [[one, new SourceFile(two.path, `\n${two.text}`)], [one]]) {
      const { fixes, span } = elsewhere(...files);
      expect(span).toEqual(diagnostic.span);
      expect(fixes).toEqual([{ title: 'round up', edits: [], preferred: true }]);
    }
  });
});
