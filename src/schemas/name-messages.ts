/** The API server's words for a text that is no DNS subdomain. Source: k8s.io/apimachinery pkg/util/validation, which this file follows. */
export function subdomainMessage(text: string): string {
  if (text.length > 253) return 'must be no more than 253 bytes';
  const pattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
  return `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ends} (e.g. 'example.com', regex used for validation is '${pattern}')`;
}

/** … for a text that is no label's value. */
export function labelValueMessage(text: string): string {
  if (text.length > 63) return 'must be no more than 63 bytes';
  const examples = `e.g. 'MyValue', or 'my_value', or '12345', regex used for validation is '(${namePattern})?'`;
  return `a valid label must be an empty string or consist of ${letters}, ${ends} (${examples})`;
}

/** … for a text that is no key of a label or an annotation. */
export function qualifiedNameMessage(text: string): string {
  const [first = '', second, ...more] = text.split('/');
  if (more.length > 0) return `a valid label key ${nameWords} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  if (second !== undefined && first === '') return 'prefix part must be non-empty';
  if (second !== undefined && !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(first))
    return `prefix part ${subdomainMessage(first)}`;
  const name = second ?? first;
  if (name === '') return 'name part must be non-empty';
  return name.length > 63 ? 'name part must be no more than 63 bytes' : `name part ${nameWords}`;
}

const letters = "alphanumeric characters, '-', '_' or '.'";
const ends = 'and must start and end with an alphanumeric character';
const namePattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const nameWords = `must consist of ${letters}, ${ends} (e.g. 'MyName', or 'my.name', or '123-abc', regex used for validation is '${namePattern}')`;
