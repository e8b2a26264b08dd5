import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { crdChart, karpenterChart } from '../../karpenter/chart.ts';
import { reaches } from '../../kubernetes/apply-order.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import { deliveryKinds } from '../../kubernetes/delivery-kinds.ts';
import { bringersOf, deployedBy, isSame } from '../../kubernetes/delivery.ts';

const customKinds = ['NodePool', 'EC2NodeClass', 'NodeOverlay'];

export default defineRule({
  id: 'flux-missing-depends-on',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: [deliveryKinds.fluxKustomization[1]],
  summary: 'Flux applies NodePools without waiting for Karpenter.',
  references: ['https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies'],
  fix: 'unsafe',
  *check(kustomization, { workspace }) {
    const objects = deployedBy(workspace, kustomization);
    const custom = objects.find(({ kind }) => customKinds.includes(kind));
    if (custom === undefined || objects.some(isCrd)) return;
    const installs = installersOf(workspace, kustomization);
    const together = installs.find((install) => isSame(install, kustomization));
    const all = workspace.around(kustomization, ...deliveryKinds.fluxKustomization);
    const at = kustomization.at('metadata', 'name') ?? kustomization.anchor('metadata', 'name');
    if (together !== undefined) {
      yield {
        at,
        message: `Kustomization \`${kustomization.name}\` applies ${custom.kind} \`${custom.name}\` together with the HelmRelease that brings its kind: Flux tries all objects in a dry run first, which fails on the unknown kind in a cluster without the CRDs, so nothing of it is ever applied there.`,
        help: 'Move NodePools and EC2NodeClasses to a Kustomization of their own that depends on this one.',
        related: [{ message: 'This object needs the CRDs.', resource: custom, at: custom.at('kind') ?? custom.anchor() }],
        severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
      };
      return;
    }
    const [first] = installs;
    if (first === undefined || installs.some((install) => reaches(kustomization, install, all))) return;
    const fix = makeFix(kustomization, first);
    yield {
      at,
      message: `Kustomization \`${kustomization.name}\` applies ${custom.kind} \`${custom.name}\` but does not depend on \`${first.name}\`, which installs Karpenter: in a new cluster it fails and is tried again until the CRDs happen to be there.`,
      help: `Add \`dependsOn: [{ name: ${first.name} }]\`.`,
      related: [{ message: 'Karpenter comes from here.', resource: first, at: first.at('metadata', 'name') ?? first.anchor('metadata', 'name') }],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function isCrd({ kind, name }: Resource): boolean {
  return kind === 'CustomResourceDefinition' && name.endsWith('.karpenter.sh');
}

/** The Kustomizations that bring a release of Karpenter's charts to the same cluster. */
function installersOf(workspace: Workspace, kustomization: Resource): Resource[] {
  const releases = [crdChart, karpenterChart].flatMap((chart) => releasesAround(workspace, kustomization, chart));
  return releases.flatMap(({ resource }) => bringersOf(workspace, resource)).filter(({ kind }) => kind === 'Kustomization');
}

function makeFix(kustomization: Resource, install: Resource): Fix | undefined {
  const spec = kustomization.at('spec');
  if (spec === undefined || spec.at('dependsOn') !== undefined || install.namespace !== kustomization.namespace) return undefined;
  const edit = addEntry(kustomization, spec, 'dependsOn', `\n  - name: ${install.name}`);
  return edit && { title: `Depend on \`${install.name}\``, safety: 'unsafe', edits: [edit] };
}
