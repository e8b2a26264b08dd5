import { closest } from '../../core/did-you-mean.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem, Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { knownEntries } from '../../karpenter/written.ts';

/** What Karpenter counts, in the names that it counts them under. https://karpenter.sh/docs/concepts/nodepools/#speclimits */
const countedResources: readonly string[] = [
  ...['cpu', 'memory', 'ephemeral-storage', 'pods', 'nodes'],
  ...['nvidia.com/gpu', 'amd.com/gpu', 'habana.ai/gaudi', 'aws.amazon.com/neuron', 'aws.amazon.com/neuroncore'],
  ...['vpc.amazonaws.com/pod-eni', 'vpc.amazonaws.com/efa', 'vpc.amazonaws.com/PrivateIPv4Address'],
];

const gibibyte = 2 ** 30;
/** As for limits that are missing: the pool works, without a bound. */
const unbounded: Severities = { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'limits-quantity-suspicious',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A limit of a NodePool says something other than it seems to.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#speclimits',
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory',
  ],
  yieldsTo: ['api-rejected'],
  *check(pool, context) {
    for (const [name, value] of knownEntries(pool.at('spec', 'limits'))) {
      if (value.isUnknown) continue;
      yield* name === 'cpu' ? checkCpu(value) : name === 'memory' ? checkMemory(value) : checkName(name, value, () => isOffered(name, pool, context.workspace));
    }
  },
});

/** An overlay may give instance types a resource of any name. */
function isOffered(name: string, pool: Resource, workspace: Workspace): boolean {
  const overlays = workspace.inScope(pool, 'karpenter.sh', 'NodeOverlay');
  return overlays.some((overlay) => (overlay.at('spec', 'capacity')?.entries() ?? []).some(([resource]) => resource === name));
}

function* checkCpu(value: Value): Iterable<OwnProblem> {
  const cpus = parseQuantity(value.value);
  if (cpus === undefined || cpus <= 0 || cpus >= 1) return;
  yield {
    at: value,
    message: `A \`cpu\` limit of \`${String(value.value)}\` is less than one CPU, so no instance fits and the pool launches nothing.`,
    help: 'Write whole CPUs, such as `"100"`; `m` means thousandths. To pause a pool, write 0.',
  };
}

function* checkMemory(value: Value): Iterable<OwnProblem> {
  const bytes = parseQuantity(value.value);
  const written = String(value.value);
  if (bytes === undefined || bytes <= 0) return;
  if (bytes < gibibyte) {
    const meaning = /^[0-9.]+$/.test(written) ? 'without a unit means bytes' : 'is less than any instance but the very smallest has';
    yield {
      at: value,
      message: `A \`memory\` limit of \`${written}\` ${meaning}, so the pool launches nothing.`,
      help: 'Write gibibytes, such as `1000Gi`. To pause a pool, write 0.',
    };
  } else if (/[0-9][MGT]$/.test(written)) {
    yield {
      at: value,
      message: `A \`memory\` limit of \`${written}\` counts in powers of ten, while instances are counted in powers of two: it is ${Math.round(bytes / gibibyte)}Gi.`,
      help: `Write \`${written}i\`, if that is what you mean.`,
      severity: 'note',
    };
  }
}

/** A name without a domain is one of Kubernetes' own. Names with a domain may come from a device plugin that nobody here knows. */
function* checkName(name: string, value: Value, isOffered: () => boolean): Iterable<OwnProblem> {
  if (countedResources.includes(name) || name.startsWith('hugepages-') || isOffered()) return;
  const guess = aliases[name] ?? closest(name, countedResources);
  if (name.includes('/') && guess === undefined) return;
  yield {
    at: value.keyPlace,
    message: `No instance type reports the resource \`${name}\`, so Karpenter never counts it and this limit bounds nothing.`,
    help: guess === undefined ? 'Limit `cpu`, `memory`, `nodes` or an extended resource such as `nvidia.com/gpu`.' : `Did you mean \`${guess}\`?`,
    severity: unbounded,
  };
}

const aliases: Readonly<Record<string, string>> = {
  cpus: 'cpu',
  vcpu: 'cpu',
  vcpus: 'cpu',
  mem: 'memory',
  ram: 'memory',
  gpu: 'nvidia.com/gpu',
  gpus: 'nvidia.com/gpu',
  storage: 'ephemeral-storage',
  instances: 'nodes',
};
