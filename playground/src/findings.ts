import type { Finding, Fix, Source } from '../../src/browser.ts';

export interface FindingActions {
  goTo(offset: number): void;
  apply(finding: Finding): void;
}

/** Draws one finding; every text goes in as text, so that nothing of a manifest becomes markup. */
export function drawFinding(finding: Finding, source: Source, actions: FindingActions): HTMLLIElement {
  const { rule, severity, message, help, docs, fix, range } = finding;
  const item = element('li', severity);
  const { line, column } = source.positionAt(range.start);
  const place = button(`line ${line}:${column}`, () => actions.goTo(range.start));
  place.className = 'place';
  const link = element('a', '', rule);
  link.href = docs;
  link.target = '_blank';
  link.rel = 'noreferrer';
  const head = element('div', 'head');
  head.append(element('strong', '', severity), place, link);
  item.append(head, prose('message', message), drawFrame(finding, source));
  if (help !== undefined) item.append(prose('help', help));
  if (fix !== undefined) item.append(button(labelOf(fix), () => actions.apply(finding)));
  return item;
}

/** A button's label is plain text, without backticks. */
function labelOf({ title, safety }: Fix): string {
  return `${title.replaceAll('`', '')}${safety === 'safe' ? '' : ' (unsafe)'}`;
}

function drawFrame({ range }: Finding, source: Source): HTMLPreElement {
  const { line, column } = source.positionAt(range.start);
  const text = source.lineText(line);
  const start = column - 1;
  const end = Math.max(Math.min(start + range.end - range.start, text.length), start + 1);
  const frame = element('pre', '');
  frame.append(`${line} │ ${text.slice(0, start)}`, element('mark', '', text.slice(start, end)), text.slice(end));
  return frame;
}

/** A sentence whose words in backticks are code. */
function prose(className: string, text: string): HTMLParagraphElement {
  const paragraph = element('p', className);
  for (const [index, part] of text.split(/`([^`]+)`/).entries()) paragraph.append(index % 2 === 0 ? part : element('code', '', part));
  return paragraph;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', '', label);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = ''): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}
