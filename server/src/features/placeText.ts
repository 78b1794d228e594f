import { fileNameOf } from '../text/fileName.ts';
import type { Span } from '../text/sourceFile.ts';

/** A place for people, without its folder: `camera-soc.dtsi:12`. */
export function placeText({ file, start }: Span): string {
  return `${fileNameOf(file.path)}:${file.lines.lineColumn(start).line}`;
}
