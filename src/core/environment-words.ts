import type { NamedEnvironment } from './finding.ts';

const words: Readonly<Record<string, NamedEnvironment>> = {
  prod: 'prod',
  production: 'prod',
  prd: 'prod',
  live: 'prod',
  staging: 'staging',
  stage: 'staging',
  stg: 'staging',
  preprod: 'staging',
  preproduction: 'staging',
  dev: 'dev',
  develop: 'dev',
  development: 'dev',
  sandbox: 'dev',
  test: 'dev',
  local: 'dev',
  // Clusters on one's own machine.
  kind: 'dev',
  minikube: 'dev',
  k3d: 'dev',
};

/** Words that also name folders of other things. */
const unclearInFolders: ReadonlySet<string> = new Set(['live', 'stage', 'develop', 'sandbox', 'test']);

const denials: ReadonlySet<string> = new Set(['no', 'non', 'not']);

/** What a folder's name may say beside the environment: a region, a number, that it is a cluster. */
const besides = /^(?:[a-z]{2}|[a-z]?[0-9]+[a-z]?|(?:north|south)?(?:east|west)?|central|gov|clusters?|eks|k8s|env|environments?)$/;

/**
 * The environment in a name such as `acme-prod-eu`: the one that all its words agree on. `pre-prod` is staging, and what is
 * said to be no environment, as `non-prod`, is none.
 */
export function environmentInName(name: string): NamedEnvironment | undefined {
  const parts = partsOf(name);
  const found = new Set(parts.flatMap((part) => (Object.hasOwn(words, part) ? [words[part]] : [])));
  const [only] = found;
  return found.size === 1 && !parts.some((part) => denials.has(part)) ? only : undefined;
}

/** The environment that the name of one folder says and says nothing else, such as `prod`, `prod-eu-1` or `eks-staging`. */
export function environmentOfFolder(name: string): NamedEnvironment | undefined {
  const parts = partsOf(name);
  if (!parts.some((part) => Object.hasOwn(words, part))) return undefined;
  const isPlain = parts.every((part) => (Object.hasOwn(words, part) ? !unclearInFolders.has(part) : besides.test(part)));
  return isPlain ? environmentInName(name) : undefined;
}

function partsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replace(/\bpre[-_](?=prod)/g, 'pre')
    .split(/[-_. ]/);
}
