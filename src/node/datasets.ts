import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ec2Catalog, ec2Standard } from '../catalog/catalog.ts';
import { DatasetStore } from '../core/dataset.ts';
import { UsageError } from '../core/usage-error.ts';
import type { LoadedConfig } from './config-file.ts';
import { reasonOf } from './find.ts';

/** The datasets of this package, read from disk when something asks for them. */
export function packagedDatasets(): DatasetStore {
  return new DatasetStore((name) => (isCatalog(name) ? readPackagedCatalog(name) : undefined));
}

/** The same, with the catalogue that a configuration names in place of the packaged one. */
export function datasetsFor({ config, folder }: LoadedConfig): DatasetStore {
  const { catalog } = config;
  if (catalog === undefined) return packagedDatasets();
  return new DatasetStore((name) => (isCatalog(name) ? readOwnCatalog(resolve(folder ?? '.', catalog), catalog) : undefined));
}

function isCatalog(name: string): boolean {
  return name === ec2Catalog.name || name === ec2Standard.name;
}

/**
 * The catalogue lies some folders above this module: more when it is bundled into a chunk than in the sources. The package has a file for
 * each part of it, the sources have the whole.
 */
function readPackagedCatalog(name: string): string | undefined {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = [`${name}.json`, 'ec2.generated.json'].map((file) => join(folder, 'catalog', file)).find((file) => existsSync(file));
    if (path !== undefined) return readFileSync(path, 'utf8');
  }
  return undefined;
}

/** Reads a user's catalogue. Throws UsageError where it is none. */
function readOwnCatalog(path: string, name: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    ec2Catalog.read(text);
    return text;
  } catch (error) {
    throw new UsageError(`Cannot use the catalogue \`${name}\`: ${reasonOf(error)}. \`karplint catalog --update\` makes one.`);
  }
}
