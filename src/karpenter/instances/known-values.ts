import type { Catalog } from '../../catalog/catalog.ts';
import { perKey, perObject } from '../../core/remembered.ts';

/** Whole numbers have no list: a bound may mean any. */
const numbers: ReadonlySet<string> = new Set(
  ['cpu', 'memory', 'gpu-count', 'gpu-memory', 'accelerator-count', 'local-nvme', 'ebs-bandwidth', 'network-bandwidth', 'cpu-sustained-clock-speed-mhz'].map(
    (name) => `karpenter.k8s.aws/instance-${name}`,
  ),
);

/** The values that a label can have on nodes; undefined for one that the catalogue cannot tell. */
export function knownLabelValues(catalog: Catalog, key: string): ReadonlySet<string> | undefined {
  return valuesIn(catalog)(key);
}

const valuesIn = perObject((catalog: Catalog) => perKey((key: string) => findValues(catalog, key)));

function findValues(catalog: Catalog, key: string): ReadonlySet<string> | undefined {
  if (key === 'kubernetes.io/os') return new Set(['linux', 'windows']);
  if (numbers.has(key)) return undefined;
  const column = catalog.label(key);
  return column && new Set(column.values.flat());
}
