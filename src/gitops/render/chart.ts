import { readManifest } from '../../core/manifest.ts';
import type { Manifest } from '../../core/manifest.ts';
import type { Source } from '../../core/source.ts';
import { isKarpenterObject } from '../../karpenter/kinds.ts';
import { ManifestParts } from '../manifest-parts.ts';
import { parentOf, resolvePath } from '../paths.ts';
import { RenderedSource } from './rendered-source.ts';

/** The charts among some files that have templates which only `helm` can read; a chart inside of another one comes with it. */
export function findCharts(manifests: readonly Manifest[]): string[] {
  const folders = manifests.filter(({ source }) => /(?:^|\/)Chart\.yaml$/.test(source.file)).map(({ source }) => parentOf(source.file));
  const hasTemplates = (folder: string): boolean =>
    manifests.some(({ source, skipped }) => skipped !== undefined && source.file.startsWith(resolvePath(folder, 'templates') + '/'));
  return folders.filter(
    (folder) => !folders.some((other) => other !== folder && folder.startsWith(resolvePath(other, 'charts') + '/')) && hasTemplates(folder),
  );
}

/**
 * The templates of a chart with what `helm template` made of them, by their files. Helm says above each document which template
 * it came from: `# Source: name/templates/pool.yaml`.
 */
export function readChartOutput(output: string, folder: string, templates: (file: string) => Source | undefined): Manifest[] {
  const texts = new Map<string, string>();
  for (const document of output.split(/^---\s*$/m)) {
    const file = /^# Source: [^/\n]+\/(.+)$/m.exec(document)?.[1]?.trim();
    if (file !== undefined) texts.set(file, `${texts.get(file) ?? ''}---${document.startsWith('\n') ? '' : '\n'}${document}`);
  }
  return [...texts].flatMap(([file, text]) => {
    const template = templates(resolvePath(folder, file));
    if (template === undefined) return [];
    const parts = new ManifestParts(template);
    parts.add(readManifest(new RenderedSource(template, text), { isOurs: isKarpenterObject }));
    return [parts.manifest()];
  });
}
