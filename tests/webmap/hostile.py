"""Texts that try to become HTML, script, template, formula or address when shown."""

from __future__ import annotations

MARK = "window.__hit=(window.__hit||0)+1"
#: Set by an expression that a template engine of Python would evaluate.
CANARY = "LANDUSE_HOSTILE_CANARY"

HTML = (
    f"<img src=x onerror={MARK}>",
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"</title><script>{MARK}</script>",
    f"</style><script>{MARK}</script>",
    f"<!--<script>{MARK}</script>",
    f"<svg onload={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'>",
    f"'\"><svg/onload={MARK}>",
    f'" onmouseover="{MARK}" x="',
    f"</textarea><img src=x onerror={MARK}>",
    f"</option></select><img src=x onerror={MARK}>",
    f"--><img src=x onerror={MARK}>",
    f"]]><svg><script>{MARK}</script>",
    f"<math><mtext><style><img src=x onerror={MARK}></style></mtext></math>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}>'>",
    f"<template><img src=x onerror={MARK}></template>",
    f"<details open ontoggle={MARK}>x</details>",
    f"<input autofocus onfocus={MARK}>",
    f"<video><source onerror={MARK}></video>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s></svg>",
    f"<scr<script>ipt>{MARK}</scr</script>ipt>",
    f"' autofocus tabindex=1 onfocus='{MARK}",
    "<form action=https://evil.example/><button>提交</button></form>",
    "<base href=https://evil.example/><link rel=stylesheet href=//evil.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<object data='data:text/html,<script>parent.{MARK}</script>'></object>",
)
SCRIPT = (
    f"`;{MARK};`",
    f"${{{MARK}}}",
    f"`+{MARK}+`",
    f"\\';{MARK};//",
    f'\\");{MARK};//',
    f'"}});{MARK};({{"a":"',
    f"*/{MARK}/*",
    f"a\u2028{MARK}//\u2029c",
    f"\\u003cimg src=x onerror={MARK}\\u003e",
)
ADDRESSES = (
    f"javascript:{MARK}",
    f"java\tscript:{MARK}",
    f"data:text/html,<script>{MARK}</script>",
    "//evil.example/a.png",
    "url(https://evil.example/a.png)",
    f"x:expression({MARK})",
    f"#s=0.<img src=x onerror={MARK}>&q={{{{7*7}}}}",
    "%3Cimg%20src%3Dx%3E%00%C0%AF%",
)
TEMPLATES = (
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    f"{{{{ cycler.__init__.__globals__.os.putenv('{CANARY}','1') }}}}",
    f"{{% set _ = lipsum.__globals__.os.environ.update({CANARY}='1') %}}",
    "{% print(7*7) %}",
    "{% raw %}",
    "{% endmacro %}{% include '/etc/passwd' %}",
    "{# x",
    "#} x {#",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"{{{{$on.constructor('{MARK}')()}}}}",
    "<%= 7*7 %> #{7*7} ${7*7}",
    "%s %(a)s {0} {a.__class__} $x$",
)
NAMES = (
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "../../etc/passwd",
    "..\\..\\CON.txt",
    "NUL",
    "a\x00.html",
    "报告.xlsx\u202exslx.exe",
    "'; DROP TABLE parcels;--",
    ".7",
)
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example/","x")',
    '=1,"2";3',
    "a_x0041_b_x000D_",
)
SIGNS = (
    "&lt;b&gt; &amp; &#x27; <b>粗</b>",
    "左\u202e右\u200f\u2066x\u2069",
    "tab\there\nline\r\nend",
    "  两端 与  中间 的 空格\u3000\xa0",
    "濮阳😀𠮷",
    "👨\u200d👩\u200d👧 e\u0301 n\u0303\u200b\u00ad",
    "\x01\x07\x1b[2J\x7f\x9b\ufeff\ufffe",
)
NOTHINGS = ("NA", "NaN", "None", "null", "undefined", "N/A", "-", "—", "0", "false")
LONG = ("长" * 10_000,)

GROUPS = {
    "html": HTML,
    "script": SCRIPT,
    "addresses": ADDRESSES,
    "templates": TEMPLATES,
    "names": NAMES,
    "formulas": FORMULAS,
    "signs": SIGNS,
    "nothings": NOTHINGS,
    "long": LONG,
}
PAYLOADS = tuple(text for group in GROUPS.values() for text in group)
#: Enough for a test of one place only.
FEW = (*HTML[:10], *SCRIPT[:4], ADDRESSES[0], *TEMPLATES[:3], *NAMES[:2], *SIGNS, *LONG)
#: Halves of a pair: no UTF-8, so they become a question mark before they are written.
SURROGATES = ("\ud800", "a\udfffb", f"\ud83d<img src=x onerror={MARK}>")
