import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { crdChart, karpenterChart, karpenterReleases } from '../../karpenter/chart.ts';
import { dependsOn } from '../../kubernetes/apply-order.ts';
import { deliveryKinds } from '../../kubernetes/delivery-kinds.ts';
import { deployedBy } from '../../kubernetes/delivery.ts';

export default defineRule({
  id: 'flux-depends-on-without-wait',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: [deliveryKinds.fluxKustomization[1]],
  summary: 'A Kustomization that others wait for is ready before Karpenter is.',
  references: ['https://fluxcd.io/flux/components/kustomize/kustomizations/#wait', 'https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks'],
  fix: 'unsafe',
  *check(target, { workspace }) {
    const wait = target.at('spec', 'wait');
    if (wait?.value === true || wait?.isUnknown || (target.at('spec', 'healthChecks')?.items() ?? []).length > 0) return;
    const release = deployedBy(workspace, target).find(
      (resource) => resource.kind === 'HelmRelease' && [karpenterChart, crdChart].some((chart) => karpenterReleases(resource, workspace, chart).length > 0),
    );
    if (release === undefined) return;
    const dependent = workspace
      .around(target, ...deliveryKinds.fluxKustomization)
      .find(
        (other) =>
          dependsOn(other, target) &&
          !hasReadyCheck(other, target) &&
          deployedBy(workspace, other).some(({ kind }) => kind === 'NodePool' || kind === 'EC2NodeClass'),
      );
    if (dependent === undefined) return;
    const fix = makeFix(target);
    yield {
      at: wait ?? target.anchor('spec', 'wait'),
      message: `Kustomization \`${target.name}\` is ready as soon as HelmRelease \`${release.name}\` is applied, not when it is installed, so \`${dependent.name}\`, which depends on it, still comes before the CRDs.`,
      help: 'Set `wait: true`, or name the HelmRelease in `healthChecks`.',
      related: [{ message: 'This one depends on it.', resource: dependent, at: dependent.at('spec', 'dependsOn')?.keyPlace ?? dependent.anchor('spec') }],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#dependency-ready-expression */
function hasReadyCheck(dependent: Resource, target: Resource): boolean {
  return (dependent.at('spec', 'dependsOn')?.items() ?? []).some((entry) => entry.at('name')?.text === target.name && entry.at('readyExpr') !== undefined);
}

function makeFix(target: Resource): Fix | undefined {
  const spec = target.at('spec');
  const wait = spec?.at('wait');
  const edit = wait !== undefined ? replaceScalar(target, wait, 'true') : spec && addEntry(target, spec, 'wait', 'true');
  return edit && { title: 'Set `wait: true`', safety: 'unsafe', edits: [edit] };
}
