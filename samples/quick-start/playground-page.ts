import { createHash } from 'node:crypto';
import { script } from './playground-script';
import { style } from './playground-style';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Script and style never change, so their hashes allow exactly them; nothing else runs, and only this server is called. */
export const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OAuth playground</title>
<style>${style}</style>
</head>
<body>
<main>
<header class="intro">
<h1>OAuth playground</h1>
<p>An application called “demo” asks for your photos: authorization code with PKCE, one step at a time. Sign in as ada / lovelace.</p>
</header>
<p id="error" class="alert" role="alert" hidden></p>
<noscript><p class="alert">The playground itself needs JavaScript; the sign-in and consent pages do not.</p></noscript>

<section id="step-1" aria-labelledby="title-1">
<div class="head"><span class="number" aria-hidden="true">1</span><h2 id="title-1">Ask for access</h2>
<p class="hint">The application sends you to the server with the hash of a secret that it keeps.</p></div>
<fieldset class="scopes" aria-label="Scopes">
<label><input id="scope-read" type="checkbox" value="photos:read" checked><span>See your photos <small>photos:read</small></span></label>
<label><input id="scope-write" type="checkbox" value="photos:write" checked><span>Add photos <small>photos:write</small></span></label>
</fieldset>
<dl>
<dt>code_verifier</dt><dd id="verifier"></dd>
<dt>code_challenge</dt><dd id="challenge"></dd>
<dt>state</dt><dd id="state"></dd>
</dl>
<h3>Request</h3>
<pre id="authorize-request" tabindex="0" aria-label="Authorization request"></pre>
<p class="actions"><button id="start" class="primary" type="button" disabled>Start</button></p>
</section>

<section id="step-2" aria-labelledby="title-2">
<div class="head"><span class="number" aria-hidden="true">2</span><h2 id="title-2">Exchange the code</h2>
<p class="hint">Back with a code, the application proves with its secret that it is the one who asked.</p></div>
<dl id="return" hidden>
<dt>code</dt><dd id="code"></dd>
<dt>state</dt><dd id="returned-state"></dd>
<dt>iss</dt><dd id="returned-iss"></dd>
</dl>
<div id="exchange" hidden>
<h3>Request</h3>
<pre id="token-request" tabindex="0" aria-label="Token request"></pre>
<h3>Response</h3>
<pre id="token-response" tabindex="0" aria-label="Token response"></pre>
<dl>
<dt>Access token</dt><dd id="result-token"></dd>
<dt>Scope</dt><dd id="result-scope"></dd>
<dt>Expires</dt><dd id="result-expiry"></dd>
<dt>Refresh token</dt><dd id="result-refresh"></dd>
<dt>Inside</dt><dd id="result-claims"></dd>
</dl>
</div>
</section>

<section id="step-3" aria-labelledby="title-3">
<div class="head"><span class="number" aria-hidden="true">3</span><h2 id="title-3">Use the token</h2>
<p class="hint">Call the photos with it, renew it, take it back, and call again.</p></div>
<p class="actions">
<button id="call-get" class="primary" type="button" disabled>GET /photos</button>
<button id="call-post" class="primary" type="button" disabled>POST /photos</button>
<button id="refresh" type="button" disabled>Refresh</button>
<button id="revoke" type="button" disabled>Revoke</button>
</p>
<div id="last" aria-live="polite" hidden>
<h3>Request</h3>
<pre id="last-request" tabindex="0" aria-label="Last request"></pre>
<h3>Response</h3>
<p><span id="last-status" class="status"></span></p>
<dl><dt>WWW-Authenticate</dt><dd id="last-challenge"></dd></dl>
<h3>Headers</h3>
<pre id="last-headers" tabindex="0" aria-label="Response headers"></pre>
<h3>Body</h3>
<pre id="last-body" tabindex="0" aria-label="Response body"></pre>
</div>
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
