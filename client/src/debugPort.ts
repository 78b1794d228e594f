/** Where a debugger attaches to the language server; `.vscode/launch.json` has the same. */
export const DEBUG_PORT = 6029;
