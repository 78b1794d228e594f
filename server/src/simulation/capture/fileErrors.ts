/** How programs say ENOENT, in the languages of the C library that people paste most, and in words of their own. */
const NOT_THERE = [
  'no such file or(?: directory|$)',
  'not found',
  'does not exist',
  "can't cd to",
  'no matches found',
  'error opening dir',
  'not a directory',
  'Datei oder Verzeichnis nicht gefunden',
  'Aucun fichier ou dossier',
  'No existe el (?:fichero|archivo)',
  'File o directory non esistente',
  '(?:Arquivo|Ficheiro) ou (?:diretório|directoria|pasta) (?:não encontrado|inexistente)',
  'Bestand of map bestaat niet',
  'Nie ma takiego pliku',
  'Нет такого файла',
  '没有那个文件或目录',
  '沒有此一檔案或目錄',
  'そのようなファイルやディレクトリはありません',
  '그런 파일이나 디렉터리가 없습니다',
];

/** How programs say EACCES and EPERM. */
const DENIED = [
  'permission denied',
  'operation not permitted',
  'Keine Berechtigung',
  'Permission non accordée',
  'Permiso denegado',
  'Permesso negato',
  'Permissão (?:negada|recusada)',
  'Toegang geweigerd',
  'Brak dostępu',
  'Отказано в доступе',
  '权限不够',
  '許可がありません',
  '허가 거부',
];

const NOT_THERE_WORDS = new RegExp(NOT_THERE.join('|'), 'i');
const DENIED_WORDS = new RegExp(DENIED.join('|'), 'i');

/** What a line says went wrong with a file; `undefined` where it is no such message. */
export function fileErrorOn(text: string): 'not there' | 'denied' | undefined {
  if (DENIED_WORDS.test(text)) return 'denied';
  return NOT_THERE_WORDS.test(text) ? 'not there' : undefined;
}
