import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The licences of every package that modules come from, by name. */
export async function renderNotices(modulePaths) {
  const folders = new Set(modulePaths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []));
  const entries = await Promise.all([...folders].map((folder) => describePackage(folder)));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const sections = entries.map(
    ({ name, version, license, text }) => `## ${name} ${version}\n\n${license}\n\n${text.trim().replace(/^/gm, '    ').replace(/ +$/gm, '')}\n`,
  );
  return `# Third-party notices\n\nkarplint bundles these packages.\n\n${sections.join('\n')}`;
}

async function describePackage(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? 'The package holds no licence text.' : await readFile(join(folder, file), 'utf8');
  return { name, version, license: license ?? 'unknown licence', text };
}
