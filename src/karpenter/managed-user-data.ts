import { domainOf, wellKnownLabel } from './labels.ts';
import { readMapping } from './user-data.ts';
import type { UserDataPart } from './user-data.ts';

/** A setting in user data that Karpenter writes as well, and then Karpenter's value counts. */
export interface ManagedSetting {
  /** As it is written in messages. */
  readonly name: string;
  /** Words of the text that show it. */
  readonly words: string;
  /** Where it belongs. */
  readonly home: string;
  /** True where both values are kept, but Karpenter does not know the one of the user data. */
  readonly isMerged: boolean;
}

/** What of a NodeConfig Karpenter's own NodeConfig, which comes last, replaces. Source: bootstrap/nodeadm.go of karpenter-provider-aws. */
export function managedInNodeConfig({ text }: UserDataPart): ManagedSetting[] {
  const config = readMapping(text);
  if (typeof config !== 'object') return [];
  const cluster = Object.keys(mapAt(config, 'spec', 'cluster')).map((key) => setting(`spec.cluster.${key}`, `${key}:`, 'the settings of the controller'));
  const kubelet = mapAt(config, 'spec', 'kubelet', 'config');
  const fields = Object.keys(kubelet).filter((key) => key === 'maxPods' || key === 'registerWithTaints');
  return [...cluster, ...fields.map((key) => setting(`spec.kubelet.config.${key}`, `${key}:`, homes[key] ?? '')), ...managedFlags(config)];
}

const homes: Readonly<Record<string, string>> = {
  maxPods: '`spec.kubelet.maxPods` of the EC2NodeClass',
  registerWithTaints: '`taints` of the NodePool',
  'node-labels': 'the labels of the NodePool',
  'register-with-taints': '`taints` of the NodePool',
  'max-pods': '`spec.kubelet.maxPods` of the EC2NodeClass',
};

/** A flag wins over the configuration, Karpenter's included. The taint that Karpenter itself registers nodes with does no harm. */
function managedFlags(config: Readonly<Record<string, unknown>>): ManagedSetting[] {
  const kubelet = mapAt(config, 'spec', 'kubelet');
  const flags = Array.isArray(kubelet['flags']) ? kubelet['flags'].map(String) : [];
  return flags.flatMap((flag) => {
    const name = /^--(node-labels|register-with-taints|max-pods)\b/.exec(flag)?.[1];
    if (name === undefined || /^--register-with-taints=karpenter\.sh\/unregistered[=:][^,]*$/.test(flag)) return [];
    return [{ ...setting(`--${name}`, `--${name}`, homes[name] ?? ''), isMerged: true }];
  });
}

/** What of Bottlerocket's settings Karpenter writes over. Source: bootstrap/bottlerocket.go of karpenter-provider-aws. */
export function managedInToml({ text }: UserDataPart, minor: string): ManagedSetting[] {
  return assignments(text).flatMap(({ path, words }) => {
    const [first, second, name = '', key = ''] = path;
    if (first !== 'settings' || second !== 'kubernetes') return [];
    if (name === 'node-labels') return [labelSetting(key, words, minor)];
    const home = bottlerocketHomes[name];
    return home === undefined ? [] : [setting(`settings.kubernetes.${name}`, words, home)];
  });
}

const bottlerocketHomes: Readonly<Record<string, string>> = {
  'api-server': 'the settings of the controller',
  'cluster-certificate': 'the settings of the controller',
  'cluster-name': 'the settings of the controller',
  'max-pods': '`spec.kubelet.maxPods` of the EC2NodeClass',
  'node-taints': '`taints` of the NodePool',
};

function labelSetting(key: string, words: string, minor: string): ManagedSetting {
  const isOurs = wellKnownLabel(key, minor) !== undefined || domainOf(key).startsWith('karpenter.');
  return { ...setting(`settings.kubernetes.node-labels."${key}"`, words, 'the labels of the NodePool'), isMerged: !isOurs };
}

interface Assignment {
  readonly path: readonly string[];
  readonly words: string;
}

/** The assignments of a TOML text, each with its whole path; tables inside values are not looked into. */
function assignments(text: string): Assignment[] {
  let table: readonly string[] = [];
  return text.split(/\r?\n/).flatMap((line) => {
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?/.exec(line)?.[1];
    if (header !== undefined) table = splitKey(header);
    const key = header === undefined ? /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(line)?.[1] : undefined;
    return key === undefined ? [] : [{ path: [...table, ...splitKey(key)], words: line.trim() }];
  });
}

function splitKey(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}

function setting(name: string, words: string, home: string): ManagedSetting {
  return { name, words, home, isMerged: false };
}

function mapAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = path.reduce<unknown>((current, key) => (isMap(current) ? current[key] : undefined), value);
  return isMap(found) ? found : {};
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
