import { loadSource } from '../load-source.mjs';
import { join } from 'node:path';

const args = ['clusters/prod', '--max-findings', '3'];
const columns = 104;
const cell = { width: 8.4, height: 19 };
const margin = 18;
const colours = { 31: 'critical', 33: 'improvement', 34: 'note', 32: 'good', 36: 'help' };

/** Draws docs/terminal.svg: what a run over the example prints, in the colours of a terminal that is light or dark. */
export async function generateTerminalPicture(root) {
  const { main } = await loadSource(root, 'src/cli/main.ts');
  let output = '';
  const code = await main(args, {
    workingFolder: join(root, 'examples'),
    environment: { FORCE_COLOR: '1' },
    stdoutIsTerminal: true,
    columns,
    writeOut: (text) => (output += text),
    writeError: (text) => process.stderr.write(text),
    readInput: () => new Uint8Array(),
  });
  if (code > 1) throw new Error(`the run for the picture ended with ${code}`);
  return new Map([['docs/terminal.svg', drawTerminal(['$ npx karplint clusters/prod', ...output.trimEnd().split('\n')])]]);
}

function drawTerminal(lines) {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  const rows = lines.map((line, index) => `<text x="${margin}" y="${margin + 14 + index * cell.height}" xml:space="preserve">${toSpans(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="karplint on a terminal">
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; }
rect { fill: #f6f8fa; stroke: #d1d9e0; }
.bold { font-weight: 700; } .dim { fill: #6b7480; } .underline { text-decoration: underline; }
.critical { fill: #c62333; } .improvement { fill: #8a5a00; } .note { fill: #0a58c9; } .good { fill: #157a36; } .help { fill: #0b6e7f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } rect { fill: #0d1117; stroke: #30363d; } .dim { fill: #8b949e; }
  .critical { fill: #ff7b72; } .improvement { fill: #e3b341; } .note { fill: #79c0ff; } .good { fill: #56d364; } .help { fill: #76e3ea; }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('\n')}
</svg>
`;
}

/** One line with its escape sequences as styled spans. */
function toSpans(line) {
  const classes = new Set();
  let spans = '';

  for (const [, code, text] of line.matchAll(/(?:\u001b\[(\d+)m)?([^\u001b]*)/g)) {
    applyCode(classes, Number(code));
    if (text === '') continue;
    spans += classes.size === 0 ? escape(text) : `<tspan class="${[...classes].join(' ')}">${escape(text)}</tspan>`;
  }
  return spans;
}

function applyCode(classes, code) {
  if (code === 1) classes.add('bold');
  if (code === 2) classes.add('dim');
  if (code === 4) classes.add('underline');
  if (code === 22) ['bold', 'dim'].forEach((name) => classes.delete(name));
  if (code === 24) classes.delete('underline');
  if (colours[code] !== undefined) classes.add(colours[code]);
  if (code === 39) Object.values(colours).forEach((name) => classes.delete(name));
}

function escape(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
