import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Repositories in the wild: what of them is read, what is skipped and why, and that no placeholder is taken at its letters. */
export function judgeReading(karplint, folder) {
  const read = { name: 'corpus: files with our objects are read', agreed: 0, total: 0, disagreements: [] };
  const placeholders = { name: 'corpus: no finding about a placeholder', agreed: 0, total: 0, disagreements: [] };
  const whole = { name: 'corpus: repositories linted as a whole', agreed: 0, total: 0, disagreements: [] };
  const rows = [];
  for (const category of readdirSync(folder).filter((name) => /^[abcex]-/.test(name))) {
    const row = { category, files: 0, 'with our objects': 0, 'objects read': 0, embedded: 0, 'Go templates': 0, 'other templates': 0, broken: 0 };
    for (const repository of readdirSync(join(folder, category))) {
      const manifests = readRepository(karplint, join(folder, category), repository);
      for (const manifest of manifests) countFile(manifest, row, read);
      judgeWhole(karplint.lintManifests(manifests), manifests, { repository: `${category}/${repository}`, placeholders, whole });
    }
    rows.push(row);
  }
  console.table(rows);
  return [read, placeholders, whole];
}

function readRepository(karplint, folder, repository) {
  const files = readdirSync(join(folder, repository), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return karplint.toManifest(karplint.decode(readFileSync(path), path.slice(folder.length + 1)), false);
  });
}

/** A file holds an object of ours where a line begins one; comments and mentions of labels don't count, nor do references to objects. */
const beginsObject = /^[ \t]*(?:- )?["']?apiVersion["']?\s*[:=]\s*["']?karpenter\.(?:sh|k8s\.aws)\//m;
const reference = /Ref:[ \t]*\n(?:[ \t]+(?:apiVersion|group|kind|name):.*\n)+/g;

function countFile({ source, skipped, resources, problems }, row, read) {
  row.files++;
  const ours = resources.filter(({ group }) => group === 'karpenter.sh' || group === 'karpenter.k8s.aws');
  row['objects read'] += ours.length;
  row.embedded += ours.filter(({ facts }) => facts.holder !== undefined).length;
  if (!beginsObject.test(source.text.replace(reference, ''))) return;
  row['with our objects']++;
  if (skipped?.startsWith('a Go template')) {
    row['Go templates']++;
    return;
  }
  read.total++;
  if (skipped !== undefined) row['other templates']++;
  const isBroken = problems.some(({ fatal }) => fatal);
  if (isBroken && skipped === undefined) row.broken++;
  if (skipped === undefined && (ours.length > 0 || isBroken)) read.agreed++;
  else read.disagreements.push(`${source.file}: ${skipped ?? 'passed over'}`);
}

const placeholder = /\$\{|\{\{|\$\(|__[A-Z][A-Z0-9_]*__/;

function judgeWhole({ findings }, manifests, { repository, placeholders, whole }) {
  const texts = new Map(manifests.map(({ source }) => [source.file, source.text]));
  for (const { rule, layer, file, range, message } of findings) {
    if (layer === 'practice') continue;
    placeholders.total++;
    const text = (texts.get(file) ?? '').slice(range.start, range.end);
    if (placeholder.test(text)) placeholders.disagreements.push(`${file}: ${rule}: ${message}`);
    else placeholders.agreed++;
  }
  whole.total++;
  const broken = findings.find(({ rule }) => rule === 'internal-error');
  if (broken === undefined) whole.agreed++;
  else whole.disagreements.push(`${repository}: ${broken.message}`);
}
