import type { Define } from './layers.ts';

/** A macro's name, with its parameters where it has some. */
const MACRO_NAME = /^[A-Za-z_]\w*(?:\([^)]*\))?$/;

/** Whether gcc's -D takes a text for the name of a macro. */
export function isMacroName(text: string): boolean {
  return MACRO_NAME.test(text);
}

/** `NAME` or `NAME=VALUE`, as gcc's -D: without a value it is 1. */
export function readDefine(text: string): Define {
  const equals = text.indexOf('=');
  return equals < 0 ? { name: text, value: '1' } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}
