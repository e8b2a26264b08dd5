import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Agreement with Karpenter's own instance filter, figure by figure. */
export function judgeInstances(karplint, folder) {
  const catalog = karplint.ec2Catalog.read(readFileSync(join(karplint.root, 'src/catalog/ec2.generated.json'), 'utf8'));
  const sets = new Map(
    ['valid', 'stage', 'types', 'minValuesOk', 'samples'].map((name) => [name, { name: `instances: ${name}`, agreed: 0, total: 0, disagreements: [] }]),
  );
  for (const name of readdirSync(join(folder, 'cases')).sort()) {
    const expected = JSON.parse(readFileSync(join(folder, 'expected', name.replace(/\.yaml$/, '.json')), 'utf8'));
    const report = reportOn(karplint, catalog, { bytes: readFileSync(join(folder, 'cases', name)), name, expected });
    for (const [index, pool] of expected.nodepools.entries()) judgePool(sets, `${name} ${pool.name}`, pool, report.nodepools[index]);
  }
  return [...sets.values()];
}

function reportOn(karplint, catalog, { bytes, name, expected: { region, zones } }) {
  const manifest = karplint.toManifest(karplint.decode(bytes, name), false);
  const karpenter = karplint.knownVersions.at(-1);
  return karplint.reportInstances({ workspace: new karplint.Workspace([manifest]), catalog, karpenter, region, zones, pools: [], why: [] });
}

function judgePool(sets, where, expected, actual) {
  const add = (name, agrees, detail) => {
    const set = sets.get(name);
    set.total++;
    if (agrees) set.agreed++;
    else set.disagreements.push(`${where}: ${detail}`);
  };
  if (actual === undefined) return add('valid', false, 'karplint does not see the pool');
  add('valid', actual.valid === expected.valid, `Karpenter ${expected.valid} (${expected.error}), karplint ${actual.valid} (${actual.error})`);
  add('stage', actual.stage === expected.stage, `Karpenter ${expected.stage} (${expected.error}), karplint ${actual.stage} (${actual.error})`);
  add('minValuesOk', actual.minValuesOk === expected.minValuesOk, `Karpenter ${expected.minValuesOk}, karplint ${actual.minValuesOk}`);
  const types = actual.types.map(({ type }) => type);
  add('types', JSON.stringify(types) === JSON.stringify(expected.types), describeTypes(types, expected.types));
  for (const sample of expected.samples) {
    const type = actual.types.find((other) => other.type === sample.type);
    const agrees = JSON.stringify([type?.capacity, type?.allocatable]) === JSON.stringify([sample.capacity, sample.allocatable]);
    add('samples', agrees, `${sample.type}: Karpenter ${JSON.stringify([sample.capacity, sample.allocatable])}, karplint ${JSON.stringify(type)}`);
  }
}

export function describeTypes(types, wanted) {
  const missing = wanted.filter((type) => !types.includes(type));
  const extra = types.filter((type) => !wanted.includes(type));
  return `${missing.length} missing (${missing.slice(0, 5)}), ${extra.length} too many (${extra.slice(0, 5)})`;
}
