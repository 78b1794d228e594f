import { describe, expect, it } from 'vitest';
import { faultOfParameters } from './requestParameters.ts';

const position = { line: 0, character: 0 };
const textDocument = { uri: 'file:///a.dts' };

describe('the parameters of a message', () => {
  it.each([
    ['textDocument/hover', { textDocument, position }],
    ['textDocument/inlayHint', { textDocument, range: { start: position, end: position } }],
    ['textDocument/selectionRange', { textDocument, positions: [position] }],
    [
      'textDocument/codeAction',
      { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } },
    ],
    ['workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///a.dts', type: 2 }] }],
    ['devicetreeHeaps/checkWorkspace', {}],
    ['workspace/executeCommand', { command: 'dtheaps.explainRule' }],
    ['devicetreeHeaps/scenario', { uri: 'file:///a.dts' }],
    ['devicetreeHeaps/scenario', { uri: 'file:///a.dts', unsaved: { text: '{}', title: 'a' } }],
    ['shutdown', undefined],
    ['textDocument/didOpen', { textDocument: { ...textDocument, text: '', version: 0 } }],
    ['textDocument/didChange', { textDocument: { ...textDocument, version: 1 }, contentChanges: [] }],
    [
      'textDocument/didChange',
      {
        textDocument: { ...textDocument, version: -1 },
        contentChanges: [{ text: '' }, { text: 'a', range: { start: position, end: position } }],
      },
    ],
    ['textDocument/nothing', null],
  ])('of %s are usable as %j', (method, parameters) => expect(faultOfParameters(method, parameters)).toBeUndefined());

  it.each([
    ['textDocument/hover', null, 'textDocument/hover needs parameters: an object'],
    ['textDocument/hover', [textDocument], 'textDocument/hover needs parameters: an object'],
    ['textDocument/hover', { position }, 'textDocument/hover needs the parameter textDocument.uri: a string'],
    ['textDocument/hover', { textDocument: null }, 'textDocument/hover needs the parameter textDocument.uri: a string'],
    ['textDocument/hover', { textDocument }, 'textDocument/hover needs the parameter position: a position'],
    [
      'textDocument/inlayHint',
      { textDocument, range: { start: position } },
      'textDocument/inlayHint needs the parameter range: a range',
    ],
    ['devicetreeHeaps/heaps', {}, 'devicetreeHeaps/heaps needs the parameter uri: a string'],
    [
      'textDocument/references',
      { textDocument, position },
      'textDocument/references needs the parameter context: an object',
    ],
    [
      'workspace/executeCommand',
      { command: 'x', arguments: {} },
      'workspace/executeCommand needs the parameter arguments: an array',
    ],
    [
      'devicetreeHeaps/scenario',
      { uri: 'file:///a.dts', unsaved: null },
      'devicetreeHeaps/scenario needs the parameter unsaved.text: a string',
    ],
    [
      'devicetreeHeaps/changes',
      { uri: 'file:///a.dts', changes: [1] },
      'devicetreeHeaps/changes needs the parameter changes: an array of strings',
    ],
    [
      'codeLens/resolve',
      { range: { start: position, end: position } },
      'codeLens/resolve needs the parameter data.uri: a string',
    ],
    ['textDocument/didClose', undefined, 'textDocument/didClose needs parameters: an object'],
    [
      'textDocument/didOpen',
      { textDocument: { ...textDocument, text: null, version: 0 } },
      'textDocument/didOpen needs the parameter textDocument.text: a string',
    ],
    [
      'textDocument/didChange',
      { textDocument: { ...textDocument, version: null }, contentChanges: [] },
      'textDocument/didChange needs the parameter textDocument.version: a number',
    ],
    ...[null, {}, [null], [{ text: 5 }], [{ text: 'a', range: null }], [{ text: 'a', range: { start: position } }]].map(
      (contentChanges): [string, unknown, string] => [
        'textDocument/didChange',
        { textDocument: { ...textDocument, version: 1 }, contentChanges },
        'textDocument/didChange needs the parameter contentChanges: an array of changes',
      ],
    ),
    ...[undefined, null, [null], [{}], [{ range: { start: position } }]].map(
      (diagnostics): [string, unknown, string] => [
        'textDocument/codeAction',
        { textDocument, range: { start: position, end: position }, context: { diagnostics } },
        'textDocument/codeAction needs the parameter context.diagnostics: an array of diagnostics',
      ],
    ),
    [
      'textDocument/codeAction',
      { textDocument, range: { start: position, end: position }, context: { diagnostics: [], only: 'quickfix' } },
      'textDocument/codeAction needs the parameter context.only: an array of strings',
    ],
    ...[undefined, {}, [null], [{ uri: 5 }]].map((changes): [string, unknown, string] => [
      'workspace/didChangeWatchedFiles',
      { changes },
      'workspace/didChangeWatchedFiles needs the parameter changes: an array of files',
    ]),
    ['textDocument/didSave', undefined, 'textDocument/didSave needs parameters: an object'],
    ['$/setTrace', {}, '$/setTrace needs the parameter value: a string'],
    ['$/progress', null, '$/progress needs parameters: an object'],
    ['initialize', {}, 'initialize needs the parameter capabilities: an object'],
  ])('of %s are not %j', (method, parameters, fault) => expect(faultOfParameters(method, parameters)).toBe(fault));
});
