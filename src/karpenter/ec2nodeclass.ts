import type { Resource } from '../core/resource.ts';

/** False where the class switches the instance metadata service off, or may do so: its other settings then mean nothing. */
export function servesMetadata(nodeClass: Resource): boolean {
  const endpoint = nodeClass.at('spec', 'metadataOptions', 'httpEndpoint');
  return endpoint === undefined || endpoint.isNull || endpoint.text === 'enabled';
}
