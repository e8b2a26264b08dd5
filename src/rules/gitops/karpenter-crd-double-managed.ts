import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { crdChart, karpenterReleases } from '../../karpenter/chart.ts';
import { dependsOn } from '../../kubernetes/apply-order.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';

export default defineRule({
  id: 'karpenter-crd-double-managed',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'all',
  kinds: ['HelmRelease', 'Application'],
  summary: 'Two charts bring the CRDs of Karpenter.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#helm-error-when-installing-the-karpenter-crd-chart',
    'https://fluxcd.io/flux/components/helm/helmreleases/#crd-upgrade-policies',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-skipcrds',
  ],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    const [release] = karpenterReleases(resource, workspace);
    const [owner] = releasesAround(workspace, resource, crdChart);
    if (release === undefined || owner === undefined || owner.resource === resource) return;
    const clash = resource.kind === 'Application' ? argoClash(release) : fluxClash(resource, owner, workspace);
    if (clash === undefined) return;
    yield {
      at: clash.at,
      message: `${resource.kind} \`${resource.name}\` installs the CRDs that \`${owner.resource.name}\` owns: ${clash.why}.`,
      help:
        resource.kind === 'Application'
          ? 'Set `helm.skipCrds: true`; `karpenter-crd` brings the CRDs.'
          : `Set \`${clash.field}: Skip\`; \`karpenter-crd\` brings the CRDs.`,
      related: [{ message: 'The owner of the CRDs is here.', resource: owner.resource, at: owner.at }],
      ...(clash.fix === undefined ? {} : { fix: clash.fix }),
    };
  },
});

interface Clash {
  readonly at: Place;
  readonly field: string;
  /** A clause. */
  readonly why: string;
  readonly fix: Fix | undefined;
}

/** Argo CD applies the CRDs of a chart on each sync. */
function argoClash({ resource, at }: ChartRelease): Clash | undefined {
  const source = resource.at('spec', 'source');
  const helm = source?.at('helm');
  const skip = helm?.at('skipCrds');
  if (source === undefined || skip?.value === true || skip?.isUnknown) return undefined;
  const edit =
    skip !== undefined
      ? replaceScalar(resource, skip, 'true')
      : helm !== undefined
        ? addEntry(resource, helm, 'skipCrds', 'true')
        : addEntry(resource, source, 'helm', '\n  skipCrds: true');
  return {
    at: skip ?? at,
    field: 'helm.skipCrds',
    why: 'Argo CD reports a shared resource, and the two take turns',
    fix: edit && { title: 'Set `helm.skipCrds: true`', safety: 'unsafe', edits: [edit] },
  };
}

function fluxClash(resource: Resource, owner: ChartRelease, workspace: Workspace): Clash | undefined {
  for (const action of ['upgrade', 'install']) {
    const policy = resource.at('spec', action, 'crds');
    if (policy?.text === 'CreateReplace') {
      return {
        at: policy,
        field: `${action}.crds`,
        why: `\`${action}.crds: CreateReplace\` writes its own version over the other`,
        fix: skipFix(resource, action, policy),
      };
    }
  }
  const install = resource.at('spec', 'install', 'crds');
  const isHarmless = install?.text === 'Skip' || install?.isUnknown || dependsOn(resource, owner.resource) || workspace.mayHold(resource, 'dependsOn');
  if (isHarmless) return undefined;
  return {
    at: install ?? resource.anchor('spec', 'install', 'crds'),
    field: 'install.crds',
    why: 'if it comes first, `karpenter-crd` fails on CRDs that belong to nobody it knows',
    fix: skipFix(resource, 'install', install),
  };
}

function skipFix(resource: Resource, action: string, policy: Value | undefined): Fix | undefined {
  const spec = resource.at('spec');
  const map = spec?.at(action);
  const edit =
    policy !== undefined
      ? replaceScalar(resource, policy, 'Skip')
      : map !== undefined
        ? addEntry(resource, map, 'crds', 'Skip')
        : spec && addEntry(resource, spec, action, '\n  crds: Skip');
  return edit && { title: `Set \`${action}.crds: Skip\``, safety: 'unsafe', edits: [edit] };
}
