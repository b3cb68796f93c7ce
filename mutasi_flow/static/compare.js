// Compares the digest of a chosen file with those of the letter, inside the browser: nothing is sent anywhere.
"use strict";
(() => {
  const box = document.querySelector("[data-compare]");
  if (!box) return;
  const sentences = JSON.parse(box.dataset.compare);
  const answer = box.querySelector("[role=status]");
  const field = box.querySelector("input");
  let turn = 0;
  const digest = async (file) => {
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const compare = async (file) => {
    const mine = ++turn;
    if (file.size > Number(box.dataset.largest)) {
      answer.textContent = box.dataset.tooLarge;
      return;
    }
    answer.textContent = box.dataset.reading;
    let said = box.dataset.unable;
    try {
      said = sentences[await digest(file)] ?? box.dataset.other;
    } catch { /* no WebCrypto outside HTTPS, or the file went away */ }
    if (mine === turn) answer.textContent = said;
  };
  field.addEventListener("change", () => { if (field.files.length) compare(field.files[0]); });
  const area = box.closest("section");
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    field.value = "";
    if (event.dataTransfer.files.length) compare(event.dataTransfer.files[0]);
  });
  box.hidden = false;
})();
