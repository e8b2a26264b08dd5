import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The packages that modules come from, by name, with their licences. */
export async function describePackages(modulePaths) {
  const folders = new Set(modulePaths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []));
  const packages = await Promise.all([...folders].map((folder) => describePackage(folder)));
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The licence texts of what is bundled. */
export function renderNotices(packages) {
  const sections = packages.map(
    ({ name, version, license, text }) => `## ${name} ${version}\n\n${license}\n\n${text.trim().replace(/^/gm, '    ').replace(/ +$/gm, '')}\n`,
  );
  return `# Third-party notices\n\nkarplint bundles these packages.\n\n${sections.join('\n')}`;
}

/** What is bundled, in CycloneDX: a package without dependencies would look empty to a scanner. https://cyclonedx.org/docs/1.6/json/ */
export function renderBillOfMaterials(packages, { name, version, license }) {
  const describe = (type, component) => ({
    type,
    'bom-ref': urlOf(component),
    name: component.name,
    version: component.version,
    licenses: [{ license: { id: component.license } }],
    purl: urlOf(component),
  });
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: describe('application', { name, version, license }) },
    components: packages.map((component) => describe('library', component)),
    dependencies: [{ ref: urlOf({ name, version }), dependsOn: packages.map(urlOf) }],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function urlOf({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

async function describePackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? 'The package holds no licence text.' : await readFile(join(folder, file), 'utf8');
  return { name, version, license: license ?? 'unknown licence', text };
}
