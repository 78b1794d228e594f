import type { Span } from '../../text/sourceFile.ts';

/** Why an overlay cannot be applied. */
export interface OverlayFault {
  readonly id: 'overlay-malformed' | 'overlay-missing-target' | 'overlay-missing-label' | 'overlay-phandles-exhausted';
  readonly message: string;
  /** What a person would change, where the overlay was read from sources. */
  readonly span: Span | undefined;
}

export function malformed(message: string, span?: Span): OverlayFault {
  return { id: 'overlay-malformed', message, span };
}
