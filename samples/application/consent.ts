import { html, type PageContext } from 'oauth-controllers';

/** A consent page of the application's own: every value is escaped, and the built-in frame is put around it. */
export const consent = ({ client, scopes, user, redirectHost, form }: PageContext) => html`
  <h1>${client.name} asks for your photos</h1>
  <form method="${form.method}" action="${form.action}">
    ${form.hidden}
    ${scopes
      .describe()
      .map(
        scope =>
          html`<p><label><input type="checkbox" name="scope" value="${scope.name}" checked> ${scope.description}</label></p>`,
      )}
    <p>You are ${user?.username}. You will be sent to <b>${redirectHost}</b>.</p>
    <button name="decision" value="allow">Allow</button>
    <button name="decision" value="deny">Cancel</button>
  </form>`;
