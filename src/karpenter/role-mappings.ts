import type { Resource, Value } from '../core/resource.ts';
import { toPlain } from '../core/node.ts';
import { readYaml } from '../core/read-yaml.ts';
import type { Workspace } from '../core/workspace.ts';

/** A role that may join a cluster. */
export interface RoleMapping {
  /** An ARN, or what is written for one. */
  readonly arn: string;
  /** Undefined for an access entry, whose type says what it may do. */
  readonly groups: readonly string[] | undefined;
}

/** Everything that says which roles may join the cluster of an object. */
export interface RoleMappings {
  readonly mappings: readonly RoleMapping[];
  /** The ConfigMap `aws-auth` with its text of roles. */
  readonly configMap: { readonly resource: Resource; readonly text: Value } | undefined;
  /** True where there can be no further mapping: access entries are switched off. */
  readonly isComplete: boolean;
}

/** The mappings beside an object, and access entries that templates declare; undefined where nothing maps roles at all. */
export function roleMappingsAround(workspace: Workspace, resource: Resource, entries: readonly RoleMapping[]): RoleMappings | undefined {
  const configMap = findConfigMap(workspace, resource);
  const configs = [...workspace.around(resource, 'eksctl.io', 'ClusterConfig')];
  const mappings = [...(configMap === undefined ? [] : readMapRoles(configMap.text)), ...configs.flatMap(eksctlMappings), ...entries];
  if (mappings.length === 0) return undefined;
  return { mappings, configMap, isComplete: configs.some((config) => config.at('accessConfig', 'authenticationMode')?.text === 'CONFIG_MAP') };
}

function findConfigMap(workspace: Workspace, resource: Resource): RoleMappings['configMap'] {
  const found = workspace.around(resource, '', 'ConfigMap').find(({ name }) => name === 'aws-auth');
  const text = found?.at('data', 'mapRoles');
  return found === undefined || text?.text === undefined ? undefined : { resource: found, text };
}

function readMapRoles(text: Value): RoleMapping[] {
  const { root } = readYaml(text.text ?? '');
  const list = root === undefined ? [] : toPlain(root);
  if (!Array.isArray(list)) return [{ arn: text.text ?? '', groups: undefined }];
  return list.flatMap((item: unknown) => {
    const entry = item as Readonly<Record<string, unknown>> | null;
    const groups = entry?.['groups'];
    return typeof entry?.['rolearn'] === 'string' ? [{ arn: entry['rolearn'], groups: Array.isArray(groups) ? groups.map(String) : [] }] : [];
  });
}

/** https://eksctl.io/usage/access-entries/, https://eksctl.io/usage/iam-identity-mappings/ */
function eksctlMappings(config: Resource): RoleMapping[] {
  const entries = (config.at('accessConfig', 'accessEntries')?.items() ?? []).flatMap((entry) => entry.at('principalARN')?.text ?? []);
  const identities = (config.at('iam', 'identityMappings') ?? config.at('iamIdentityMappings'))?.items() ?? [];
  return [
    ...entries.map((arn) => ({ arn, groups: undefined })),
    ...identities.flatMap((identity) => {
      const arn = identity.at('arn')?.text;
      return arn === undefined ? [] : [{ arn, groups: (identity.at('groups')?.items() ?? []).flatMap(({ text }) => text ?? []) }];
    }),
  ];
}
