/** Kinds of Flux and Argo CD that bring charts and manifests to a cluster, with their API groups. */
export const deliveryKinds = {
  helmRelease: ['helm.toolkit.fluxcd.io', 'HelmRelease'],
  helmRepository: ['source.toolkit.fluxcd.io', 'HelmRepository'],
  ociRepository: ['source.toolkit.fluxcd.io', 'OCIRepository'],
  fluxKustomization: ['kustomize.toolkit.fluxcd.io', 'Kustomization'],
  application: ['argoproj.io', 'Application'],
  applicationSet: ['argoproj.io', 'ApplicationSet'],
} as const satisfies Readonly<Record<string, readonly [group: string, kind: string]>>;

/** The kinds that can install a chart. */
export const installerKinds: readonly string[] = ['HelmRelease', 'Application', 'ApplicationSet'];
