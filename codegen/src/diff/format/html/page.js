"use strict";
// Without this script every entry is there, and folds; with it, entries can be filtered, found and unfolded together.
const entries = [...document.querySelectorAll(".entry")];
const shown = new Set(entries.map((entry) => entry.dataset.level));
const search = document.querySelector("input[type=search]");
const nothing = document.querySelector(".nothing");
const words = new Map();

function wordsOf(entry) {
  if (!words.has(entry)) {
    const parts = entry.querySelectorAll("summary, dd, .places");
    words.set(entry, [...parts].map((part) => part.textContent).join(" ").toLowerCase());
  }
  return words.get(entry);
}

function update() {
  const wanted = search.value.trim().toLowerCase();
  let fitting = 0;
  for (const entry of entries) {
    const fits = shown.has(entry.dataset.level) && (wanted === "" || wordsOf(entry).includes(wanted));
    entry.hidden = !fits;
    fitting += fits ? 1 : 0;
  }
  nothing.hidden = fitting > 0;
}

document.documentElement.classList.add("scripted");
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    const level = button.dataset.show;
    if (!shown.delete(level)) shown.add(level);
    button.setAttribute("aria-pressed", String(shown.has(level)));
    update();
  });
}
for (const button of document.querySelectorAll("[data-fold]")) {
  button.addEventListener("click", () => {
    for (const entry of entries) entry.open = button.dataset.fold === "open" && !entry.hidden;
  });
}
if (search) {
  search.addEventListener("input", update);
  search.form.addEventListener("submit", (event) => event.preventDefault());
  // The browser may have kept what was typed.
  update();
}
addEventListener("beforeprint", () => entries.forEach((entry) => { entry.open = true; }));
