/** What the admin pages need beyond the pages' style sheet: more width, a bar, lists, longer forms. */
export const adminStyle = `
body { display: block; place-items: normal; padding: 0 16px 64px; }
main { max-width: 50rem; margin: 0 auto; padding: 36px 40px 40px; }
main > header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 12px 24px; margin-bottom: 24px; text-align: left; }
main > header > div { min-width: 0; }
main > header .lead { margin-top: 4px; text-wrap: wrap; max-height: none; }
h2 { margin: 36px 0 12px; font-size: 1.125rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; max-width: 50rem; margin: 0 auto; padding: 14px 0; }
.bar nav { display: flex; gap: 4px; margin-left: -14px; }
.bar nav a { display: flex; align-items: center; min-height: 44px; padding: 0 14px; border-radius: 12px; color: var(--quiet); font-weight: 600; text-decoration: none; }
.bar nav a:hover { color: var(--ink); }
.bar nav a[aria-current] { color: var(--ink); text-decoration: underline; text-decoration-thickness: 3px; text-underline-offset: 9px; text-decoration-color: var(--accent); }
.bar form { display: flex; align-items: center; gap: 12px; min-width: 0; color: var(--quiet); font-size: .9375rem; }
.bar .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 14rem; }

.button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 48px; padding: 10px 20px; border-radius: 12px;
  border: 1px solid transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none;
}
.button:hover { background: var(--accent-strong); }
.quiet { color: var(--ink); background: transparent; border-color: var(--edge); }
.quiet:hover { background: var(--soft); border-color: var(--ink); }
.danger { color: var(--bad); background: transparent; border-color: var(--bad); }
.danger:hover { background: var(--bad-ground); }
.small { min-height: 44px; padding: 8px 14px; }
.actions { display: flex; flex-wrap: wrap; gap: 10px; }
.done { padding: 12px 16px; border-radius: 12px; background: var(--soft); border: 1px solid var(--line); font-weight: 550; font-size: .9375rem; }
.alert { overflow-wrap: anywhere; }
.quietly { color: var(--quiet); }

.search { display: flex; flex-wrap: wrap; align-items: end; gap: 10px; margin-bottom: 20px; }
.search .field { flex: 1 1 12rem; margin: 0; }
.list { list-style: none; margin: 0 0 20px; padding: 0; border: 1px solid var(--line); border-radius: 16px; background: var(--soft); }
.list li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 6px 16px; min-height: 64px; padding: 12px 18px; }
.list li + li { border-top: 1px solid var(--line); }
.list .what { flex: 1 1 12rem; min-width: 0; }
.list .what > a { display: inline-flex; align-items: center; min-height: 32px; font-weight: 600; }
.tags { display: flex; flex-wrap: wrap; gap: 6px; }
.tag { padding: 2px 10px; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--quiet); font-size: .8125rem; font-weight: 550; }
.rowlinks { display: flex; gap: 4px; margin: 0 -10px; }
.rowlinks a { display: flex; align-items: center; min-height: 44px; padding: 0 10px; }
.rowlinks .remove { color: var(--bad); }

dl { margin: 0 0 24px; border: 1px solid var(--line); border-radius: 16px; }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: 2px 20px; padding: 12px 18px; }
dl > div + div { border-top: 1px solid var(--line); }
dt { color: var(--quiet); font-size: .9375rem; }
dd { margin: 0; min-width: 0; white-space: pre-line; }
dd code { display: inline-block; margin: 1px 4px 1px 0; padding: 2px 8px; overflow-wrap: anywhere; }
dd code.block { display: table; }
.secret { display: block; padding: 16px 18px; margin: 0 0 20px; border: 1px solid var(--edge); border-radius: 12px; font-size: 1rem; user-select: all; word-break: break-all; }

.hint { display: block; margin: 0 0 8px; color: var(--quiet); font-size: .875rem; }
.field .hint { margin: -2px 0 8px; }
.optional { color: var(--quiet); font-weight: 400; }
fieldset { min-width: 0; margin: 0 0 20px; padding: 0; border: 0; }
legend { margin-bottom: 8px; padding: 0; font-size: .9375rem; font-weight: 550; }
fieldset ul { margin: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 20px; align-items: end; }
textarea, select {
  display: block; width: 100%; min-height: 48px; padding: 10px 14px; font: inherit; color: var(--ink);
  background: var(--card); border: 1px solid var(--edge); border-radius: 12px;
}
textarea { resize: vertical; }
textarea.mono { font: .875rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
input[type=radio] { flex: none; width: 20px; height: 20px; margin: 2px 0 0; accent-color: var(--accent); cursor: pointer; }
.row small.text { font: .875rem/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.more { display: flex; gap: 16px; }
.more a { display: flex; align-items: center; min-height: 44px; }

@media (max-width: 40rem) {
  main { padding: 28px 20px; }
  dl > div { grid-template-columns: 1fr; }
  .pair { grid-template-columns: 1fr; }
}
@media (max-width: 30rem) {
  body { padding: 0 0 32px; }
  .bar { padding: 8px 20px; border-bottom: 1px solid var(--line); }
  .bar .name { display: none; }
}
@media (forced-colors: active) { .button, .tag, .list, dl { border: 1px solid; } }
`;
