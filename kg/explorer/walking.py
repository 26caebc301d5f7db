"""Links inside the explorer without loading the program of the browser again: a click writes the address and tells
Streamlit, which runs the page of the new address. Without scripts the links are links.

Measured at 100,000 rows: a full load takes 1.5 s longer than this. The script also says in Chinese what Streamlit's own
controls are called for screen readers, and why its upload refuses a file.
"""

from typing import Final

import streamlit as st

_SCRIPT: Final = r"""<script>
document.currentScript?.remove();
if (!window.kgWalks) {
  window.kgWalks = true;
  // the keyboard goes on in the row that was opened
  const focusRow = (row, times) => {
    const open = document.querySelector(".kg-open");
    if (open && open.dataset.row === row) open.focus({ preventScroll: true });
    else if (times) setTimeout(focusRow, 50, row, times - 1);
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".kg a[href], .kg-picture a[href]");
    if (!link || !["", "_self"].includes(link.getAttribute("target") || "") || event.defaultPrevented) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.hasAttribute("download")) return;
    const to = new URL(link.getAttribute("href"), window.location.href);
    if (to.origin !== window.location.origin) return;
    event.preventDefault();
    const from = new URL(window.location.href);
    window.history.pushState({}, "", to);
    window.dispatchEvent(new PopStateEvent("popstate"));
    const row = to.searchParams.get("row");
    if (to.pathname !== from.pathname || (row && row !== from.searchParams.get("row"))) {
      const main = document.querySelector("[data-testid=stMain]");
      if (main) main.scrollTo(0, 0);
    }
    if (row && row !== from.searchParams.get("row")) focusRow(row, 60);
  });
}

if (!window.kgWords) {
  window.kgWords = true;
  const words = {"App pages": "页面", "Open": "展开选项", "Close": "关闭", "Clear value": "清除", "Clear entry": "清除",
    "Add files": "添加文件", "Scroll tabs left": "向左滚动标签", "Scroll tabs right": "向右滚动标签",
    "Main menu": "菜单", "Notifications": "提示", "Running...": "正在运行", "Show suggestions": "列出选项",
    "Navigate to home page": "回到总览", "Expand sidebar": "展开页面列表", "Collapse sidebar": "收起页面列表",
    "Sidebar": "页面列表", "Link to heading": "本节的链接", "Search": "在表里找", "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏", "Download as CSV": "下载 CSV", "Show/hide columns": "选择各列"};
  const said = [[/^File must be (.+) or smaller\.$/, "没有收下：超过 $1，请拆小再导入。"],
    [/^.* files are not allowed\.$/, "没有收下：不能读这种文件。"]];
  let waiting = false;
  const speak = () => {
    waiting = false;
    for (const one of document.querySelectorAll("[aria-label]")) {
      const known = words[one.getAttribute("aria-label")];
      if (known) one.setAttribute("aria-label", known);
    }
    const skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip && skip.textContent !== "跳到正文") skip.textContent = "跳到正文";
    for (const one of document.querySelectorAll("[data-testid=stFileChips] *, [data-testid=stFileUploader] small")) {
      if (one.childElementCount) continue;
      for (const [english, chinese] of said)
        if (english.test(one.textContent)) one.textContent = one.textContent.replace(english, chinese);
    }
  };
  new MutationObserver(() => {
    if (!waiting) { waiting = true; setTimeout(speak, 100); }
  }).observe(document.body, { childList: true, subtree: true });
  speak();
}
</script>"""


def walk_by_links() -> None:
    """Put the script on the page."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
