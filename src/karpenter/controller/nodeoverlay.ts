import type { Resource } from '../../core/resource.ts';
import { knownEntries } from '../written.ts';
import { loss } from './objection.ts';
import type { Objection } from './objection.ts';

/** The resources whose amount Karpenter knows of every instance type. Source: pkg/apis/v1/labels.go of both repositories. */
const knownResources: ReadonlySet<string> = new Set([
  ...['cpu', 'memory', 'ephemeral-storage', 'pods'],
  ...['vpc.amazonaws.com/pod-eni', 'vpc.amazonaws.com/efa', 'aws.amazon.com/neuron', 'aws.amazon.com/neuroncore', 'habana.ai/gaudi'],
]);

/** Source: validateCapacity in pkg/apis/v1alpha1/nodeoverlay_validation.go of sigs.k8s.io/karpenter. */
export function* checkCapacity(overlay: Resource, minor: string): Iterable<Objection> {
  for (const [resource, value] of knownEntries(overlay.at('spec', 'capacity'))) {
    if (!knownResources.has(resource)) continue;
    const message = `\`${resource}\` cannot be overlaid, as Karpenter knows how much of it every instance type has, ${loss(overlay, minor)}.`;
    yield { at: value.keyPlace, message, help: 'Remove it: only resources that Karpenter does not know can be added.' };
  }
}
