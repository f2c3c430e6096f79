// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/dictionary_style.h"

namespace tw::preview {

// The colours are those of `Theme`.
std::string_view dictionaryStyle()
{
    return R"css(:root{color-scheme:light dark;--window:#f3f4f7;--surface:#fff;--border:#d8dce4;
--text:#1c2230;--muted:#596275;--accent:#2b62d9;--code:#0b6a80;--head:#f6f7fa;--key:#a06a00;
--warn:#935300;--warnground:#fff6e0;--sticky:#fff3bf;--stickytext:#4a3b05;--canvas:#f6f7fa}
@media (prefers-color-scheme:dark){:root{--window:#16181d;--surface:#1b1e25;--border:#343a47;
--text:#e3e7ef;--muted:#9ba5b7;--accent:#74a6ff;--code:#62d0e5;--head:#20242c;--key:#e8bc50;
--warn:#e5b549;--warnground:#2c2718;--sticky:#463c17;--stickytext:#f4e7b4;--canvas:#131519}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr);background:var(--window);
color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 1.25rem;
background:var(--surface);border-right:1px solid var(--border);font-size:14px}
nav .brand{margin:0 0 1.25rem;font-weight:650;font-size:16px;overflow-wrap:anywhere}
nav .brand a{color:var(--text)}
nav h2{margin:1.5rem 0 .4rem;font-size:12px;font-weight:600;letter-spacing:.04em;
text-transform:uppercase;color:var(--muted)}
nav h2 span{float:right;font-weight:400}
nav ul{list-style:none;margin:0;padding:0}
nav li a{display:block;padding:.18rem .5rem;margin:0 -.5rem;border-radius:5px;color:var(--text);
overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
nav li a:hover{background:var(--window);text-decoration:none}
main{max-width:76rem;width:100%;margin:0 auto;padding:2.5rem 2.5rem 5rem}
header .kind{margin:0;color:var(--muted);font-size:13px}
h1{margin:.1rem 0 .6rem;font-size:32px;line-height:1.2;overflow-wrap:anywhere}
main h2{margin:3rem 0 1rem;font-size:20px}
h3{margin:0 0 .5rem;font-size:17px;overflow-wrap:anywhere}
h4{margin:1.4rem 0 .4rem;font-size:13px;font-weight:600;color:var(--muted)}
.lead{max-width:46rem;font-size:17px;color:var(--muted);margin:.2rem 0 1rem}
.lead,.note{white-space:pre-line;overflow-wrap:anywhere}
.note{margin:0 0 .6rem;max-width:56rem}
.counts{display:flex;flex-wrap:wrap;gap:.25rem 1.6rem;margin:0;color:var(--muted)}
.counts b{color:var(--text);font-weight:600}
.quiet{margin:.1rem 0;color:var(--muted);font-size:14px}
.rows{margin:.9rem 0 0}
.warning{margin:1rem 0 0;padding:.6rem .9rem;border-radius:8px;background:var(--warnground);
color:var(--warn)}
.card{margin:0 0 1.25rem;padding:1.25rem 1.5rem 1.35rem;background:var(--surface);
border:1px solid var(--border);border-radius:10px}
.card:target{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.sticky{background:var(--sticky);color:var(--stickytext);border-color:transparent}
.sticky .note{margin:0}
.links a{display:inline-block;margin-right:.8rem}
.links{margin:.4rem 0 0}
.badge{display:inline-block;padding:0 .5rem;border:1px solid var(--border);border-radius:99px;
color:var(--muted);font-size:12px;font-weight:400;line-height:1.5;vertical-align:.1em}
.facts{margin:.5rem 0 .8rem;display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;font-size:14px}
.facts dt{display:inline;color:var(--muted);margin-right:.4rem}
.facts dt::after{content:":"}
.facts dd{display:inline;margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:14px}
th{padding:.35rem .9rem .35rem 0;text-align:left;font-size:12px;font-weight:600;
color:var(--muted);border-bottom:1px solid var(--border);white-space:nowrap}
td{padding:.4rem .9rem .4rem 0;vertical-align:top;border-bottom:1px solid var(--border);
overflow-wrap:anywhere}
tbody tr:last-child td{border-bottom:0}
td:last-child,th:last-child{padding-right:0}
td p{margin:0}td .note{margin:0}
.columns{min-width:44rem;table-layout:fixed}
.columns th:nth-child(1){width:20%}.columns th:nth-child(2){width:22%}
.columns th:nth-child(3){width:6.2rem}.columns th:nth-child(4){width:3.6rem}
.columns th:nth-child(5){width:18%}
.lines{min-width:34rem;table-layout:fixed}
.two th:nth-child(1),.three th:nth-child(1){width:20%}.three th:nth-child(2){width:33%}
.five th:nth-child(1){width:20%}.five th:nth-child(2){width:33%}
.five th:nth-child(3),.five th:nth-child(4){width:6.6rem}
.columns td b{font-weight:600}
code{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
color:var(--code);white-space:pre-wrap}
a code{color:var(--accent)}
.mark{display:inline-block;padding:0 .3rem;border:1px solid var(--border);border-radius:4px;
font-size:11px;font-weight:600;line-height:1.5;color:var(--muted);text-decoration:none}
.mark.key{color:var(--key);border-color:currentColor}
.no{color:var(--muted)}
.diagram{overflow:auto;max-height:80vh;padding:1rem;background:var(--canvas);
border:1px solid var(--border);border-radius:10px}
.diagram svg{display:block;margin:0 auto;height:auto}
@media (max-width:60rem){body{display:block}nav{position:static;height:auto;max-height:40vh;
border-right:0;border-bottom:1px solid var(--border)}main{padding:1.5rem 1rem 3rem}}
@media print{:root{--window:#fff;--surface:#fff;--text:#000;--muted:#444;--border:#bbb;
--accent:#000;--code:#000;--head:#eee;--key:#000;--canvas:#fff}
body{display:block;font-size:10pt}nav{position:static;height:auto;overflow:visible;border:0;
padding:0 0 1rem;columns:3;break-after:page}main{max-width:none;padding:0}
.card{border:0;border-top:1px solid #999;border-radius:0;padding:.8rem 0}
h3,h4{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}
.diagram{max-height:none;border:0;padding:0;break-after:page}.scroll{overflow:visible}
.columns,.lines{min-width:0}}
)css";
}

} // namespace tw::preview
