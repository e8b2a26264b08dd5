import type { Place, Resource } from '../../core/resource.ts';
import { holdsIn } from '../../schemas/project.ts';

/** What Karpenter itself refuses, or fails on, in an object that the API server stores. */
export interface Objection {
  readonly at: Place;
  readonly message: string;
  readonly help?: string;
  readonly related?: readonly { readonly message: string; readonly at: Place }[];
}

/**
 * What becomes of an object that fails Karpenter's validation, as the end of a sentence. Source: pkg/controllers/nodepool/validation,
 * pkg/controllers/nodeoverlay and, before 1.0, pkg/controllers/provisioning/provisioner.go of sigs.k8s.io/karpenter.
 */
export function loss({ kind }: Resource, minor: string): string {
  if (kind === 'NodeOverlay') return 'so Karpenter sets the condition `ValidationSucceeded` to `False` and ignores the overlay';
  if (holdsIn({ until: '1.0' }, minor)) return 'so Karpenter passes over this pool and launches no node for it';
  return 'so Karpenter sets the condition `ValidationSucceeded` to `False`, and the pool is not ready and launches no node';
}
