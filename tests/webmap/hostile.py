"""Texts that try to become HTML, script or a template when they are shown."""

from __future__ import annotations

MARK = "window.__hit=(window.__hit||0)+1"

PAYLOADS = (
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
    f"`;{MARK};`",
    f"${{{MARK}}}",
    f"`+{MARK}+`",
    f"\\';{MARK};//",
    f"javascript:{MARK}",
    "{{7*7}}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% print(7*7) %}",
    "{% raw %}",
    "{# x",
    "#} x {#",
    "&lt;b&gt; &amp; &#x27; <b>粗</b>",
    "a\u2028b\u2029c",
    "左\u202e右\u200f\u2066x\u2069",
    "tab\there\nline\r\nend",
    "__proto__",
    "constructor",
    "濮阳😀𠮷",
    "\x01\x7f\ufeff\ufffe",
    "长" * 10_000,
)
