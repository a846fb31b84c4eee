import { type Html, html } from '../../core/html';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

function label({ name, label: text, optional }: Field): Html {
  return html`<label for="${name}">${text}${optional ? html` <span class="optional">(optional)</span>` : undefined}</label>`;
}

/** The hint stands before the control, where it is read before it is needed; screen readers say it with the control. */
function hint({ name, hint: text }: Field): Html | undefined {
  return text === undefined ? undefined : html`<span class="hint" id="${name}-hint">${text}</span>`;
}

const describedBy = ({ name, hint: text }: Field): Html | undefined =>
  text === undefined ? undefined : html` aria-describedby="${name}-hint"`;

export function textField(field: Field & { readonly max?: number }): Html {
  const required = field.optional ? undefined : html` required`;
  return html`<div class="field">
${label(field)}
${hint(field)}
<input id="${field.name}" name="${field.name}" type="text" value="${field.value}" maxlength="${field.max ?? 255}" autocomplete="off"${required}${describedBy(field)}>
</div>`;
}

/** @param mono for values that are not prose */
export function textArea(field: Field & { readonly rows: number; readonly mono?: boolean }): Html {
  const mono = field.mono ? html` class="mono" spellcheck="false" autocapitalize="none"` : undefined;
  // A line break right after the tag is not part of the value; one of the value's own would be lost without it.
  return html`<div class="field">
${label(field)}
${hint(field)}
<textarea id="${field.name}" name="${field.name}" rows="${field.rows}"${mono}${describedBy(field)}>
${field.value}</textarea>
</div>`;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly small?: string;
  readonly chosen: boolean;
  /** Whether the small text is prose, not a name of the protocol. */
  readonly prose?: boolean;
}

/** Boxes or radio buttons under one heading. */
export function choices(type: 'checkbox' | 'radio', name: string, legend: string, list: readonly Choice[], empty = ''): Html {
  const rows = list.map(choice => option(type, name, choice));
  return html`<fieldset>
<legend>${legend}</legend>
${rows.length > 0 ? html`<ul>${rows}</ul>` : html`<p class="hint">${empty}</p>`}
</fieldset>`;
}

function option(type: string, name: string, { value, text, small, chosen, prose }: Choice): Html {
  const more = small === undefined ? undefined : html` <small${prose ? html` class="text"` : undefined}>${small}</small>`;
  return html`<li><label class="row"><input type="${type}" name="${name}" value="${value}"${chosen ? html` checked` : undefined}>
<span>${text}${more}</span></label></li>`;
}
