const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
const cyan = (text: string) => `\u001b[36m${text}\u001b[39m`;

/** Markdown made pleasant for a terminal: headings stand out, fences are indented, tables of two columns become lists. */
export function renderMarkdown(markdown: string, colour: boolean): string {
  const style = colour ? { bold, dim, cyan } : { bold: String, dim: String, cyan: String };
  const lines: string[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) {
      isCode = !isCode;
      const verdict = /^```yaml (bad|good)/.exec(line)?.[1];
      if (verdict !== undefined) lines.push(style.dim(verdict === 'bad' ? '  # karplint objects:' : '  # fine:'));
    } else if (isCode) lines.push(line === '' ? '' : `  ${line}`);
    else if (/^\|[\s|:-]*\|$/.test(line)) continue;
    else lines.push(renderLine(line, style));
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly cyan: (text: string) => string;
}

function renderLine(line: string, style: Style): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return style.bold(heading);
  const cells = /^\| (.*) \|$/.exec(line)?.[1]?.split(' | ');
  const text = cells === undefined ? line : `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(22) : cell)).join('  ')}`;
  return text
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/\[([^\]]+)\]\((https?:[^)]+)\)/g, '$1 ($2)')
    .replace(/`([^`]+)`/g, (_, code: string) => style.cyan(code));
}
