import { KINDS } from './memoryKinds.ts';
import type { MemoryKind } from './memoryPicture.ts';

/**
 * The patterns of the kinds: a colour alone would say nothing to who cannot tell colours apart, or to a printer. A page
 * may hold several drawings, and the patterns once.
 */
export function patternDefinitions(): string {
  const pattern = (kind: MemoryKind, size: number, lines: string): string =>
    `<pattern id="pattern-${kind}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect class="fill ${kind}" width="${size}" height="${size}"/>${lines}</pattern>`;
  const stroke = (d: string): string => `<path class="stroke" d="${d}"/>`;
  const dot = '<circle class="dot" cx="4" cy="4" r="1.3"/>';
  return [
    '<defs>',
    pattern('cma', 8, ''),
    pattern('coherent', 8, stroke('M0 8 L8 0')),
    pattern('restricted', 8, stroke('M0 8 L8 0 M0 0 L8 8')),
    pattern('reserved', 8, stroke('M0 4 L8 4')),
    pattern('no-map', 8, stroke('M0 0 L8 8')),
    pattern('occupied', 8, dot),
    pattern('memreserve', 8, stroke('M4 0 L4 8')),
    pattern('released', 8, ''),
    pattern('failed', 8, ''),
    '<pattern id="pattern-conflict" width="6" height="6" patternUnits="userSpaceOnUse"><path class="conflict-stroke" d="M0 6 L6 0"/></pattern>',
    '</defs>',
  ].join('');
}

/** The colours on a light ground. All hold a contrast of 4.5 to 1 against the text that stands on them. */
const LIGHT = `--text: #1f2328; --faint: #59636e; --ground: #ffffff; --lane: #eef1f4; --edge: #4b5560; --conflict: #c4001d;
  --cma: #9ec9f5; --coherent: #c9e7b0; --restricted: #f3cf8e; --reserved: #cfd6dd; --no-map: #d9c2ee; --occupied: #e6d7c8;
  --memreserve: #c3d8d8; --released: #ffffff; --failed: #ffffff; --pattern: #00000040;`;

/** The same on a dark ground. */
const DARK = `--text: #e6edf3; --faint: #9da7b1; --ground: #16191d; --lane: #262b31; --edge: #aab4be; --conflict: #ff7b72;
  --cma: #1f4f80; --coherent: #2f5a22; --restricted: #6b4a10; --reserved: #414a54; --no-map: #54357a; --occupied: #5a4632;
  --memreserve: #2b5152; --released: #16191d; --failed: #16191d; --pattern: #ffffff40;`;

/** Where the reader has chosen the colours there are two, and the patterns tell the kinds apart. */
const CONTRAST = `--text: CanvasText; --faint: CanvasText; --ground: Canvas; --lane: Canvas; --edge: CanvasText;
  --conflict: Highlight; --cma: Canvas; --coherent: Canvas; --restricted: Canvas; --reserved: Canvas; --no-map: Canvas;
  --occupied: Canvas; --memreserve: Canvas; --released: Canvas; --failed: Canvas; --pattern: CanvasText;`;

const SHAPES = `.memory-map { background: var(--ground); color: var(--text); font: 12px system-ui, sans-serif; }
.memory-map text { fill: var(--text); }
.memory-map .title { font-size: 16px; font-weight: 600; }
.memory-map .faint { fill: var(--faint); }
.memory-map .lane { fill: var(--lane); stroke: var(--edge); stroke-width: 0.5; }
.memory-map .outside { stroke-dasharray: 4 3; }
.memory-map .tick, .memory-map .leader { stroke: var(--faint); stroke-width: 0.75; fill: none; }
.memory-map .tick-label, .memory-map .callout { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
.memory-map .stroke { stroke: var(--pattern); stroke-width: 1; fill: none; }
.memory-map .dot { fill: var(--pattern); }
.memory-map .conflict-stroke { stroke: var(--conflict); stroke-width: 1.8; fill: none; }
.memory-map .conflict { stroke: var(--conflict); stroke-width: 1.5; }
.memory-map .block > rect { stroke: var(--edge); stroke-width: 1; }
.memory-map .block.failed > rect, .memory-map .block.released > rect { stroke-dasharray: 3 2; }
.memory-map .block.failed > rect { stroke: var(--conflict); }
${KINDS.map((kind) => `.memory-map .fill.${kind} { fill: var(--${kind}); }`).join('\n')}
`;

/** The style of a drawing that stands alone: light or dark, as the reader's system has it. */
export const MEMORY_STYLE = `
.memory-map { ${LIGHT} }
@media (prefers-color-scheme: dark) { .memory-map { ${DARK} } }
@media (forced-colors: active) { .memory-map { ${CONTRAST} } }
${SHAPES}`;

/** The style of drawings in a view of the editor, whose page says by a class of its body what theme it has. */
export const EDITOR_MEMORY_STYLE = `
body { ${LIGHT} }
body.vscode-dark { ${DARK} }
body[class] { --text: var(--vscode-foreground); --faint: var(--vscode-descriptionForeground); --ground: var(--vscode-editor-background);
  --released: var(--ground); --failed: var(--ground); --conflict: var(--vscode-errorForeground); }
body.vscode-high-contrast[class], body.vscode-high-contrast-light[class] { --faint: var(--text); --lane: var(--ground);
  --edge: var(--vscode-contrastBorder, var(--text)); --cma: var(--ground); --coherent: var(--ground); --restricted: var(--ground);
  --reserved: var(--ground); --no-map: var(--ground); --occupied: var(--ground); --memreserve: var(--ground); --pattern: var(--text); }
body.vscode-high-contrast .block text, body.vscode-high-contrast-light .block text { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
${SHAPES}`;
