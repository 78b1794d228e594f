import type { ScenarioPicture } from '../../../server/src/pictures/pageStrip.ts';
import type { Encoded, PictureJson } from '../../../server/src/pictures/pictureJson.ts';

/** What the extension sends to the memory map's page. */
export type MapMessage =
  | { readonly kind: 'picture'; readonly picture: PictureJson; readonly board: string }
  /** What a scenario does to the board's pools; absent where none is shown. */
  | { readonly kind: 'scenario'; readonly scenario: Encoded<ScenarioPicture> | undefined; readonly isUnsaved: boolean }
  /** There is nothing to draw, and why. */
  | { readonly kind: 'nothing'; readonly why: string };

/** What the page asks of the extension. */
export type MapRequest =
  | { readonly kind: 'ready' }
  /** Opens the source of a region, by its path in the picture. */
  | { readonly kind: 'open'; readonly path: string }
  /** Opens a step of the scenario. */
  | { readonly kind: 'openStep'; readonly step: number }
  /** Saves the scenario, which has no file. */
  | { readonly kind: 'saveScenario' }
  /** Saves a drawing. */
  | { readonly kind: 'save'; readonly svg: string }
  | { readonly kind: 'bootLog' };
