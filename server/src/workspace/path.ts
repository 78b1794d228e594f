/**
 * The folder of a path with `/` between its parts; `.` for a bare name, `/` for what stands below the root, `c:/` for
 * what stands below that of a drive (`c:` alone is the drive's current folder).
 */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 || (slash === 2 && /^[a-z]:/i.test(path)) ? path.slice(0, slash + 1) : path.slice(0, slash);
}

/** Whether `path` is `root` or lies below it; both written out, without `.` and `..`. */
export function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}

/**
 * Whether a path is the root of a file system or of a drive. Below it lies every file there is, which bounds nothing: it
 * is readable only where a person names it.
 */
export function isFileSystemRoot(path: string): boolean {
  const normal = normalizePath(path);
  return normal === '/' || (normal.includes(':') && /^[a-z]:\/*$/i.test(normal));
}

/** A path with `.`, `..` and doubled `/` resolved as text; `scheme://authority`, `//host` and `c:` stay in front. */
export function normalizePath(path: string): string {
  const origin = originOf(path);
  const rest = path.slice(origin.length);
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

/** What stands before a path's own parts: a scheme with its authority, a host, a drive. Where no path has any, no pattern is compiled. */
function originOf(path: string): string {
  if (!path.includes(':') && !path.startsWith('//')) return '';
  return /^(?:[a-z][a-z0-9+.-]+:\/\/[^/]*|\/\/[^/]+|[a-z]:(?=\/))/i.exec(path)?.[0] ?? '';
}

/** A path that someone wrote, absolute or relative to `folder`, as an absolute path with `/` between its parts. */
export function absolutePath(written: string, folder: string): string {
  const path = written.replaceAll('\\', '/');
  return normalizePath(isAbsolutePath(path) ? path : `${folder}/${path}`);
}

/**
 * The way from a folder to a path, with `.` for the folder itself; `undefined` where it is not known without asking the
 * system: between drives, between a relative and an absolute path, and out of folders that are only known as `..`.
 */
export function relativePath(folder: string, path: string): string | undefined {
  const from = normalizePath(folder).split('/').filter(isNamed);
  const to = normalizePath(path).split('/').filter(isNamed);
  if (isAbsolutePath(folder) !== isAbsolutePath(path)) return undefined;
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const left = from.slice(common);
  if (left.includes('..') || (common === 0 && /^[a-z]:$/i.test(from[0] ?? ''))) return undefined;
  return [...left.map(() => '..'), ...to.slice(common)].join('/') || '.';
}

const isNamed = (part: string): boolean => part !== '' && part !== '.';

const isAbsolutePath = (path: string): boolean => /^(?:\/|[a-z]:\/|[a-z][a-z0-9+.-]+:\/\/)/i.test(path);
