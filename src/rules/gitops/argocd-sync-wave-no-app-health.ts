import { defineRule } from '../../core/rule.ts';
import { syncWaveOf } from '../../kubernetes/apply-order.ts';
import { argoSettings, waitsForApplications } from '../../kubernetes/argocd.ts';

export default defineRule({
  id: 'argocd-sync-wave-no-app-health',
  group: 'gitops',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['Application'],
  summary: "Sync waves between Applications don't wait, because Argo CD does not know the health of Applications.",
  references: ['https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app'],
  *check(application, { workspace }) {
    const at = application.at('metadata', 'annotations', 'argocd.argoproj.io/sync-wave');
    const settings = argoSettings(workspace, application);
    if (at === undefined || settings === undefined || syncWaveOf(application) === 0 || waitsForApplications(workspace, application) !== false) return;
    yield {
      at,
      message: `The sync wave of Application \`${application.name}\` orders only when it is created, not what is ready by then: Argo CD takes an Application for healthy as soon as it is applied, unless \`argocd-cm\` says how to tell.`,
      help: 'Add `resource.customizations.health.argoproj.io_Application` to `argocd-cm`, with the script of the Argo CD manual.',
      related: [{ message: 'The settings are here.', resource: settings, at: settings.at('data')?.keyPlace ?? settings.anchor('data') }],
    };
  },
});
