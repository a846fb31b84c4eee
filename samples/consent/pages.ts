import { html, type PagesOptions } from 'oauth-controllers';

/** Only the looks: a function (html`` escapes every value), or the path of a template: `consent: 'views/consent.eta'`. */
export const pages: PagesOptions = {
  consent: ({ client, scopes, user, redirectHost, form }) => html`
    <h1>${client.name} would like to</h1>
    <form method="post" action="${form.action}">${form.hidden}
      <ul>${scopes.describe().map(one => html`<li><label><input type="checkbox" name="scope" value="${one.name}" checked> ${one.description}</label></li>`)}</ul>
      <p>You are ${user?.username}. You will be sent to <b>${redirectHost}</b>.</p>
      <button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Cancel</button>
    </form>`,
};
