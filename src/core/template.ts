export interface TemplateReason {
  readonly reason: string;
  /** True where control flow reaches across documents, so that no part of the file can be trusted. */
  readonly wholeFile: boolean;
}

/** Says why a text that is not YAML need not be: it is a template that something renders first. */
export function templateReason(text: string): TemplateReason | undefined {
  // What a merge left behind is no template, whatever else the text holds.
  if (/^<{7,8} [^]*^>{7,8} /m.test(text)) return undefined;
  if (/\{\{/.test(text)) {
    return { reason: 'a Go template, not YAML yet: render it (`helm template … | karplint -`) and lint the result', wholeFile: true };
  }
  if (/%\{[-~ ]*(?:if|for|else|endif|endfor)\b/.test(text)) {
    return { reason: 'a Terraform template, not YAML yet: render it and pipe the result to `karplint -`', wholeFile: true };
  }
  if (/\{%|<%|<\?/.test(text)) {
    return { reason: 'a template, not YAML yet: render it and pipe the result to `karplint -`', wholeFile: true };
  }
  if (/\$\{|\$\(/.test(text)) {
    return { reason: 'not YAML before its `${…}` placeholders are filled in: substitute them and pipe the result to `karplint -`', wholeFile: false };
  }
  return undefined;
}
