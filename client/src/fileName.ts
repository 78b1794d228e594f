import type { Uri } from 'vscode';

/** The name of a file, the last part of its path. */
export const fileNameOf = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** A file's name without its extension. */
export const nameWithoutExtension = (name: string): string => name.replace(/\.\w+$/, '');
