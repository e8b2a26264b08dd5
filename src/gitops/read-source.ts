import type { Forms } from '../core/forms.ts';
import { readManifest } from '../core/manifest.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Source } from '../core/source.ts';
import { isKarpenterObject } from '../karpenter/kinds.ts';
import { withEmbedded } from './embedded.ts';
import { withInstallers } from './installers.ts';
import { readTerraform } from './terraform/terraform.ts';

/** Reads a file by what its name says it is: Terraform, a template for YAML, or manifests, with those inside of others. */
export function readRepositoryFile(source: Source, forms?: Forms): Manifest {
  const { file } = source;
  const ending = file.slice(file.lastIndexOf('.')).toLowerCase();
  if (ending === '.tf') return readTerraform(source);
  const isTemplate = ['.tpl', '.tftpl', '.tmpl'].includes(ending);
  return withInstallers(withEmbedded(readManifest(source, { isOurs: isKarpenterObject, isTemplate, ...(forms === undefined ? {} : { forms }) })));
}
