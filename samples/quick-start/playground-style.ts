/** The looks of the playground: the colours of the built-in pages, on a wider page. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f8; --glow: #dfe3ff; --card: #ffffff; --soft: #f6f7fb; --line: #e2e5ee; --edge: #868da3;
  --ink: #161a26; --quiet: #5a6175; --accent: #3d4bd8; --accent-strong: #2f3bb8; --on-accent: #ffffff;
  --good: #0b6b4f; --good-ground: #e4f5ee; --bad: #a3142b; --bad-ground: #fdeef0; --shadow: 0 1px 2px #1a1f3a0d, 0 12px 40px -8px #1a1f3a1f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c0e15; --glow: #1d2350; --card: #161924; --soft: #1c202d; --line: #2a2f40; --edge: #737b95;
    --ink: #eef0f7; --quiet: #a5acc0; --accent: #98a4ff; --accent-strong: #b4bdff; --on-accent: #0d1130;
    --good: #7fe0ba; --good-ground: #10352a; --bad: #ffaab4; --bad-ground: #3a1820; --shadow: 0 0 0 1px #ffffff0a, 0 20px 60px -12px #000000b3;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; padding: 48px 16px 64px; color: var(--ink); overflow-wrap: anywhere;
  background: radial-gradient(70rem 32rem at 50% -10rem, var(--glow), transparent 70%) no-repeat var(--ground);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 46rem; margin: 0 auto; display: grid; gap: 20px; }
h1 { margin: 0 0 8px; font-size: clamp(1.75rem, 6vw, 2.25rem); line-height: 1.2; letter-spacing: -.025em; font-weight: 680; }
h2 { margin: 0; font-size: 1.1875rem; line-height: 1.3; font-weight: 650; letter-spacing: -.012em; }
h3 { margin: 20px 0 6px; font-size: .8125rem; font-weight: 600; color: var(--quiet); }
p { margin: 0; }
.intro { margin-bottom: 12px; text-align: center; }
.intro p, .hint { color: var(--quiet); text-wrap: balance; }
.hint { margin: 4px 0 0; font-size: .9375rem; text-wrap: pretty; }
a { color: var(--accent); }
section { min-width: 0; scroll-margin-top: 16px; padding: 28px; background: var(--card); border: 1px solid var(--line); border-radius: 20px; box-shadow: var(--shadow); }
.head { display: grid; grid-template-columns: 36px 1fr; gap: 0 14px; align-items: start; margin-bottom: 18px; }
.number {
  display: grid; place-items: center; width: 36px; height: 36px; border-radius: 12px; font-weight: 650;
  color: var(--accent); background: var(--soft); border: 1px solid var(--line);
}
.done .number { color: var(--good); background: var(--good-ground); border-color: transparent; }
.head h2 { padding-top: 6px; }
.head .hint { grid-column: 2; }
.scopes { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 10px; margin: 0; padding: 0; border: 0; }
.scopes label {
  display: flex; gap: 12px; min-height: 44px; padding: 12px 16px; cursor: pointer;
  background: var(--soft); border: 1px solid var(--line); border-radius: 14px;
}
.scopes input { flex: none; width: 20px; height: 20px; margin: 2px 0 0; accent-color: var(--accent); }
small { display: block; color: var(--quiet); }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: 8px 16px; margin: 18px 0 0; font-size: .875rem; }
dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
pre, dd, small, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
small, dd { font-size: .8125rem; }
pre {
  margin: 0; padding: 14px 16px; min-height: 46px; max-height: 26rem; overflow: auto; white-space: pre-wrap; word-break: break-all; font-size: .8125rem; line-height: 1.6;
  background: var(--soft); border: 1px solid var(--line); border-radius: 14px;
}
pre:empty::before, dd:empty::before { content: "—"; color: var(--quiet); }
.actions { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 20px; }
.head + .actions { margin-top: 0; }
button {
  min-height: 46px; padding: 10px 20px; font: inherit; font-weight: 600; cursor: pointer; border-radius: 12px;
  color: var(--ink); background: transparent; border: 1px solid var(--edge); transition: background-color .15s;
}
button:hover:enabled { background: var(--soft); }
button.primary { color: var(--on-accent); background: var(--accent); border-color: transparent; }
button.primary:hover:enabled { background: var(--accent-strong); }
button:disabled { opacity: .5; cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.alert { padding: 14px 18px; border-radius: 14px; color: var(--bad); background: var(--bad-ground); font-weight: 550; }
.status { display: inline-block; padding: 3px 12px; border-radius: 99px; font-weight: 650; font-size: .875rem; color: var(--quiet); background: var(--soft); }
.status.good { color: var(--good); background: var(--good-ground); } .status.bad { color: var(--bad); background: var(--bad-ground); }
[hidden] { display: none !important; }
@media (max-width: 34rem) {
  body { padding: 32px 12px 40px; } section { padding: 22px 18px; }
  dl { grid-template-columns: 1fr; gap: 2px; } dd { margin-bottom: 10px; }
  .actions button { flex: 1 1 8rem; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
