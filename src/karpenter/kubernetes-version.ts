import type { Resource } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { knownText } from './written.ts';

/** The Kubernetes minor of a cluster, such as `1.33`, and who says so. */
export interface DeclaredVersion {
  readonly minor: string;
  readonly resource: Resource | undefined;
}

/** What the configuration says, or else an eksctl ClusterConfig beside the object; undefined where nobody declares one. */
export function declaredKubernetes(workspace: Workspace, resource: Resource, option: unknown): DeclaredVersion | undefined {
  const configured = readMinor(typeof option === 'string' ? option : undefined);
  if (configured !== undefined) return { minor: configured, resource: undefined };
  for (const config of workspace.inScope(resource, 'eksctl.io', 'ClusterConfig')) {
    const version = config.at('metadata', 'version');
    const number = version?.node.kind === 'scalar' ? version.node.text : knownText(version);
    const minor = readMinor(number);
    if (minor !== undefined) return { minor, resource: config };
  }
  return undefined;
}

function readMinor(text: string | undefined): string | undefined {
  const [, minor] = /^v?(1\.[0-9]{2})(?:\.|$)/.exec(text ?? '') ?? [];
  return minor;
}
