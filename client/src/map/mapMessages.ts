import type { PictureJson } from '../../../server/src/pictures/pictureJson.ts';

/** What the extension sends to the memory map's page. */
export type MapMessage =
  | { readonly kind: 'picture'; readonly picture: PictureJson; readonly board: string }
  /** There is nothing to draw, and why. */
  | { readonly kind: 'nothing'; readonly why: string };

/** What the page asks of the extension. */
export type MapRequest =
  | { readonly kind: 'ready' }
  /** Opens the source of a region, by its path in the picture. */
  | { readonly kind: 'open'; readonly path: string }
  /** Saves a drawing. */
  | { readonly kind: 'save'; readonly svg: string }
  | { readonly kind: 'bootLog' };
