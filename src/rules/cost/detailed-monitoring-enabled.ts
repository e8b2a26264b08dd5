import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'detailed-monitoring-enabled',
  group: 'cost',
  severity: 'note',
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Every instance reports to CloudWatch each minute, which is charged.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specdetailedmonitoring', 'https://aws.amazon.com/cloudwatch/pricing/'],
  *check(nodeClass) {
    const flag = nodeClass.at('spec', 'detailedMonitoring');
    if (flag?.value !== true) return;
    yield {
      at: flag,
      message: `\`detailedMonitoring: true\` is charged for each metric of each instance of EC2NodeClass \`${nodeClass.name}\`, and a node exporter mostly knows the same.`,
      help: 'Remove it, unless alarms or Auto Scaling outside of Kubernetes read these metrics.',
    };
  },
});
