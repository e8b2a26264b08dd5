/** Whether a file's name matches a pattern with `*`, `**`, `?`, `[abc]` and `{a,b}`, as Argo CD's includes and generators do. */
export function matchesGlob(pattern: string, name: string): boolean {
  return new RegExp(`^${translate(pattern)}$`).test(name);
}

function translate(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|\[[^\]]*\]|[.+^$()|\\[\]{}]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{') && part.length > 1) return `(?:${part.slice(1, -1).split(',').map(translate).join('|')})`;
    if (part.startsWith('[') && part.length > 1) return part.replace('[!', '[^');
    return `\\${part}`;
  });
}
