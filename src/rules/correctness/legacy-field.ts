import { defineRule } from '../../core/rule.ts';
import { moveLegacyField } from '../../karpenter/legacy-field-moves.ts';
import { isLegacy, legacyFields } from '../../karpenter/legacy-fields.ts';

export default defineRule({
  id: 'legacy-field',
  group: 'correctness',
  severity: 'critical',
  preset: 'essential',
  kinds: ['NodePool', 'EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'A v1 object uses a field or a value of an older API.',
  references: ['https://karpenter.sh/v1.0/upgrading/v1-migration/', 'https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  fix: 'unsafe',
  explains: ['unknown-field', 'api-rejected'],
  *check(resource, context) {
    for (const field of legacyFields) {
      const value = field.kind === resource.kind ? resource.at(...field.path) : undefined;
      if (value === undefined || !isLegacy(field, value)) continue;
      const name = field.path.slice(1).join('.');
      const fix = moveLegacyField({ resource, value, workspace: context.workspace });
      yield {
        at: field.value === undefined ? value.keyPlace : value,
        message:
          field.value === undefined
            ? `\`${name}\` is a field of an older API: kubectl refuses it in v1, and clients that are less strict lose the setting silently.`
            : `\`${name}: ${field.value}\` is a value of an older API, which the API server refuses in v1.`,
        help: `v1 ${field.successor}.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});
