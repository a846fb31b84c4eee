/**
 * The style sheet of the built-in pages. It speaks to elements rather than to classes wherever it can, so that an
 * application's own `<h1>`, `<form>` and `<button>` look right inside the layout. All pairs of text and ground reach
 * 4.5:1 (WCAG AA) in both schemes; controls are 44 px high and their edges reach 3:1.
 */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f3f4f8; --glow: #dfe3ff; --card: #ffffff; --soft: #f6f7fb; --line: #e2e5ee; --edge: #868da3;
  --ink: #161a26; --quiet: #5a6175; --accent: #3d4bd8; --accent-strong: #2f3bb8; --on-accent: #ffffff;
  --bad: #a3142b; --bad-ground: #fdeef0; --shadow: 0 1px 2px #1a1f3a0d, 0 12px 40px -8px #1a1f3a24;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c0e15; --glow: #1d2350; --card: #161924; --soft: #1c202d; --line: #2a2f40; --edge: #737b95;
    --ink: #eef0f7; --quiet: #a5acc0; --accent: #98a4ff; --accent-strong: #b4bdff; --on-accent: #0d1130;
    --bad: #ffaab4; --bad-ground: #3a1820; --shadow: 0 0 0 1px #ffffff0a, 0 20px 60px -12px #000000b3;
  }
}
@media (prefers-contrast: more) {
  :root { --line: var(--edge); --quiet: var(--ink); --edge: var(--ink); --glow: var(--ground); }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center; padding: 24px 16px;
  background: radial-gradient(60rem 30rem at 50% -8rem, var(--glow), transparent 70%) no-repeat var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main {
  width: 100%; max-width: 27rem; min-width: 0; padding: 40px 36px 32px; overflow-wrap: anywhere;
  background: var(--card); border: 1px solid var(--line); border-radius: 24px; box-shadow: var(--shadow);
}
header { text-align: center; margin-bottom: 28px; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.018em; text-wrap: balance; }
main > h1 { margin-bottom: 20px; }
h1 .name { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.lead .name { font-weight: 600; color: var(--ink); }
p { margin: 0 0 16px; }
.lead { margin: 8px 0 0; color: var(--quiet); text-wrap: balance; max-height: 9em; overflow: hidden; }
small { display: block; color: var(--quiet); font: .8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
a { color: var(--accent); }

.badge {
  display: grid; place-items: center; width: 64px; height: 64px; margin: 0 auto 20px; border-radius: 18px; object-fit: cover;
  color: #ffffff; font-size: 1.75rem; font-weight: 650; box-shadow: inset 0 0 0 1px #0000001a, 0 6px 16px -4px #1a1f3a40;
}
.hue-0 { background: linear-gradient(145deg, #5b5bf0, #3a34b5); } .hue-1 { background: linear-gradient(145deg, #0f7f78, #0a5a63); }
.hue-2 { background: linear-gradient(145deg, #c2410c, #8f2d0b); } .hue-3 { background: linear-gradient(145deg, #b92c76, #861c5c); }
.hue-4 { background: linear-gradient(145deg, #1f6fd0, #16479c); } .hue-5 { background: linear-gradient(145deg, #8b3fd1, #5f2699); }
.trouble { background: var(--bad-ground); color: var(--bad); box-shadow: none; }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none; }

form { margin: 0; }
form ul { list-style: none; margin: 0 0 20px; padding: 0; background: var(--soft); border: 1px solid var(--line); border-radius: 16px; }
form li + li { border-top: 1px solid var(--line); }
form li > label, .row { display: flex; align-items: flex-start; gap: 14px; min-height: 44px; padding: 13px 16px; }
form li > label { cursor: pointer; }
form li:first-child > * { border-radius: 15px 15px 0 0; } form li:last-child > * { border-radius: 0 0 15px 15px; }
form li:only-child > * { border-radius: 15px; }
.tick { margin-top: 2px; color: var(--accent); stroke-width: 2.25; }
input[type=checkbox] { flex: none; width: 20px; height: 20px; margin: 2px 0 0; accent-color: var(--accent); cursor: pointer; }
.account { display: flex; align-items: center; justify-content: center; gap: 10px; color: var(--quiet); font-size: .9375rem; }
.account .name { color: var(--ink); font-weight: 600; }
.avatar {
  display: grid; place-items: center; flex: none; width: 28px; height: 28px; border-radius: 50%;
  background: var(--line); color: var(--ink); font-size: .8125rem; font-weight: 650;
}
.field { margin-bottom: 18px; }
.field label { display: block; margin-bottom: 6px; font-size: .9375rem; font-weight: 550; }
input:not([type=checkbox], [type=radio], [type=hidden]) {
  display: block; width: 100%; min-height: 48px; padding: 10px 14px; font: inherit; color: var(--ink);
  background: var(--card); border: 1px solid var(--edge); border-radius: 12px;
}
input[aria-invalid=true] { border-color: var(--bad); }
.actions { display: grid; gap: 10px; margin: 24px 0 0; }
button {
  min-height: 48px; padding: 10px 20px; font: inherit; font-weight: 600; cursor: pointer; border-radius: 12px;
  color: var(--on-accent); background: var(--accent); border: 1px solid transparent; transition: background-color .15s, border-color .15s;
}
button:hover { background: var(--accent-strong); }
button[value=deny] { color: var(--ink); background: transparent; border-color: var(--edge); }
button[value=deny]:hover { background: var(--soft); border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.row:focus-within:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.row :focus-visible { outline: none; }
.destination { display: flex; justify-content: center; gap: 8px; margin: 20px 0 0; color: var(--quiet); font-size: .875rem; }
.destination b { color: var(--ink); font-weight: 600; }
.away { margin-top: 3px; stroke-width: 1.6; }
.alert { padding: 12px 16px; border-radius: 12px; color: var(--bad); background: var(--bad-ground); font-size: .9375rem; font-weight: 550; }
.code { margin: 0; text-align: center; color: var(--quiet); font-size: .875rem; }
code { padding: 2px 8px; border-radius: 6px; background: var(--soft); font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }

@media (max-width: 30rem) {
  body { padding: 0; place-items: stretch; background: var(--card); }
  main { max-width: none; padding: 36px 20px 28px; border: 0; border-radius: 0; box-shadow: none; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { .badge, .avatar, button, form ul { border: 1px solid; } .row:focus-within { outline-color: Highlight; } }
`;
