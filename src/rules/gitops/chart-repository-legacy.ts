import { replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem, Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { crdChart, karpenterChart, minorOf } from '../../karpenter/chart.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { installersAround, releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { deliveryKinds, installerKinds } from '../../kubernetes/delivery-kinds.ts';

/** What is pinned is still there. */
const lesser: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'chart-repository-legacy',
  group: 'gitops',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'essential',
  kinds: [...installerKinds, deliveryKinds.helmRepository[1]],
  summary: 'A chart of Karpenter is taken from where it is not.',
  references: ['https://karpenter.sh/docs/troubleshooting/#helm-error-when-pulling-the-chart', 'https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  fix: 'unsafe',
  pointsElsewhere: true,
  *check(resource, { workspace }) {
    if (resource.kind === deliveryKinds.helmRepository[1]) {
      yield* checkRepository(resource, workspace);
      return;
    }
    for (const release of releasesOf(resource, workspace)) {
      if (release.chart !== karpenterChart && release.chart !== crdChart) continue;
      if (release.url?.resource === resource && isLegacy(release.url.value))
        yield legacyProblem(resource, release.url.value, 'public.ecr.aws/karpenter', isOld(release));
      yield* checkPrefix(release);
    }
  },
});

function* checkRepository(repository: Resource, workspace: Workspace) {
  const url = repository.at('spec', 'url');
  if (url === undefined) return;
  if (isLegacy(url)) {
    const users = installersAround(workspace, repository)
      .flatMap((installer) => releasesOf(installer, workspace))
      .filter((release) => release.url?.resource === repository);
    yield legacyProblem(repository, url, 'oci://public.ecr.aws/karpenter', users.length > 0 && users.every(isOld));
  } else if (/^(?:oci|https):\/\/public\.ecr\.aws\/karpenter\b/.test(url.text ?? '') && repository.at('spec', 'type')?.value !== 'oci') {
    yield {
      at: url,
      message: `HelmRepository \`${repository.name}\` points to an OCI registry but does not say \`type: oci\`, so Flux looks for an index file that is not there.`,
      help: 'Set `type: oci` and the URL `oci://public.ecr.aws/karpenter`.',
    };
  }
}

/** A version that is there, for as long as nobody raises it. */
function isOld(release: ChartRelease): boolean {
  const minor = minorOf(release);
  return minor !== undefined && compareVersions(minor, '0.17') < 0;
}

/** The repository of the charts up to 0.16. */
function isLegacy(url: Value): boolean {
  return /^https?:\/\/charts\.karpenter\.sh\b/.test(url.text ?? '');
}

function legacyProblem(resource: Resource, at: Value, successor: string, isEnough: boolean): OwnProblem {
  const edits = [replaceScalar(resource, at, successor)];
  // Flux wants the type written as well, which one edit can't do everywhere.
  const type = resource.at('spec', 'type');
  const isWhole = resource.kind !== deliveryKinds.helmRepository[1] || type?.text === 'oci';
  return {
    at,
    message: `\`${at.text}\` holds no chart of Karpenter after 0.16, so ${isEnough ? 'the pinned version cannot be raised' : 'nothing newer can be installed from it'}.`,
    help: `Use \`oci://public.ecr.aws/karpenter\` (\`type: oci\` in a HelmRepository); it begins with 0.17, so an older pin needs another version too.`,
    ...(isEnough ? { severity: lesser } : {}),
    ...(isWhole && !isEnough ? { fix: { title: `Use \`${successor}\``, safety: 'unsafe', edits } } : {}),
  };
}

/** Tags lost their `v` with 0.35. */
function* checkPrefix(release: ChartRelease) {
  const minor = minorOf(release);
  const { version } = release;
  const text = version?.value.text ?? '';
  if (version === undefined || minor === undefined || !/^v?[0-9]+\.[0-9]+\.[0-9]+$/.test(text) || !isOfficial(release)) return;
  const hasPrefix = text.startsWith('v');
  const wantsPrefix = compareVersions(minor, '0.35') < 0;
  if (hasPrefix === wantsPrefix || compareVersions(minor, '0.17') < 0) return;
  const right = hasPrefix ? text.slice(1) : `v${text}`;
  yield {
    at: version.value,
    resource: version.resource,
    message: `There is no chart \`${release.chart}\` with the version \`${text}\`: versions have ${wantsPrefix ? 'a `v` in front up to 0.34' : 'no `v` in front from 0.35 on'}.`,
    help: `Write \`${right}\`.`,
    fix: { title: `Write \`${right}\``, safety: 'unsafe', edits: [replaceScalar(version.resource, version.value, right)] },
  } as const;
}

/** A mirror may name its tags as it likes. */
function isOfficial({ url }: ChartRelease): boolean {
  return url === undefined ? false : /public\.ecr\.aws\/karpenter/.test(url.value.text ?? '');
}
