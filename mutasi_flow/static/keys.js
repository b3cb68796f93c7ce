// Single keys for those who want them: off until switched on, silent inside fields, never with Ctrl, Alt or Meta.
"use strict";
(() => {
  const box = document.querySelector("[data-keys]");
  if (!box) return;
  const button = box.querySelector("button");
  const stored = () => { try { return localStorage.getItem("keys") === "on"; } catch { return false; } };
  let on = stored();
  const show = () => {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? button.dataset.off : button.dataset.on;
    box.querySelector("[data-list]").hidden = !on;
  };
  button.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* only for this page then */ }
    show();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, iframe, [contenteditable]");
    if (!on || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    const aim = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!aim) return;
    event.preventDefault();
    aim.focus();
    aim.click();
  });
  box.hidden = false;
  show();
})();
