import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ec2Catalog } from '../catalog/catalog.ts';
import { DatasetStore } from '../core/dataset.ts';

/** The datasets of this package, read from disk when something asks for them. */
export function packagedDatasets(): DatasetStore {
  return new DatasetStore((name) => (name === ec2Catalog.name ? readCatalogText() : undefined));
}

/** The catalogue lies some folders above this module: more when it is bundled into a chunk than in the sources. */
function readCatalogText(): string | undefined {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'catalog', 'ec2.generated.json');
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  return undefined;
}
