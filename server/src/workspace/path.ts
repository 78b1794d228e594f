/**
 * The folder of a path with `/` between its parts; `.` for a bare name, `/` for what stands below the root, `c:/` for
 * what stands below that of a drive (`c:` alone is the drive's current folder).
 */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 || (slash === 2 && /^[a-z]:/i.test(path)) ? path.slice(0, slash + 1) : path.slice(0, slash);
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `root` or lies below it; both written out, without `.` and `..`. */
export function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}

/** A path with `.`, `..` and doubled `/` resolved as text; `scheme://authority`, `//host` and `c:` stay in front. */
export function normalizePath(path: string): string {
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]+:\/\/[^/]*|\/\/[^/]+|[a-z]:(?=\/))?(.*)$/is.exec(path) ?? [];
  const parts: string[] = [];
  for (const part of rest.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rest.startsWith('/')) parts.push('..');
  }
  const inside = `${rest.startsWith('/') ? '/' : ''}${parts.join('/')}`;
  return origin + inside || '.';
}

/** A path that someone wrote, absolute or relative to `folder`, as an absolute path with `/` between its parts. */
export function absolutePath(written: string, folder: string): string {
  const path = written.replaceAll('\\', '/');
  const isAbsolute = /^(?:\/|[a-z]:\/|[a-z][a-z0-9+.-]+:\/\/)/i.test(path);
  return normalizePath(isAbsolute ? path : `${folder}/${path}`);
}
