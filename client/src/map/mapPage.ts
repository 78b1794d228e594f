import type { Uri, Webview } from 'vscode';
import { EDITOR_MEMORY_STYLE, patternDefinitions } from '../../../server/src/pictures/memoryStyle.ts';

const STYLE = `
body { padding: 12px 16px 24px; color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
h1 { font-size: 1.3em; margin: 0; } .faint { color: var(--vscode-descriptionForeground); margin: 0; }
.buttons { margin-left: auto; display: flex; flex-wrap: wrap; gap: 6px; }
button { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); cursor: pointer;
  border: 1px solid var(--vscode-contrastBorder, var(--vscode-checkbox-border, var(--edge))); border-radius: 3px; padding: 4px 10px; font: inherit; white-space: nowrap; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible, summary:focus-visible, .table:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
button.link { background: none; border: none; padding: 0; white-space: inherit; color: var(--vscode-textLink-foreground); text-align: left; }
#drawing { margin: 8px -16px 0; overflow-x: auto; touch-action: pan-y; }
#drawing svg { display: block; user-select: none; }
.block[data-path], .callout[data-path] { cursor: pointer; }
.block:focus { outline: none; } .block:focus > rect { stroke: var(--vscode-focusBorder); stroke-width: 3; }
.block:hover > rect { stroke-width: 2; }
#said { min-height: 6.2em; white-space: pre-line; margin: 4px 0 12px; padding: 6px 10px; overflow-wrap: anywhere;
  border-left: 3px solid var(--vscode-focusBorder); background: var(--vscode-textBlockQuote-background); }
#notes:empty { display: none; }
.is-empty .buttons, .is-empty details, .is-empty #drawing { display: none; }
.table { overflow-x: auto; margin-top: 8px; } table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
td { min-width: 5em; overflow-wrap: break-word; } td:nth-child(-n + 4) { white-space: nowrap; } td:nth-child(n + 6) { min-width: 16em; } td:nth-child(6) { min-width: 32em; }
td:nth-child(-n + 3) { font-family: var(--vscode-editor-font-family); }
.definitions { position: absolute; width: 0; height: 0; }
h2 { font-size: 1.15em; margin: 0; } #scenario { margin: 12px 0; }
.stepper { display: flex; gap: 8px; align-items: center; margin: 8px 0 2px; } #step { flex: 1; accent-color: var(--vscode-focusBorder); }
#step-text { min-height: 2.8em; white-space: pre-line; } #step-text.failed { color: var(--vscode-errorForeground); }
.strip { margin: 6px 0 14px; } .strip canvas { display: block; width: 100%; height: 34px; border: 1px solid var(--edge); box-sizing: border-box; }
.strip p { margin: 2px 0; } .strip .facts { color: var(--vscode-descriptionForeground); }
@media (prefers-reduced-motion: reduce) { * { transition: none; } }
`;

/** The page of the memory map. It runs one script, takes no other style, and asks no network. */
export function mapPage(webview: Webview, script: Uri): string {
  const nonce = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Memory Map</title>
<style nonce="${nonce}">${EDITOR_MEMORY_STYLE}${STYLE}</style>
</head>
<body>
<svg class="definitions memory-map" aria-hidden="true">${patternDefinitions()}</svg>
<header>
<h1 id="title"></h1><p id="subtitle" class="faint"></p>
<div class="buttons" role="toolbar" aria-label="Memory map">
<button id="zoom-in" title="Zoom in (+)">Zoom In</button>
<button id="zoom-out" title="Zoom out (-)">Zoom Out</button>
<button id="whole" title="Show all of it (0)">Whole</button>
<button id="boot-log">Boot Log</button>
<button id="save">Save as SVG…</button>
</div>
</header>
<p id="notes" class="faint"></p>
<div id="drawing"></div>
<p id="said" aria-live="polite">Reading the board…</p>
<section id="scenario" hidden aria-labelledby="scenario-title">
<header><h2 id="scenario-title"></h2>
<div class="buttons"><button id="save-scenario" hidden>Save as Scenario…</button>
<button id="first-failing">First Failing Step</button></div></header>
<p class="stepper"><button id="step-back" title="The step before" aria-label="The step before">◀</button>
<input id="step" type="range" min="-1" value="-1" aria-label="Step">
<button id="step-on" title="The next step" aria-label="The next step">▶</button></p>
<p><button id="step-text" class="link" aria-live="polite"></button></p>
<div id="strips"></div>
</section>
<details><summary>The same as a table</summary>
<div class="table" role="region" aria-label="Memory as a table" tabindex="0"><table><thead><tr id="table-head"></tr></thead>
<tbody id="table-body"></tbody></table></div>
</details>
<script nonce="${nonce}" src="${webview.asWebviewUri(script)}"></script>
</body>
</html>`;
}
