import { amiSelectorTermRules } from './ami-selector-terms.ts';
import { blockDeviceMappingRules } from './block-device-mappings.ts';
import { capacityBufferRules } from './capacitybuffer.ts';
import { ec2NodeClassRules } from './ec2nodeclass.ts';
import { kubeletRules } from './kubelet.ts';
import { labelRules } from './labels.ts';
import { networkInterfaceRules } from './network-interfaces.ts';
import { nodeClassRefRules } from './node-class-ref.ts';
import { nodeOverlayRules } from './nodeoverlay.ts';
import { nodePoolRules } from './nodepool.ts';
import { requirementRules } from './requirements.ts';
import type { CelRule } from './rule.ts';
import { selectorTermRules } from './selector-terms.ts';
import { tagRules } from './tags.ts';

/** Every rule that can speak when an object is created. */
export const createRules: readonly CelRule[] = [
  ...labelRules,
  ...requirementRules,
  ...nodeClassRefRules,
  ...nodePoolRules,
  ...ec2NodeClassRules,
  ...amiSelectorTermRules,
  ...selectorTermRules,
  ...tagRules,
  ...kubeletRules,
  ...blockDeviceMappingRules,
  ...networkInterfaceRules,
  ...nodeOverlayRules,
  ...capacityBufferRules,
];
