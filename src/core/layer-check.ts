import type { Layer } from './finding.ts';
import type { Resource } from './resource.ts';
import type { Context, Problem } from './rule.ts';

/** A problem of one of the first three layers: the check says which rule it speaks for. */
export interface LayerProblem extends Problem {
  readonly rule: string;
}

/** What a layer may know beside the object. */
export type LayerContext = Pick<Context, 'workspace' | 'karpenter'>;

/** Finds what a layer has to say of one part of an object, or of how its parts go together. */
export type ObjectCheck = (resource: Resource, context: LayerContext) => Iterable<LayerProblem>;

export type ObjectType = Pick<Resource, 'apiVersion' | 'group' | 'version' | 'kind'>;

/** What the API server or the controller says of objects. */
export interface LayerCheck {
  readonly layer: Layer;
  /** In small steps, of which each looks at little: one that was silent is not run on the same words again. */
  checksOf(type: ObjectType, karpenter: string): readonly ObjectCheck[];
}

/** All that a layer says of one object. */
export function* checkLayer(layer: LayerCheck, resource: Resource, context: LayerContext): Iterable<LayerProblem> {
  for (const check of layer.checksOf(resource, context.karpenter)) yield* check(resource, context);
}
