import type { Kustomization } from './kustomization.ts';

/** Something that a kustomization asks for and this reading leaves to kustomize itself. */
export interface LeftOut {
  readonly reason: string;
  /** The kinds that it may make or change; any kind where absent, none where empty. */
  readonly kinds?: string;
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const fields: readonly (readonly [field: string, reason: string, kinds?: string])[] = [
  ['generators', 'makes objects that only `kustomize build` knows'],
  ['transformers', 'changes objects in ways that only `kustomize build` knows'],
  ['helmCharts', 'is rendered by `kustomize build --enable-helm` only'],
  ['helmChartInflationGenerator', 'is rendered by `kustomize build --enable-helm` only'],
  ['configMapGenerator', 'makes ConfigMaps that are not looked into', 'ConfigMap'],
  ['secretGenerator', 'makes Secrets that are not looked into', 'Secret'],
  ['vars', 'fills in values, which count as unknown', ''],
  ['crds', 'lets names and labels follow in fields that it declares', ''],
  ['openapi', 'changes how patches of lists are merged', ''],
];

export function leftOut(kustomization: Kustomization): LeftOut[] {
  return fields.flatMap(([field, reason, kinds]) => {
    const value = kustomization.root.at(field);
    const isThere = value !== undefined && !value.isNull && (value.node.kind !== 'list' || value.items().length > 0);
    return isThere ? [{ reason: `\`${field}\` ${reason}`, ...(kinds === undefined ? {} : { kinds }) }] : [];
  });
}

/** Of a file for transformers only what it says of names is read. */
export function leftOutOfConfiguration(file: string, configuration: Kustomization): LeftOut[] {
  const others = configuration.root.entries().filter(([key]) => key !== 'nameReference');
  const named = others.map(([key]) => `\`${key}\``).join(', ');
  return others.length === 0 ? [] : [{ reason: `${named} of the configuration \`${file}\` changes what reaches other fields`, kinds: '' }];
}
