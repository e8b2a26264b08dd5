import { hasPlaceholder } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import { parseQuantity } from './quantity.ts';

export interface Container {
  readonly at: Value;
  readonly name: string;
  /** Init containers that go on running beside the others (`restartPolicy: Always`) are `sidecar`. */
  readonly role: 'container' | 'init' | 'sidecar';
}

export interface Toleration {
  readonly at: Value;
  /** Absent for a toleration of every key. */
  readonly key: string | undefined;
  readonly operator: string;
  readonly value: string | undefined;
  /** Absent for every effect. */
  readonly effect: string | undefined;
}

/** A condition on labels or fields of nodes or pods. */
export interface LabelExpression {
  readonly at: Value;
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The part of a workload that its pods are made from: metadata and spec, with their places. Unknown values stay unknown. */
export class PodTemplate {
  /** Holds `metadata` and `spec`; the whole object for a Pod. */
  readonly at: Value;
  readonly spec: Value | undefined;

  constructor(at: Value) {
    this.at = at;
    this.spec = at.at('spec');
  }

  label(key: string): Value | undefined {
    return this.at.at('metadata', 'labels', key);
  }

  annotation(key: string): Value | undefined {
    return this.at.at('metadata', 'annotations', key);
  }

  /** The labels with readable text. */
  get labels(): ReadonlyMap<string, string> {
    return textEntries(this.at.at('metadata', 'labels'));
  }

  /** False where a placeholder may add labels that are not written. */
  get hasKnownLabelKeys(): boolean {
    return hasKnownKeys(this.at.at('metadata', 'labels'));
  }

  get nodeSelector(): ReadonlyMap<string, string> {
    return textEntries(this.spec?.at('nodeSelector'));
  }

  get containers(): Container[] {
    const main = this.#containersAt('containers', () => 'container');
    return [...main, ...this.#containersAt('initContainers', (at) => (at.at('restartPolicy')?.text === 'Always' ? 'sidecar' : 'init'))];
  }

  get tolerations(): Toleration[] {
    return (this.spec?.at('tolerations')?.items() ?? []).map((at) => ({
      at,
      key: at.at('key')?.text,
      operator: at.at('operator')?.text ?? 'Equal',
      value: at.at('value')?.text,
      effect: at.at('effect')?.text || undefined,
    }));
  }

  /** The terms of required node affinity: one of them must hold, and in it every expression. */
  get requiredNodeTerms(): LabelExpression[][] {
    const terms = this.spec?.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
    return (terms?.items() ?? []).map((term) => readExpressions(term.at('matchExpressions')));
  }

  /** Required terms of pod anti-affinity, as written. */
  get requiredAntiAffinity(): Value[] {
    return this.spec?.at('affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')?.items() ?? [];
  }

  get topologySpread(): Value[] {
    return this.spec?.at('topologySpreadConstraints')?.items() ?? [];
  }

  /** The names of the PersistentVolumeClaims that the pods mount. */
  get claimNames(): Value[] {
    return (this.spec?.at('volumes')?.items() ?? []).flatMap((volume) => volume.at('persistentVolumeClaim', 'claimName') ?? []);
  }

  #containersAt(field: string, roleOf: (at: Value) => Container['role']): Container[] {
    return (this.spec?.at(field)?.items() ?? []).map((at) => ({ at, name: at.at('name')?.text ?? '', role: roleOf(at) }));
  }
}

/** What a container asks for; a limit without a request is the request. Undefined where nothing is written or it is not known. */
export function requestOf(container: Container, resource: string): number | undefined {
  const written = container.at.at('resources', 'requests', resource) ?? container.at.at('resources', 'limits', resource);
  return parseQuantity(written?.value);
}

export function limitOf(container: Container, resource: string): number | undefined {
  return parseQuantity(container.at.at('resources', 'limits', resource)?.value);
}

/** `matchExpressions` with a readable key; a value that is not known makes the whole expression unknown, and it is left out. */
export function readExpressions(list: Value | undefined): LabelExpression[] {
  return (list?.items() ?? []).flatMap((at) => {
    const key = at.at('key')?.text;
    const operator = at.at('operator')?.text;
    const values = at.at('values')?.items() ?? [];
    const isUnknown = at.isUnknown || at.at('values')?.isUnknown || values.some((value) => value.isUnknown);
    if (key === undefined || operator === undefined || hasPlaceholder(key) || isUnknown) return [];
    return [{ at, key, operator, values: values.map(({ value }) => String(value)) }];
  });
}

/** The entries of a map whose keys and values are readable text. */
export function textEntries(map: Value | undefined): ReadonlyMap<string, string> {
  const entries = (map?.entries() ?? []).flatMap(([key, value]) => {
    const { text } = value;
    return text === undefined || value.isUnknown || hasPlaceholder(key) ? [] : [[key, text] as const];
  });
  return new Map(entries);
}

/** True for a map that surely has no entry beside the written ones; an absent one has none. */
export function hasKnownKeys(map: Value | undefined): boolean {
  if (map === undefined || map.isNull) return true;
  return map.node.kind === 'map' && map.entries().every(([key]) => !hasPlaceholder(key));
}
