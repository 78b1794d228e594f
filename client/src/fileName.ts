import type { Uri } from 'vscode';

/** The name of a file, the last part of its path. */
export const fileNameOf = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);
