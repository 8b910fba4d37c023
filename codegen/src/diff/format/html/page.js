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

const main = document.querySelector("main");
const group = document.querySelector("select");

// Puts the entries below headings, or back into the order of their levels.
function regroup() {
  const by = group.value;
  const groups = new Map();
  for (const entry of entries) {
    const name = by === "" ? "" : entry.dataset[by] || "the document";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(entry);
  }
  const all = document.createDocumentFragment();
  for (const [name, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name !== "") {
      const heading = document.createElement("h2");
      heading.className = "group";
      heading.textContent = `${name} (${members.length})`;
      all.append(heading);
    }
    all.append(...members);
  }
  main.replaceChildren(all);
  update();
}

// An entry that the address names is unfolded.
function reveal() {
  const entry = document.getElementById(location.hash.slice(1));
  if (entry && entry.classList.contains("entry")) {
    entry.open = true;
    entry.scrollIntoView();
  }
}

function update() {
  const wanted = search.value.trim().toLowerCase();
  let fitting = 0;
  for (const entry of entries) {
    const fits = shown.has(entry.dataset.level) && (wanted === "" || wordsOf(entry).includes(wanted));
    if (entry.hidden === fits) entry.hidden = !fits;
    fitting += fits ? 1 : 0;
  }
  for (const heading of main.querySelectorAll(".group")) {
    let next = heading.nextElementSibling;
    while (next && next.hidden && !next.classList.contains("group")) next = next.nextElementSibling;
    heading.hidden = !next || next.classList.contains("group");
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
  group.addEventListener("change", regroup);
  // The browser may have kept what was typed and chosen; as the page comes, nothing has to move.
  if (group.value !== "") regroup();
  else if (search.value !== "") update();
}
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => entries.forEach((entry) => { entry.open = true; }));
