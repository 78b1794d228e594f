import type { SourceFile } from '../text/sourceFile.ts';
import { isBlob } from './blob/readBlob.ts';

/**
 * How a file changes a board: an overlay proper (`plugin`), which is compiled by itself and applied to the board's blob
 * as libfdt does, or a text that is read after the board's own (`appended`), as Zephyr reads `.overlay` files.
 */
export type OverlayForm = 'plugin' | 'appended';

/** A node `__overlay__` as a blob begins it: the token, and its name. */
const OVERLAY_NODE = '\0\0\0\x01__overlay__\0';

const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
const FRAGMENT = /(?:^|[\s{;])__overlay__\s*\{/;

const known = new WeakMap<SourceFile, OverlayForm | 'none'>();

/** Which form of an overlay a file is; `undefined` for a board, an include and everything else. Includes are not looked into. */
export function overlayFormOf(file: SourceFile): OverlayForm | undefined {
  let form = known.get(file);
  if (form === undefined) {
    form = readForm(file) ?? 'none';
    known.set(file, form);
  }
  return form === 'none' ? undefined : form;
}

function readForm(file: SourceFile): OverlayForm | undefined {
  if (isBlob(file)) return file.text.includes(OVERLAY_NODE) ? 'plugin' : undefined;
  const mayBePlugin = file.text.includes('/plugin/') || file.text.includes('__overlay__');
  const mayBeAppended = /\.overlay$/.test(file.path);
  if (!mayBePlugin && !mayBeAppended) return undefined;
  const text = file.text.replace(COMMENT, ' ');
  if (text.includes('/plugin/') || FRAGMENT.test(text)) return 'plugin';
  return mayBeAppended && !text.includes('/dts-v1/') ? 'appended' : undefined;
}

/**
 * How a file is applied that somebody names as an overlay of a board: a text for boards to include (`.overlay`, `.dtsi`)
 * that begins no tree is appended to the board's text, everything else is an overlay proper.
 */
export function appliedForm(file: SourceFile): OverlayForm {
  const form = overlayFormOf(file);
  if (form !== undefined) return form;
  const isText = /\.(?:overlay|dtsi)$/.test(file.path) && !isBlob(file);
  return isText && !file.text.replace(COMMENT, ' ').includes('/dts-v1/') ? 'appended' : 'plugin';
}
