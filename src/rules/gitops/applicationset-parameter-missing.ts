import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';

/** What differs from cluster to cluster. */
const identityPaths = [
  ['settings', 'clusterName'],
  ['settings', 'interruptionQueue'],
  ['settings', 'clusterEndpoint'],
  ['serviceAccount', 'annotations', 'eks.amazonaws.com/role-arn'],
] as const;

export default defineRule({
  id: 'applicationset-parameter-missing',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['ApplicationSet'],
  summary: 'An ApplicationSet gives several clusters the identity of one.',
  references: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/', 'https://karpenter.sh/docs/reference/settings/'],
  *check(set, { workspace }) {
    const generators = set.at('spec', 'generators')?.items() ?? [];
    if (
      !generators.some((generator) =>
        makesSeveral(
          generator.entries().map(([name]) => name),
          generator.at('list', 'elements')?.items().length,
        ),
      )
    )
      return;
    for (const release of karpenterReleases(set, workspace)) {
      yield* literalProblems(set, release, isCertain(generators));
      yield* strangerProblems(set, release);
    }
  },
});

/** A list of one, or one file, is one cluster. */
function makesSeveral(names: readonly string[], elements: number | undefined): boolean {
  return names.some((name) => name !== 'list' && name !== 'selector') || (elements ?? 0) > 1;
}

/** A list says how many clusters there are; what else a generator finds may be one alone. */
function isCertain(generators: readonly Value[]): boolean {
  return generators.some((generator) => (generator.at('list', 'elements')?.items().length ?? 0) > 1);
}

function* literalProblems(set: Resource, { values, at }: ChartRelease, areSeveral: boolean) {
  const severity: { readonly severity?: Severities } = areSeveral
    ? {}
    : { severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' } };
  const written = identityPaths.flatMap((path) => {
    const found = values.at(...path);
    return found?.value.text === undefined || found.value.text === '' ? [] : [{ path, found, text: found.value.text }];
  });
  for (const { path, found, text } of written.filter(({ text: value }) => !/\{\{/.test(value))) {
    yield {
      at: found.place,
      message: `ApplicationSet \`${set.name}\` gives every cluster \`${path.join('.')}: ${text}\`, so all of them act as that one: Karpenter looks for nodes and messages of another cluster.`,
      help: `Use a parameter of the generator, such as \`${path.at(-1) === 'clusterName' ? '{{name}}' : '{{metadata.annotations.…}}'}\`, or values files named after the cluster.`,
      ...severity,
    };
  }
  if (written.length > 0 || !values.isComplete || values.map === undefined) return;
  yield {
    at,
    message: `ApplicationSet \`${set.name}\` installs Karpenter in several clusters without telling it \`settings.clusterName\`, so no controller knows its cluster.`,
    help: 'Set `settings.clusterName: "{{name}}"` in the values.',
    ...severity,
  };
}

/** Parameters that no element of a list brings. */
function* strangerProblems(set: Resource, { values }: ChartRelease) {
  const lists = (set.at('spec', 'generators')?.items() ?? []).map((generator) => generator.at('list', 'elements')?.items());
  if (lists.some((elements) => elements === undefined)) return;
  const elements = lists.flatMap((list) => list ?? []);
  if (elements.some(({ isUnknown }) => isUnknown)) return;
  for (const path of identityPaths) {
    const found = values.at(...path);
    const [, name] = /^\{\{\s*\.?([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/.exec(found?.value.text ?? '') ?? [];
    if (found === undefined || name === undefined || elements.every((element) => element.at(name) !== undefined)) continue;
    yield {
      at: found.place,
      message: `\`{{${name}}}\` in \`${path.join('.')}\` of ApplicationSet \`${set.name}\` is a parameter that not every element of its list brings, so it stays empty or literal there.`,
      help: `Add \`${name}\` to each element.`,
    };
  }
}
