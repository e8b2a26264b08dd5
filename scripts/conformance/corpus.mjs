import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRange, lintLayers } from './api.mjs';

/** Public files: every one is linted without an internal error, and the plain ones get the API server's verdict. */
export function judgeCorpus(karplint, folder) {
  const version = karplint.knownVersions.at(-1);
  const crash = { name: 'corpus: linted without an internal error', agreed: 0, total: 0, disagreements: [] };
  for (const file of readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    crash.total++;
    const path = join(file.parentPath ?? file.path, file.name);
    const findings = karplint.lintManifests([karplint.toManifest(karplint.decode(readFileSync(path), path), false)]).findings;
    const broken = findings.find(({ rule }) => rule === 'internal-error');
    if (broken === undefined) crash.agreed++;
    else crash.disagreements.push(`${path}: ${broken.message}`);
  }
  return [crash, judgeVerdicts(karplint, folder, version)];
}

function judgeVerdicts(karplint, folder, version) {
  const set = { name: 'corpus: verdicts of public files', agreed: 0, total: 0, disagreements: [] };
  for (const line of readFileSync(join(folder, 'expected.jsonl'), 'utf8').trim().split('\n')) {
    const { file, docs } = JSON.parse(line);
    const reading = karplint.decode(readFileSync(join(folder, file)), file);
    const findings = lintLayers(karplint, reading, { version, strict: false }).filter(({ layer }) => layer === 'syntax' || layer === 'schema');
    for (const doc of docs) {
      const verdict = Object.entries(doc.verdicts).find(([range]) => inRange(version, range))?.[1];
      if (verdict === undefined) continue;
      // The judge names nothing where it knows no such kind.
      const isSame = ({ kind, name }) => kind === doc.kind && (doc.name === '' || name === doc.name);
      const own = findings.filter(({ resource }) => resource === undefined || isSame(resource));
      set.total++;
      if ((own.length === 0) === verdict.accepted) set.agreed++;
      else
        set.disagreements.push(
          `${file} ${doc.kind} ${doc.name}: the API server ${verdict.accepted ? 'accepts' : `refuses ${verdict.fields} ${verdict.unknown ?? ''}`}, karplint: ${own.map(({ message }) => message).join(' | ') || 'accepts'}`,
        );
    }
  }
  return set;
}
