import type { Span } from '../../text/sourceFile.ts';

/** A place for people, without its folder: `camera-soc.dtsi:12`. */
export function sourcePlace({ file, start }: Span): string {
  return `${file.path.slice(file.path.lastIndexOf('/') + 1)}:${file.lines.lineOf(start) + 1}`;
}
