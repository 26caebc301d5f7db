"""How what stands before Streamlit's program looks, and how it gives way: with Streamlit's own measures, so that
nothing moves when the page itself takes its place."""

from typing import Final

from kg.explorer.launch import OPTIONS

LOOK: Final = (
    """<style>
#kg-early ~ #root { visibility: hidden; }
#kg-early, #kg-early * { box-sizing: border-box; }
#kg-early { position: fixed; inset: 0; z-index: 2000000; background: #fff; color: #2f2d2b; font: 400 16px/1.6 """
    + OPTIONS["theme.font"]
    + """; text-align: left; scrollbar-width: thin; }
#kg-early header { position: absolute; inset: 0 0 auto; height: 60px; background: #fff; z-index: 2; font-size: 14px; }
#kg-early main { height: 100%; overflow: auto; scrollbar-width: thin; }
#kg-early .stMainBlockContainer { margin: 0 auto; }
#kg-early header nav a { color: #2f2d2b; text-decoration: none; padding: 0 8px; border-radius: 6px;
  line-height: 28px; white-space: nowrap; }
#kg-early header a[aria-current] { font-weight: 600; color: #2f2d2b; background: rgba(187, 187, 165, .25); }
#kg-early header a:hover { background: rgba(187, 187, 165, .25); }
#kg-early header a:focus-visible, #kg-early summary:focus-visible { outline: 3px solid var(--kg-focus); }
.kg-wide-nav { display: flex; gap: 4px; padding: 16px; overflow: hidden; }
.kg-narrow-nav { display: none; }
.kg-narrow-nav summary { list-style: none; position: absolute; left: 20px; top: 18px; width: 24px; height: 24px;
  cursor: pointer; }
.kg-narrow-nav summary::-webkit-details-marker { display: none; }
.kg-narrow-nav svg { display: block; width: 24px; height: 24px; fill: rgba(47, 45, 43, .6); }
.kg-narrow-nav nav { position: absolute; top: 60px; left: 0; width: 300px; background: #f8f8f7; padding: 16px 20px;
  display: grid; gap: 6px; box-shadow: 0 4px 12px rgba(0, 0, 0, .2); }
.kg-stack { display: flex; flex-direction: column; gap: 16px; }
.kg-stack.kg-first { padding-top: 16px; }
.kg-stack > * { min-width: 0; } .kg-element { display: flex; } .kg-element > .kg { width: 100%; min-width: 0; }
.kg-heading { margin-bottom: -16px; } .kg-heading h5 { margin-bottom: 0; }
.kg-columns { display: flex; flex-wrap: wrap; gap: 16px; align-items: stretch; } .kg-columns > * { min-width: 0; }
.kg-columns.kg-apart { gap: 64px; } .kg-columns.kg-low { align-items: end; }
.kg-field-box { display: block; position: relative; }
.kg-field-box > span { display: flex; align-items: center; min-height: 24px; margin-bottom: 4px; font-size: 14px;
  color: #2f2d2b; }
.kg-field-box > b { display: flex; align-items: center; height: 40px; background: #f8f8f7; font-weight: 400;
  border: 1px solid rgba(47, 45, 43, .2); border-radius: 8px; overflow: hidden; }
.kg-field-box :is(input, select) { flex: 1; width: 100%; margin: 0; font: inherit; font-size: 14px; line-height: 1.4;
  color: #2f2d2b; background: none; border: 0; padding: 8px 8px 8px 12px; appearance: none; outline: none; }
.kg-field-box select { padding: 8px 32px 8px 8px; }
.kg-field-box select:has([value=""]:checked) { color: rgba(47, 45, 43, .7); }
.kg-field-box input::placeholder { color: rgba(47, 45, 43, .7); opacity: 1; }
.kg-field-box > b:focus-within { border-color: #1f5a96; }
.kg-field-box svg { position: absolute; right: 9px; bottom: 10px; width: 20px; height: 20px; fill: #2f2d2b;
  pointer-events: none; }
.kg-ask button { display: block; width: 100%; height: 40px; margin: 0; padding: 4px 12px; font: inherit;
  font-size: 14px; color: var(--kg-ink); background: #fff; border: 1px solid rgba(47, 45, 43, .2);
  border-radius: 8px; cursor: pointer; }
.kg-ask button.kg-first-button { color: #fff; background: #1f5a96; border-color: #1f5a96; }
.kg-ask button:focus-visible { outline: 3px solid var(--kg-focus); }
@media (max-width: 768px) { .kg-wide-nav { display: none; } .kg-narrow-nav { display: block; } }
@media (max-width: 640px) { .kg-columns > * { min-width: calc(100% - 24px); } }
@media print { #kg-early { position: static; } #kg-early header, .kg-ask { display: none; } }
</style>"""
)

SCRIPT: Final = r"""<script>
(() => {
  const early = document.getElementById("kg-early"), root = document.getElementById("root");
  if (!early || !root) return;
  const begun = location.href, scroller = early.querySelector("main"), menu = early.querySelector("details");
  let held = 0, composing = false, shownAt = 0;
  const find = (what) => root.querySelector(what);
  const isBusy = () => held || composing || menu.open || document.activeElement instanceof HTMLSelectElement;
  const isDrawn = () => find(".stApp[data-test-script-state=notRunning]") && find(".kg-cards")
    && find(".kg-table") && !find("[data-testid=stSkeleton]");
  // what a reader has typed, and where the keyboard is, goes with her
  const handOver = () => {
    const at = document.activeElement, main = find("[data-testid=stMain]");
    const boxes = [...early.querySelectorAll("input")].map((box) => {
      const name = box.getAttribute("aria-label");
      return [box, [...root.querySelectorAll("input")].find((one) => one.getAttribute("aria-label") === name)];
    });
    const link = at?.closest?.("#kg-early a[href]")?.getAttribute("href");
    const top = scroller.scrollTop, selected = [at?.selectionStart, at?.selectionEnd];
    early.remove();
    if (main && top) main.scrollTop = top;
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    for (const [box, own] of boxes) {
      if (!own) continue;
      if (box.value) {
        setValue.call(own, box.value);
        own.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (box === at) {
        own.focus({ preventScroll: true });
        own.setSelectionRange(...selected);
      }
    }
    if (link) [...root.querySelectorAll("a")].find((one) => one.getAttribute("href") === link)
      ?.focus({ preventScroll: true });
  };
  const leave = () => {
    observer.disconnect();
    clearInterval(timer);
    if (early.isConnected) handOver();
  };
  const look = () => {
    if (!early.isConnected) return leave();
    if (location.href !== begun) return leave();
    if (find("[data-testid=stMainBlockContainer] :is(p, td, label)")) shownAt ||= performance.now();
    // another page than expected, or a new version of Streamlit: whatever it shows, after a while it is shown
    const waited = shownAt && performance.now() - shownAt > 5000;
    if ((isDrawn() || waited) && !isBusy()) leave();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true, attributes: true,
    attributeFilter: ["data-test-script-state"] });
  const timer = setInterval(look, 250);
  const on = (name, what) => early.addEventListener(name, what);
  on("compositionstart", () => { composing = true; });
  on("compositionend", () => { composing = false; });
  on("pointerdown", () => { held = 1; });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { held = 0; });
  on("change", (event) => { if (event.target instanceof HTMLSelectElement) event.target.form.requestSubmit(); });
  on("submit", (event) => {
    const box = event.target.elements.q;
    if (box && !box.value.trim()) return event.preventDefault();
    if (box && event.submitter?.hasAttribute("formaction")) box.name = "ask";
  });
  on("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
})();
</script>"""
