/**
 * What the playground does in the browser, without any library: each step of the flow is one function here. Everything is
 * shown with textContent, so an answer can never become markup. Tokens stay in memory and are gone with the page.
 */
export const script = String.raw`
'use strict';
const clientId = 'demo';
const redirectUri = location.origin + '/oauth/playground';
const $ = id => document.getElementById(id);
const show = (id, text) => { $(id).textContent = text; };
let tokens;

// RFC 7636: a secret for this attempt (verifier), of which only the hash (challenge) goes through the address bar.
const base64url = bytes => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const sha256 = async text => base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

function fail(text) {
  show('error', text);
  $('error').hidden = false;
  $('error').scrollIntoView({ block: 'nearest' });
}

// ---- 1. Ask
async function prepare() {
  const attempt = { verifier: random(), state: random() };
  const challenge = await sha256(attempt.verifier);
  show('verifier', attempt.verifier);
  show('challenge', challenge);
  show('state', attempt.state);
  const question = () => ({
    response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: chosenScopes(), state: attempt.state,
    code_challenge: challenge, code_challenge_method: 'S256',
  });
  const preview = () => show('authorize-request', 'GET /oauth/authorize\n  ?' + decoded(question(), '\n  &'));
  for (const box of [$('scope-read'), $('scope-write')]) box.addEventListener('change', preview);
  preview();
  $('start').disabled = false;
  $('start').addEventListener('click', () => {
    sessionStorage.setItem('attempt', JSON.stringify(attempt));
    location.assign('/oauth/authorize?' + new URLSearchParams(question()));
  });
}

// The values as they are meant; over the wire they are percent-encoded.
const decoded = (values, separator) => Object.entries(values).map(entry => entry.join('=')).join(separator);

function chosenScopes() {
  return [$('scope-read'), $('scope-write')].filter(box => box.checked).map(box => box.value).join(' ');
}

// ---- 2. Come back
async function finish(answer) {
  const attempt = JSON.parse(sessionStorage.getItem('attempt') ?? 'null');
  sessionStorage.removeItem('attempt');
  // The code works once and only with the verifier; still it need not stay in the address bar.
  history.replaceState(null, '', location.pathname);
  const mine = attempt !== null && answer.get('state') === attempt.state;
  show('returned-state', (answer.get('state') ?? 'none') + (mine ? '  ✓ is ours' : '  ✗ is not ours'));
  show('returned-iss', answer.get('iss') ?? 'not sent');
  $('return').hidden = false;
  $('step-2').scrollIntoView();
  if (!mine) return fail('The state does not match: this answer does not belong to a flow that was started here.');
  if (answer.has('iss') && answer.get('iss') !== location.origin) return fail('The answer comes from another server: ' + answer.get('iss'));
  if (answer.has('error')) return fail([answer.get('error'), answer.get('error_description')].filter(Boolean).join(': '));
  show('code', answer.get('code'));
  await exchange(answer.get('code'), attempt.verifier);
}

async function exchange(code, verifier) {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: clientId, code_verifier: verifier };
  const { request, response, body } = await send('POST', '/oauth/token', { form });
  show('token-request', request);
  show('token-response', pretty(body));
  $('exchange').hidden = false;
  if (!response.ok) return fail('The code could not be exchanged: ' + (parse(body)?.error ?? response.status));
  $('step-2').classList.add('done');
  keep(parse(body));
}

function keep(answer) {
  tokens = { ...tokens, ...answer };
  show('result-token', tokens.access_token);
  show('result-scope', tokens.scope ?? '');
  show('result-expiry', 'in ' + tokens.expires_in + ' s, at ' + new Date(Date.now() + tokens.expires_in * 1000).toLocaleTimeString());
  show('result-refresh', tokens.refresh_token ?? 'none');
  show('result-claims', claims(tokens.access_token));
  for (const id of ['call-get', 'call-post', 'refresh', 'revoke']) $(id).disabled = id === 'refresh' && !tokens.refresh_token;
}

// A token is for the resource server to read; this only helps to look at one.
function claims(token) {
  const parts = token.split('.');
  if (parts.length !== 3) return 'opaque: it says nothing by itself, the server looks it up';
  const bytes = Uint8Array.from(atob(parts[1].replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
  return pretty(new TextDecoder().decode(bytes));
}

// ---- 3. Use it
async function send(method, path, { form, json, bearer } = {}) {
  const headers = {};
  if (bearer) headers.Authorization = 'Bearer ' + bearer;
  if (form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  if (json) headers['Content-Type'] = 'application/json';
  const body = form ? String(new URLSearchParams(form)) : json && JSON.stringify(json);
  const head = [method + ' ' + path, ...Object.entries(headers).map(entry => entry.join(': '))].join('\n');
  const request = head + (body ? '\n\n' + (form ? decoded(form, '\n&') : body) : '');
  const response = await fetch(path, { method, headers, body, cache: 'no-store', credentials: 'omit' });
  return { request, response, body: await response.text() };
}

async function call(method, path, options) {
  const { request, response, body } = await send(method, path, options);
  show('last-request', request);
  show('last-headers', [...response.headers].map(entry => entry.join(': ')).join('\n'));
  show('last-challenge', response.headers.get('www-authenticate') ?? '');
  show('last-body', pretty(body));
  show('last-status', (response.status + ' ' + response.statusText).trim());
  $('last-status').className = 'status ' + (response.ok ? 'good' : 'bad');
  $('last').hidden = false;
  return response.ok ? parse(body) : undefined;
}

async function refresh() {
  const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: clientId };
  const answer = await call('POST', '/oauth/token', { form });
  if (answer) keep(answer);
}

function parse(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

function pretty(text) {
  const value = parse(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

const on = (id, work) => $(id).addEventListener('click', () => work().catch(error => fail(String(error))));
on('call-get', () => call('GET', '/photos', { bearer: tokens.access_token }));
on('call-post', () => call('POST', '/photos', { bearer: tokens.access_token, json: { title: 'Harbour at dawn' } }));
on('refresh', refresh);
on('revoke', () => call('POST', '/oauth/revoke', { form: { token: tokens.access_token, client_id: clientId } }));

const answer = new URLSearchParams(location.search);
const returning = answer.has('code') || answer.has('error');
if (!window.isSecureContext) fail('Web Crypto needs https or localhost: open this page at http://localhost.');
else {
  if (location.hostname === '127.0.0.1') fail('The client demo is registered for http://localhost:' + location.port + ': open the playground there.');
  prepare().then(() => returning && finish(answer)).catch(error => fail(String(error)));
}
`;
