import type { Fix } from '../../core/fix.ts';
import type { Path, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { placeInside } from '../../core/text-place.ts';
import type { Workspace } from '../../core/workspace.ts';
import { deliveryKinds } from '../../kubernetes/delivery-kinds.ts';
import { deployedBy } from '../../kubernetes/delivery.ts';

const elsewhere: Severities = 'note';

export default defineRule({
  id: 'flux-substitute-undefined',
  group: 'gitops',
  severity: 'critical',
  preset: 'recommended',
  kinds: [deliveryKinds.fluxKustomization[1], 'NodePool', 'EC2NodeClass'],
  scope: 'workspace',
  summary: 'A variable in a manifest of Karpenter that Flux has no value for.',
  references: [
    'https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution',
    'https://github.com/fluxcd/kustomize-controller/blob/main/CHANGELOG.md',
  ],
  fix: 'unsafe',
  *check(workspace) {
    const told = new Set<string>();
    for (const kustomization of kustomizationsOf(workspace)) {
      const variables = readVariables(kustomization, workspace);
      for (const object of deployedBy(workspace, kustomization).filter(({ group }) => group.startsWith('karpenter.'))) {
        const written = object.facts.written ?? object;
        for (const use of usesIn(written)) {
          const isLiteral = variables === undefined;
          // Without substitution a script may well mean its own variables.
          if (variables?.names.has(use.name) || (isLiteral && use.isScript)) continue;
          // What comes from elsewhere is one thing to look after, however often it is used.
          const key = JSON.stringify(variables?.elsewhere.length ? [written.file, use.name] : [written.file, written.index, use.value.path, use.name]);
          if (told.has(key)) continue;
          told.add(key);
          yield {
            resource: written,
            at: placeInside(written, use.value, use.text),
            message: describe(use, kustomization.name, variables),
            help: `${remedyFor(use, variables)}${use.isScript ? `; a variable of the script is written \`$$\{${use.name}}\`` : ''}.`,
            ...(variables?.elsewhere.length ? { severity: elsewhere } : {}),
            ...(use.isScript ? { fix: escapeInScript(written, use) } : {}),
          };
        }
      }
    }
  },
});

/** One that another Kustomization patches a `postBuild` into is left out as it is written. */
function kustomizationsOf(workspace: Workspace): Resource[] {
  const all = workspace.scopes.flatMap((scope) => scope.ofKind(...deliveryKinds.fluxKustomization));
  const placeOf = ({ facts, file, index }: Resource): string => JSON.stringify([facts.written?.file ?? file, facts.written?.index ?? index]);
  const substituting = new Set(all.filter((each) => each.at('spec', 'postBuild') !== undefined).map(placeOf));
  return all.filter((each) => each.at('spec', 'postBuild') !== undefined || !substituting.has(placeOf(each)));
}

/** Flux turns `$$` into `$`. What the script has been given until now changes, and with it the nodes. */
function escapeInScript({ file, source }: Resource, { value, text }: Use): Fix {
  const written = source.text.slice(value.node.start, value.node.end);
  const offsets = [...written.matchAll(/(?<!\$)\$\{\w+\}/g)].flatMap((match) => (match[0] === text ? [value.node.start + match.index] : []));
  const edits = offsets.map((start) => ({ file, range: { start, end: start }, text: '$' }));
  return { title: `Leave \`${text}\` to the script`, safety: 'unsafe', rolls: true, edits };
}

function remedyFor({ name }: Use, variables: Variables | undefined): string {
  if (variables === undefined) return 'Add `postBuild.substitute`';
  const own = 'efine it under `postBuild.substitute`, or give it a default (`${' + name + ':=value}`)';
  return variables.elsewhere.length > 0 ? `See that it is there, d${own}` : `D${own}`;
}

function describe({ text }: Use, kustomization: string, variables: Variables | undefined): string {
  if (variables?.elsewhere.length) {
    return `\`${text}\` is not among the values that can be read here: Kustomization \`${kustomization}\` takes more from ${variables.elsewhere.join(' and ')}, and without it kustomize-controller 1.9 and newer refuses everything.`;
  }
  const effect =
    variables === undefined
      ? 'it substitutes nothing, so the text reaches the cluster as it is'
      : 'kustomize-controller 1.9 and newer refuses the whole Kustomization, older ones write nothing in its place';
  return `\`${text}\` has no value in Kustomization \`${kustomization}\`: ${effect}.`;
}

interface Variables {
  readonly names: ReadonlySet<string>;
  /** What brings more and is not here, such as a Secret. */
  readonly elsewhere: readonly string[];
}

/** Undefined where nothing is substituted at all. */
function readVariables(kustomization: Resource, workspace: Workspace): Variables | undefined {
  const postBuild = kustomization.at('spec', 'postBuild');
  const own = postBuild?.at('substitute')?.entries() ?? [];
  const sources = postBuild?.at('substituteFrom')?.items() ?? [];
  if (own.length + sources.length === 0 && postBuild?.at('substituteStrategy')?.text !== 'Always') return undefined;
  const maps = sources.map((source) => dataOf(source, workspace));
  return {
    names: new Set([...own, ...maps.flatMap((map) => map ?? [])].map(([key]) => key)),
    elsewhere: [
      ...sources.flatMap((source, index) =>
        maps[index] === undefined ? [`${source.at('kind')?.text ?? 'an object'} \`${source.at('name')?.text ?? ''}\``] : [],
      ),
      ...(postBuild?.isUnknown === true ? ['what fills in `postBuild`'] : []),
    ],
  };
}

/** The data of a ConfigMap that is here once; several of one name belong to several clusters. */
function dataOf(source: Value, workspace: Workspace): [string, Value][] | undefined {
  if (source.at('kind')?.text !== 'ConfigMap') return undefined;
  const [map, ...others] = workspace.ofKind('', 'ConfigMap').filter(({ name }) => name === source.at('name')?.text);
  return map === undefined || others.length > 0 ? undefined : (map.at('data')?.entries() ?? []);
}

interface Use {
  readonly value: Value;
  readonly name: string;
  readonly text: string;
  /** True in user data, where the shell has variables of its own. */
  readonly isScript: boolean;
}

function usesIn(resource: Resource): Use[] {
  const isLeftAlone = (['annotations', 'labels'] as const).some(
    (field) => resource.at('metadata', field, 'kustomize.toolkit.fluxcd.io/substitute')?.text === 'disabled',
  );
  return isLeftAlone ? [] : textsOf(resource.root).flatMap((value) => usesInText(value));
}

function usesInText(value: Value): Use[] {
  return [...(value.text ?? '').matchAll(/(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].flatMap(([text, escape, name = '']) =>
    escape === '$' ? [] : [{ value, name, text, isScript: isUserData(value.path) }],
  );
}

function isUserData(path: Path): boolean {
  return path.includes('userData');
}

function textsOf(value: Value): Value[] {
  if (value.node.kind === 'scalar') return value.text?.includes('${') ? [value] : [];
  return [...value.entries().map(([, child]) => child), ...value.items()].flatMap(textsOf);
}
