import { readManifest } from '../../core/manifest.ts';
import type { Manifest } from '../../core/manifest.ts';
import type { Source } from '../../core/source.ts';
import { isKarpenterObject } from '../../karpenter/kinds.ts';
import { ManifestParts } from '../manifest-parts.ts';
import { parentOf, resolvePath } from '../paths.ts';
import { RenderedSource } from './rendered-source.ts';

/** The charts among some files that have templates which only `helm` can read; a chart inside of another one comes with it. */
export function findCharts(manifests: readonly Manifest[]): string[] {
  const charts = manifests.filter(({ source }) => /(?:^|\/)Chart\.ya?ml$/.test(source.file));
  const folders = charts.map(({ source }) => parentOf(source.file));
  // Nobody installs a library: it lends its definitions to charts.
  const installable = charts.filter(({ source }) => !/^type:\s*["']?library\b/m.test(source.text)).map(({ source }) => parentOf(source.file));
  const isInner = (folder: string): boolean => folders.some((other) => other !== folder && folder.startsWith(resolvePath(other, 'charts') + '/'));
  return installable.filter((folder) => !isInner(folder) && manifests.some((manifest) => isTemplateOf(folder, manifest)));
}

/** True for a file in the templates of a chart, or of a chart inside of it, that has something to fill in. */
export function isTemplateOf(folder: string, { source }: Manifest): boolean {
  const path = folder === '' ? source.file : source.file.startsWith(`${folder}/`) ? source.file.slice(folder.length + 1) : '';
  return /^(?:charts\/[^/]+\/)*templates\//.test(path) && source.text.includes('{{');
}

/**
 * The templates of a chart with what `helm template` made of them, each time that it was run. Helm says above each document which template
 * it came from: `# Source: name/templates/pool.yaml`.
 */
export function readChartOutputs(outputs: readonly string[], folder: string, templates: (file: string) => Source | undefined): Manifest[] {
  const parts = new Map<string, ManifestParts>();
  for (const [file, text] of outputs.flatMap((output) => [...textsByFile(output)])) {
    const template = templates(resolvePath(folder, file));
    if (template === undefined) continue;
    const known = parts.get(file) ?? new ManifestParts(template);
    known.add(readManifest(new RenderedSource(template, text), { isOurs: isKarpenterObject }));
    parts.set(file, known);
  }
  return [...parts.values()].map((each) => each.manifest());
}

function textsByFile(output: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const document of output.split(/^---\s*$/m)) {
    const file = /^# Source: [^/\n]+\/(.+)$/m.exec(document)?.[1]?.trim();
    if (file !== undefined) texts.set(file, `${texts.get(file) ?? ''}---${document.startsWith('\n') ? '' : '\n'}${document}`);
  }
  return texts;
}
