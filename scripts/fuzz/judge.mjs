import { spawnSync } from 'node:child_process';

/** Runs the judge once over a folder; the verdict of each file and minor, its documents taken together. */
export function askJudge({ judge, folder, crds }) {
  const sets = crds.flatMap((path) => ['--crds', path]);
  const { stdout, stderr, status } = spawnSync(judge, ['--runtime', ...sets, '--dir', folder, '--base', folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 31,
  });
  if (status !== 0) throw new Error(`the judge failed: ${stderr}`);
  const verdicts = new Map();
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const said = JSON.parse(line);
    const key = `${said.file} ${said.crds}`;
    const known = verdicts.get(key) ?? { accepted: true, unknown: [], errors: [], runtime: undefined, documents: 0 };
    verdicts.set(key, add(known, said));
  }
  return verdicts;
}

function add(known, said) {
  return {
    accepted: known.accepted && said.accepted,
    documents: known.documents + 1,
    unknown: [...known.unknown, ...said.unknownFields],
    errors: [...known.errors, ...said.errors.map(({ field, message }) => `${field}: ${message}`), ...said.duplicateFields.map((key) => `${key} is repeated`)],
    // Only what the API stores reaches the controller.
    runtime: said.runtimeRan && said.accepted ? [...(known.runtime ?? []), ...(said.runtimeErrors ?? [])] : known.runtime,
  };
}
