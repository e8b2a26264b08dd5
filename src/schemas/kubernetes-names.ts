const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const namePart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** A DNS subdomain of RFC 1123, as most objects' names are. Source: k8s.io/apimachinery pkg/util/validation. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/** A DNS label of RFC 1123, as namespaces are. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && dnsLabel.test(text);
}

/** The key of a label or annotation: a name, with an optional domain and a slash before it. */
export function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  return (slash < 0 || isDnsSubdomain(text.slice(0, slash))) && name.length <= 63 && namePart.test(name);
}

/** The value of a label, which may be empty. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && namePart.test(text));
}
