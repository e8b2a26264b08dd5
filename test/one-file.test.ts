import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/core/finding.ts';
import type { Manifest } from '../src/core/manifest.ts';
import { Source } from '../src/core/source.ts';
import { hostOf } from '../src/gitops/host.ts';
import { lintOpened, lintWorkspace, openWorkspace, readSource } from '../src/linter.ts';
import type { LintOptions } from '../src/linter.ts';
import { packagedDatasets } from '../src/node/datasets.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const datasets = packagedDatasets();
const now = new Date('2026-11-26');

// An editor asks for the findings of one file, keeps what was read of the others, and must see what a run over all shows.
describe('the findings of one file', () => {
  const workspaces = [...foldersIn('workspaces'), 'planted', 'kustomize', 'rules/karpenter-crd-version-skew'];
  it.each(workspaces)('are those of a run over all files, whatever is typed: %s', (folder) => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), fc.nat(), (edits, place) => {
        const typed = new Editor(folder);
        for (const each of edits) typed.apply(each);
        const file = typed.files[place % typed.files.length] ?? '';
        expect(typed.findingsIn(file)).toEqual(typed.lintAnew().filter((finding) => finding.file === file));
      }),
      { numRuns: 10, seed: 7 },
    );
  });

  it('have those that a rule of another file has to say', () => {
    const files = {
      'release.yaml': `${flux('HelmRelease')}\nspec: { chartRef: { kind: OCIRepository, name: karpenter } }\n`,
      'source.yaml': `${flux('OCIRepository')}\nspec: { url: oci://public.ecr.aws/karpenter/karpenter, ref: { semver: '>=1.0.0' } }\n`,
    };
    const manifests = Object.entries(files).map(([file, text]) => readSource(new Source(file, text)));
    const options: LintOptions = { preset: 'all', now };
    const found = lintOpened(openWorkspace(manifests, options), options, new Set(['source.yaml'])).findings;
    expect(found.map(({ rule }) => rule)).toContain('chart-version-unpinned');
    expect(found).toEqual(lintWorkspace(manifests, options).report.findings.filter(({ file }) => file === 'source.yaml'));
  });
});

function flux(kind: string): string {
  return `apiVersion: ${kind === 'HelmRelease' ? 'helm' : 'source'}.toolkit.fluxcd.io/v2\nkind: ${kind}\nmetadata: { name: karpenter, namespace: flux-system }`;
}

function foldersIn(folder: string): string[] {
  return readdirSync(join(fixtures, folder), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${folder}/${entry.name}`] : []));
}

interface Edit {
  readonly file: number;
  readonly line: number;
  readonly kind: 'cut' | 'double' | 'garble' | 'rename' | 'swap';
}

const edit: fc.Arbitrary<Edit> = fc.record({ file: fc.nat(), line: fc.nat(), kind: fc.constantFrom('cut', 'double', 'garble', 'rename', 'swap') });

function edited(text: string, { line, kind }: Edit): string {
  const lines = text.split('\n');
  const at = line % lines.length;
  const present = lines[at] ?? '';
  const written = { cut: [], double: [present, present], garble: [present.slice(0, line % 40)], rename: [present.replace(/(\w)$/, '$1x')] };
  lines.splice(at, 1, ...(kind === 'swap' ? [lines[(at * 7) % lines.length] ?? ''] : written[kind]));
  return lines.join('\n');
}

/** Reads a changed file anew and keeps the rest, as the language server does. */
class Editor {
  readonly files: readonly string[];
  readonly #manifests = new Map<string, Manifest>();

  constructor(folder: string) {
    const root = join(fixtures, folder);
    this.files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json|tf)$/.test(file));
    for (const file of this.files) this.#manifests.set(file, readSource(new Source(file, readFileSync(join(root, file), 'utf8'))));
  }

  apply(change: Edit): void {
    const file = this.files[change.file % this.files.length] ?? '';
    this.findingsIn(file);
    this.#manifests.set(file, readSource(new Source(file, edited(this.#manifests.get(file)?.source.text ?? '', change))));
  }

  findingsIn(file: string): readonly Finding[] {
    const options = this.#options([...this.#manifests.values()]);
    return lintOpened(openWorkspace([...this.#manifests.values()], options), options, new Set([file])).findings;
  }

  lintAnew(): readonly Finding[] {
    const manifests = [...this.#manifests.values()].map(({ source }) => readSource(new Source(source.file, source.text)));
    return lintWorkspace(manifests, this.#options(manifests)).report.findings;
  }

  #options(manifests: readonly Manifest[]): LintOptions {
    return { datasets, now, preset: 'all', host: hostOf(manifests.map(({ source }) => source)) };
  }
}
