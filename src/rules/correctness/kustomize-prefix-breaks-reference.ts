import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import type { Workspace } from '../../core/workspace.ts';
import { ec2NodeClassName, nodeClassKind } from '../../karpenter/node-class-reference.ts';

export default defineRule({
  id: 'kustomize-prefix-breaks-reference',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Kustomize renames an EC2NodeClass, but not the references to it.',
  references: [
    'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/nameprefix/',
    'https://github.com/kubernetes-sigs/kustomize/tree/master/examples/transformerconfigs',
  ],
  *check(resource, context) {
    const builds = context
      .lookAround(resource)
      .scopesOf(resource)
      .filter(({ kind }) => kind === 'kustomize');
    const reference = builds.length === 0 ? undefined : ec2NodeClassName(resource);
    const name = reference?.text;
    if (reference === undefined || name === undefined) return;
    for (const scope of builds) {
      const renamed = findRenamed(scope, name, context.workspace);
      if (renamed === undefined) continue;
      yield {
        at: reference,
        message: `Kustomize renames EC2NodeClass \`${name}\` to \`${renamed.name}\` in \`${scope.name}\`, but it does not know that \`nodeClassRef\` is a reference: ${resource.kind} \`${resource.name}\` still asks for \`${name}\`, which does not exist then.`,
        help: 'Name a file under `configurations` that has `nameReference` with `kind: EC2NodeClass` and a `fieldSpecs` entry `path: spec/template/spec/nodeClassRef/name`, `kind: NodePool`.',
        related: [{ message: 'This EC2NodeClass is renamed.', resource: renamed, at: renamed.anchor('metadata', 'name') }],
      };
      return;
    }
  },
});

/** The class of a build that a prefix or a suffix turned away from a reference that nothing else answers. */
function findRenamed(scope: Scope, name: string, workspace: Workspace): Resource | undefined {
  const classes = scope.ofKind(nodeClassKind.group, nodeClassKind.kind);
  if (classes.some((nodeClass) => nodeClass.name === name)) return undefined;
  const [prefixes, suffixes] = [affixes(workspace, 'namePrefix'), affixes(workspace, 'nameSuffix')];
  return classes.find((nodeClass) => prefixes.some((prefix) => suffixes.some((suffix) => prefix + suffix !== '' && nodeClass.name === prefix + name + suffix)));
}

/** What the kustomization files of the run put before or behind names, nothing included. */
function affixes(workspace: Workspace, field: 'namePrefix' | 'nameSuffix'): string[] {
  const pattern = new RegExp(`^${field}:[ \\t]*(["']?)([^"'#\\s]+)\\1`, 'm');
  const found = workspace.manifests.flatMap(({ source }) => (/kustomization(?:\.ya?ml)?$/i.test(source.file) ? (pattern.exec(source.text)?.[2] ?? []) : []));
  return ['', ...found];
}
