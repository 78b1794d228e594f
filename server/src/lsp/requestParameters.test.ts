import { describe, expect, it } from 'vitest';
import { faultOfParameters } from './requestParameters.ts';

const position = { line: 0, character: 0 };
const textDocument = { uri: 'file:///a.dts' };

describe('the parameters of a request', () => {
  it.each([
    ['textDocument/hover', { textDocument, position }],
    ['textDocument/inlayHint', { textDocument, range: { start: position, end: position } }],
    ['textDocument/selectionRange', { textDocument, positions: [position] }],
    ['devicetreeHeaps/checkWorkspace', {}],
    ['workspace/executeCommand', { command: 'dtheaps.explainRule' }],
    ['devicetreeHeaps/scenario', { uri: 'file:///a.dts' }],
    ['devicetreeHeaps/scenario', { uri: 'file:///a.dts', unsaved: { text: '{}', title: 'a' } }],
    ['shutdown', undefined],
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
    ['initialize', {}, 'initialize needs the parameter capabilities: an object'],
  ])('of %s are not %j', (method, parameters, fault) => expect(faultOfParameters(method, parameters)).toBe(fault));
});
