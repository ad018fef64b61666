/**
 * The style of the HTML report. Two palettes by `prefers-color-scheme`; every text has a contrast of at least 4.5 to 1 on
 * its ground. Nothing is told by colour alone: marks and words say the same.
 */
export const style = `
:root {
  --ground: #f6f7f9; --card: #fff; --line: #d9dee5; --text: #1b2330; --soft: #566173; --code: #f0f2f5;
  --pass: #14713f; --drift: #b3261e; --unavailable: #8a5300; --inconclusive: #6a4aa5; --skipped: #5b6675;
  --settles: #0b6078; --warning: #8a5300; --on: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1a2028; --line: #323b48; --text: #e6eaf0; --soft: #a3aebd; --code: #232b36;
    --pass: #5fd08f; --drift: #ff8a80; --unavailable: #f5b04c; --inconclusive: #c3aef2; --skipped: #9aa6b6;
    --settles: #63c7e2; --warning: #f5b04c; --on: #12161c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
.pass { --tone: var(--pass); } .drift { --tone: var(--drift); } .unavailable { --tone: var(--unavailable); }
.inconclusive { --tone: var(--inconclusive); } .skipped { --tone: var(--skipped); }
.breaks { --tone: var(--drift); } .settles { --tone: var(--settles); } .warning { --tone: var(--warning); }
h1 { display: flex; gap: 14px; align-items: center; margin: 36px 0 14px; font-size: 30px; line-height: 1.2; }
h1 .mark { flex: none; width: 44px; height: 44px; border-radius: 50%; background: var(--tone); color: var(--on); font-size: 24px; line-height: 44px; text-align: center; }
h2 { margin: 36px 0 12px; font-size: 20px; }
h3 { margin: 0; font-size: 17px; line-height: 1.35; }
h4 { margin: 14px 0 4px; font-size: 13px; color: var(--soft); }
code, pre { font: 14px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; padding: 10px 12px; background: var(--code); border-radius: 6px; white-space: pre-wrap; font-size: 13px; }
dl, dd, dt, ul, p { margin: 0; padding: 0; }
ul { list-style: none; }
dt { font-size: 13px; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: 8px 36px; }
.bar { display: flex; gap: 2px; height: 10px; margin: 22px 0 12px; }
.bar span { min-width: 6px; background: var(--tone); }
.bar span:first-child { border-radius: 5px 0 0 5px; } .bar span:last-child { border-radius: 0 5px 5px 0; }
.bar span:only-child { border-radius: 5px; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px; }
.tiles li { padding: 12px 14px; background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--tone); border-radius: 6px; color: var(--tone); font-size: 14px; }
.tiles b { display: block; font-size: 26px; line-height: 1.2; color: var(--text); }
.tiles .none { border-top-color: var(--line); color: var(--soft); } .tiles .none b { color: var(--soft); font-weight: 400; }
article { margin: 0 0 16px; padding: 16px 18px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px; }
.path { margin-top: 2px; color: var(--soft); font-size: 14px; }
.place { color: var(--soft); font-size: 13px; }
.reason { margin-top: 10px; }
.finding { margin-top: 14px; padding-top: 14px; border-top: 1px solid var(--line); }
.what { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: baseline; }
.effect { padding: 1px 9px; border-radius: 4px; background: var(--tone); color: var(--on); font-size: 14px; font-weight: 600; white-space: nowrap; }
.rule i { color: var(--soft); font-size: 14px; }
.where { margin-top: 8px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin: 10px 0; }
.pair div { padding: 8px 12px; background: var(--code); border-radius: 6px; }
.rest div { display: grid; grid-template-columns: 76px 1fr; align-items: baseline; font-size: 14px; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--settles); outline-offset: 2px; }
.exchange { margin-top: 14px; } .exchange > summary { font-size: 14px; color: var(--soft); }
.files { background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.file { padding: 9px 16px; } .file + .file { border-top: 1px solid var(--line); }
.file > summary { display: flex; gap: 10px; align-items: baseline; }
.file .mark { flex: none; width: 1em; color: var(--tone); font-weight: 700; }
.title { flex: 1; min-width: 0; }
.counts { color: var(--soft); font-size: 13px; white-space: nowrap; }
.file > .place, .file > ul { margin: 4px 0 4px 26px; }
.file li { padding: 3px 0; } .file li .mark { display: inline-block; }
.file li .warning { color: var(--tone); font-size: 13px; }
.steps { margin-left: 22px; font-size: 13px; color: var(--soft); }
.step { margin-right: 8px; } .step.drift, .step.unavailable, .step.inconclusive { color: var(--tone); font-weight: 600; }
.skips { color: var(--soft); font-size: 14px; }
footer { margin: 32px auto; color: var(--soft); font-size: 13px; }
@media (max-width: 640px) {
  header, main, footer { padding: 0 14px; }
  h1 { margin-top: 22px; font-size: 23px; } h1 .mark { width: 36px; height: 36px; line-height: 36px; font-size: 20px; }
  .facts { display: block; } .facts div + div { margin-top: 6px; }
  .tiles { grid-template-columns: repeat(2, 1fr); } .tiles li { padding: 8px 12px; } .tiles b { display: inline; font-size: 20px; }
  .pair { grid-template-columns: 1fr; }
  .rest div { grid-template-columns: 66px 1fr; }
  .file > summary { flex-wrap: wrap; } .title { flex-basis: 80%; } .file > summary .counts { margin-left: 26px; }
  .file { padding: 9px 12px; }
}
@media print {
  body { background: #fff; } article, .tiles li, .files { break-inside: avoid; }
  details::details-content { content-visibility: visible; }
}
`;
