import type { Place, Resource } from '../../core/resource.ts';
import { placeInside } from '../../core/text-place.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { findSecrets } from '../../karpenter/secret-text.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'userdata-secret',
  group: 'security',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass', ...valuesKinds],
  summary: "User data, or the values of Karpenter's chart, hold what looks like a credential.",
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
  ],
  *check(resource, context) {
    if (resource.kind !== 'EC2NodeClass') {
      for (const { at, kind } of secretValues(resource, context.workspace)) {
        yield {
          at,
          message: `The values of ${resource.kind} \`${resource.name}\` hold what looks like ${kind}: it stands in Git and in the cluster for everybody to read.`,
          help: 'Give the controller a role by Pod Identity or IRSA, and take other credentials from a Secret; replace it if it is real.',
        };
      }
      return;
    }
    const userData = resource.at('spec', 'userData');
    if (userData?.text === undefined) return;
    for (const { kind, evidence, isCertain } of findSecrets(userData.text)) {
      yield {
        at: placeInside(resource, userData, evidence),
        message: `User data of EC2NodeClass \`${resource.name}\` holds what looks like ${kind}: it can be read through the EC2 API, from the metadata service of every node, and in Git.`,
        help: 'Fetch it at boot from Secrets Manager or SSM Parameter Store with the node role, and replace it if it is real: it has been published.',
        ...(isCertain ? {} : { severity: 'note' }),
      };
    }
  },
});

interface SecretValue {
  readonly at: Place;
  readonly kind: string;
}

/** Environment variables of the controller, and texts in a form that only credentials have. */
function secretValues(resource: Resource, workspace: Workspace): SecretValue[] {
  return karpenterReleases(resource, workspace).flatMap(({ values }) => {
    const env = values.at('controller', 'env');
    const variables = (env?.value.items() ?? []).flatMap((item) => {
      const text = `${item.at('name')?.text ?? ''}=${item.at('value')?.text ?? ''}`;
      return findSecrets(text).flatMap(({ kind, isCertain }) =>
        isCertain ? [{ at: env?.isEditable === true ? (item.at('value') ?? item) : (env?.place ?? item), kind }] : [],
      );
    });
    const texts = values
      .leaves()
      .flatMap(([, { value, place }]) => findSecrets(value.text ?? '').flatMap(({ kind, isCertain }) => (isCertain ? [{ at: place, kind }] : [])));
    return [...variables, ...texts];
  });
}
