import { applyEdits, DatasetStore, knownVersions, lintTexts, Source } from '../../src/browser.ts';
import type { Environment, Finding, Preset, Report } from '../../src/browser.ts';
import { createEditor } from './editor.ts';
import example from './example.yaml';
import { drawFinding } from './findings.ts';
import { fromFragment, toFragment } from './share.ts';

const file = 'manifest.yaml';
/** Milliseconds without a keystroke before the text is checked anew. */
const pause = 150;

const version = find('version', HTMLSelectElement);
const environment = find('environment', HTMLSelectElement);
const preset = find('preset', HTMLSelectElement);
const summary = find('summary', HTMLElement);
const list = find('findings', HTMLElement);

let catalogue: string | undefined;
let datasets = new DatasetStore(() => catalogue);
let timer = 0;
const editor = createEditor(find('editor', HTMLElement), () => {
  clearTimeout(timer);
  timer = window.setTimeout(check, pause);
});

version.append(...[...knownVersions].reverse().map((name) => new Option(name)));
for (const control of [version, environment, preset]) control.addEventListener('change', check);
find('example', HTMLButtonElement).addEventListener('click', () => editor.setText(example));
find('share', HTMLButtonElement).addEventListener('click', () => void share());
window.addEventListener('hashchange', () => void restore());
void restore().then(loadCatalogue);

function check(): void {
  clearTimeout(timer);
  const text = editor.text();
  const report = lintTexts([{ file, text }], {
    karpenter: { version: version.value, source: 'option' },
    environment: { name: environment.value as Environment, source: 'option' },
    preset: preset.value as Preset,
    datasets,
  });
  const source = new Source(file, text);
  editor.show(report.findings.map((finding) => toDiagnostic(finding, text.length)));
  list.replaceChildren(...report.findings.map((finding) => drawFinding(finding, source, { goTo: editor.goTo, apply })));
  summary.textContent = summarize(report);
  summary.className = report.findings.length === 0 && report.summary.resources > 0 ? 'good' : '';
}

function toDiagnostic({ range, severity, message, rule }: Finding, length: number) {
  const level = severity === 'critical' ? ('error' as const) : severity === 'improvement' ? ('warning' as const) : ('info' as const);
  return { from: Math.min(range.start, length), to: Math.min(range.end, length), severity: level, message, source: rule };
}

function summarize({ summary: counts }: Report): string {
  if (counts.skipped.length > 0) return `Not checked: ${counts.skipped.map(({ reason }) => reason).join('; ')}.`;
  const parts = (['critical', 'improvement', 'note'] as const).flatMap((severity) => (counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`]));
  if (parts.length > 0) return parts.join(', ');
  return counts.resources === 0 ? 'No Kubernetes object here yet.' : 'No findings.';
}

function apply({ fix }: Finding): void {
  if (fix !== undefined) editor.setText(applyEdits(editor.text(), fix.edits));
}

async function share(): Promise<void> {
  const fragment = await toFragment({ text: editor.text(), version: version.value, environment: environment.value, preset: preset.value });
  history.replaceState(null, '', `#${fragment}`);
  const button = find('share', HTMLButtonElement);
  button.textContent = await navigator.clipboard.writeText(location.href).then(
    () => 'Copied',
    () => 'In the address bar',
  );
  setTimeout(() => (button.textContent = 'Copy link'), 2000);
}

async function restore(): Promise<void> {
  const snapshot = location.hash.length > 1 ? await fromFragment(location.hash.slice(1)) : undefined;
  for (const [control, value] of [
    [version, snapshot?.version],
    [environment, snapshot?.environment],
    [preset, snapshot?.preset],
  ] as const) {
    if (value !== undefined && [...control.options].some((option) => option.value === value)) control.value = value;
  }
  editor.setText(typeof snapshot?.text === 'string' ? snapshot.text : example);
  check();
}

/** The facts about instance types come after the first findings are on the screen. */
async function loadCatalogue(): Promise<void> {
  const response = await fetch('ec2.json').catch(() => undefined);
  if (response?.ok !== true) return;
  catalogue = await response.text();
  datasets = new DatasetStore(() => catalogue);
  check();
}

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
