// What makes the pages pleasant where scripts run. Every page works without this file.

const inText = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

// Kept only for this tab, so that nothing stays behind on a shared computer.
const store = {
  read: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
  write: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* full or forbidden: the form itself still has it */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
};

/* The difference of two wordings, word by word. */

function differences(before, after) {
  const old = before.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
  const fresh = after.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
  if (old.length * fresh.length > 400000) return [["del", before], ["ins", after]];
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      table[i][j] = old[i] === fresh[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const pieces = [];
  const add = (kind, word) => {
    const last = pieces.at(-1);
    if (last?.[0] === kind) last[1] += word;
    else pieces.push([kind, word]);
  };
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) { add("", old[i]); i++; j++; }
    else if (j >= fresh.length || (i < old.length && table[i + 1][j] >= table[i][j + 1])) add("del", old[i++]);
    else add("ins", fresh[j++]);
  }
  return pieces;
}

/* The comment form: the present words are filled in, the difference is shown while typing. */

function prepareComment(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  const place = form.elements.anchor;
  const target = form.elements.target;
  const kind = form.elements.kind;
  const proposed = form.elements.proposed;
  const quote = form.elements.quote;
  const preview = form.querySelector("[data-difference]");
  const note = form.querySelector("[data-saved]");
  const key = `dt-comment:${location.pathname}:${form.dataset.place ?? ""}`;
  const range = form.querySelector("[data-marked]");
  let present = "";
  let marked = "";

  const whole = () => place?.selectedOptions?.[0]?.dataset.words ?? "";
  const words = () => target?.value === "new_after" ? "" : marked || whole();
  const showMarked = () => {
    if (!range) return;
    range.hidden = !marked;
    range.querySelector("q").textContent = marked;
  };
  const show = () => {
    const changed = proposed && present && proposed.value.trim() && proposed.value !== present;
    if (preview) preview.hidden = !changed;
    if (!preview || !changed) return;
    const line = preview.querySelector(".dt-comment__words p");
    line.replaceChildren(...differences(present, proposed.value).map(([tag, text]) => {
      if (!tag) return document.createTextNode(text);
      const mark = document.createElement(tag);
      mark.textContent = text;
      return mark;
    }));
  };
  const fill = () => {
    if (!proposed) return;
    const untouched = !proposed.value.trim() || proposed.value === present;
    present = words();
    if (untouched) proposed.value = kind.value === "proposal" ? present : "";
    show();
  };
  const save = () => {
    const typed = { proposed: proposed?.value === present ? "" : proposed?.value, reasons: form.elements.reasons.value };
    if (!typed.proposed && !typed.reasons) return store.drop(key);
    store.write(key, JSON.stringify(typed));
    if (note) {
      const now = new Date();
      note.textContent = note.dataset.saved.replace("%", `${now.getHours()}.${String(now.getMinutes()).padStart(2, "0")}`);
      note.hidden = false;
    }
  };

  form.markWords = (anchor, text) => {
    if (![...place?.options ?? []].some((option) => option.value === anchor) || text.length > 2000) return;
    place.value = anchor;
    marked = text;
    showMarked();
    fill();
  };
  range?.querySelector("button").addEventListener("click", () => { marked = ""; showMarked(); fill(); place.focus(); });
  if (quote?.value && quote.value !== whole()) marked = quote.value;
  showMarked();
  const kept = JSON.parse(store.read(key) ?? "null");
  if (kept && !form.elements.reasons.value && !proposed?.value) {
    form.elements.reasons.value = kept.reasons ?? "";
    if (proposed) proposed.value = kept.proposed ?? "";
  }
  fill();
  show();
  markAgain(form);
  let wait;
  form.addEventListener("input", () => { show(); clearTimeout(wait); wait = setTimeout(save, 600); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "anchor") { marked = ""; showMarked(); }
    if (["anchor", "target", "kind"].includes(event.target.name)) fill();
  });
  form.addEventListener("submit", () => {
    // words that were left as they are propose nothing
    if (proposed && proposed.value === present) proposed.value = "";
    if (quote) quote.value = proposed?.value ? present : marked;
    store.drop(key);
  });
}

/* Words marked in an article are what the comment is about; the choice of a place works without it. */

let lastMarked;
document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  const body = chosen?.anchorNode?.parentElement?.closest(".dt-article__body");
  const text = chosen?.toString().trim();
  if (!body || !text || !body.contains(chosen.focusNode)) return;
  const from = chosen.anchorNode.parentElement.closest("[id]");
  const anchor = from.contains(chosen.focusNode) ? from.id : body.closest(".dt-article").id;
  lastMarked = { article: body.closest(".dt-article"), anchor, text };
  const form = lastMarked.article.querySelector("form[data-comment]") ?? document.querySelector("#comment-form form[data-comment]");
  form?.markWords?.(anchor, text);
});
function markAgain(form) {
  if (lastMarked && lastMarked.article === form.closest(".dt-article")) form.markWords(lastMarked.anchor, lastMarked.text);
}

/* Unsaved text: the browser asks before it is lost. */

const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) dirty.add(form);
});
document.addEventListener("submit", (event) => dirty.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

/* Two clicks send one form. */

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.preventDoubleClick) return;
  if (button.dataset.sent) event.preventDefault();
  button.dataset.sent = "yes";
  setTimeout(() => delete button.dataset.sent, 1500);
});

/* How far a large upload is; without scripts the browser shows its own sign. */

document.addEventListener("submit", (event) => {
  const form = event.target;
  const size = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]).reduce((sum, file) => sum + file.size, 0);
  if (form.enctype !== "multipart/form-data" || size < 1_000_000 || event.defaultPrevented) return;
  event.preventDefault();
  const shown = document.createElement("progress");
  shown.className = "dt-progress";
  shown.max = 100;
  shown.setAttribute("aria-label", form.dataset.uploading ?? "");
  form.querySelector("button[type=submit]").after(shown);
  const data = new FormData(form);
  if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
  const sending = new XMLHttpRequest();
  sending.upload.addEventListener("progress", (step) => { if (step.lengthComputable) shown.value = (100 * step.loaded) / step.total; });
  sending.addEventListener("load", () => {
    if (sending.responseURL && sending.responseURL.split("#")[0] !== form.action) location.assign(sending.responseURL);
    else { document.open(); document.write(sending.responseText); document.close(); }
  });
  sending.addEventListener("error", () => { shown.remove(); form.submit(); });
  sending.open("POST", form.action);
  sending.send(data);
});

/* The keys of the workbench: letters outside text fields, in either alphabet, until they are switched off. */

const cyrillic = { "а": "a", "п": "p", "н": "n", "к": "k", "о": "o" };
const keysOn = () => localStorage.getItem("dt-keys") !== "off";
function showKeys() {
  const on = keysOn();
  document.querySelectorAll("[data-keys-on]").forEach((words) => { words.hidden = !on; });
  document.querySelectorAll("[data-keys-off]").forEach((words) => { words.hidden = on; });
  document.querySelectorAll(".dt-choose kbd").forEach((letter) => { letter.hidden = !on; });
}
function switchKeys() {
  localStorage.setItem("dt-keys", keysOn() ? "off" : "on");
  showKeys();
}
// An earlier answer to the same words becomes the draft, which is then read and saved as any other.
function takeOver(earlier) {
  const form = document.querySelector("form[data-answer]");
  const choice = form?.querySelector(`input[name=status][value="${CSS.escape(earlier.dataset.earlier)}"]`);
  if (!choice) return;
  choice.checked = true;
  const paragraphs = [...earlier.querySelectorAll("[data-reasons] p")].map((words) => words.innerText.trim());
  form.elements.reasons.value = paragraphs.join("\n\n");
  form.elements.reasons.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.reasons.focus();
}
// A text that is used again is written into the reasons, where it may be changed.
document.addEventListener("change", (event) => {
  if (event.target.name !== "reusable" || !event.target.value) return;
  const form = event.target.form;
  const text = document.querySelector(`template[data-reusable="${CSS.escape(event.target.value)}"]`);
  if (!form || !text) return;
  form.elements.reasons.value = [form.elements.reasons.value.trim(), text.content.textContent.trim()].filter(Boolean).join("\n\n");
  const choice = text.dataset.status && form.querySelector(`input[name=status][value="${CSS.escape(text.dataset.status)}"]`);
  if (choice && !form.querySelector("input[name=status]:checked")) choice.checked = true;
  form.elements.reasons.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-switch]")) switchKeys();
  const earlier = event.target.closest("[data-take]")?.closest("[data-earlier]");
  if (earlier) takeOver(earlier);
});
document.addEventListener("keydown", (event) => {
  const bench = document.querySelector("[data-workbench]");
  if (!bench) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form") ?? bench.querySelector("form[data-answer]");
    // Named by its button, or the form would leave without the place to go on to.
    form?.requestSubmit(form.querySelector("button[type=submit]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
  if (event.key === "?") { event.preventDefault(); switchKeys(); return; }
  if (!keysOn()) return;
  const pressed = event.key.toLowerCase();
  const choice = bench.querySelector(`input[data-key="${CSS.escape(cyrillic[pressed] ?? pressed)}"]`);
  if (choice) {
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    choice.focus();
    return;
  }
  const earlier = /^[1-9]$/.test(pressed) && bench.querySelectorAll("[data-earlier]")[Number(pressed) - 1];
  if (earlier) { event.preventDefault(); takeOver(earlier); return; }
  const step = { ArrowDown: "a[rel=next]", ArrowUp: "a[rel=prev]" }[event.key];
  if (step && event.target.type !== "radio") bench.querySelector(step)?.click();
});

/* In place: an article opens on its sheet when htmx has put the form into it. */

document.addEventListener("htmx:afterSwap", (event) => {
  const article = event.target.closest(".dt-article");
  if (article) {
    article.classList.add("dt-article--open");
    (event.target.querySelector("h4, h3, h2") ?? event.target).scrollIntoView({ block: "nearest" });
    event.target.querySelector("textarea, select")?.focus({ preventScroll: true });
  }
  prepare();
});
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close-article]");
  const article = close?.closest(".dt-article");
  const place = article?.querySelector("[data-form-place]");
  if (!place) return;
  event.preventDefault();
  dirty.delete(close.closest("form"));
  place.replaceChildren();
  article.classList.remove("dt-article--open");
  article.querySelector("[data-comment-link]")?.focus();
});

/* A link to an article is copied with what it leads to, ready to be cited; without scripts it is a plain link. */

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(`${link.dataset.copy.trim()}, ${link.href}`);
  } catch {
    location.assign(link.href);
    return;
  }
  const words = link.firstChild;
  const before = words.textContent;
  link.setAttribute("aria-live", "polite");
  words.textContent = link.dataset.copied;
  setTimeout(() => { words.textContent = before; }, 2000);
});

/* The contents beside a text say where the reader is. */

function followReading() {
  const contents = document.querySelector("[data-follow]");
  if (!contents || !("IntersectionObserver" in window)) return;
  const links = new Map([...contents.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    const seen = entries.find((entry) => entry.isIntersecting);
    if (!seen || !links.has(seen.target.id)) return;
    contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const link = links.get(seen.target.id);
    link.setAttribute("aria-current", "location");
    if (contents.scrollHeight > contents.clientHeight) contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
  }, { rootMargin: "-10% 0px -75% 0px" });
  for (const id of links.keys()) {
    const place = document.getElementById(id);
    if (place) watcher.observe(place);
  }
}

/* Words marked with the mouse or the keyboard are copied into the field that takes exact words. */

document.addEventListener("selectionchange", () => {
  const marked = getSelection();
  const from = marked?.anchorNode?.parentElement?.closest("[data-mark-into]");
  if (!from || marked.isCollapsed || !from.contains(marked.focusNode)) return;
  const field = from.closest("form")?.elements[from.dataset.markInto];
  if (field) field.value = marked.toString().trim();
});
document.addEventListener("click", (event) => {
  // what ends a marking is no click on the box of a sentence
  if (event.target.closest("[data-mark-into]") && !event.target.closest("input, a") && !getSelection().isCollapsed) event.preventDefault();
});

function prepare() {
  document.querySelectorAll("form[data-comment]").forEach(prepareComment);
  document.querySelectorAll("[data-js]").forEach((only) => { only.hidden = false; });
}

prepare();
showKeys();
followReading();
document.querySelector(".govuk-error-summary")?.setAttribute("tabindex", "-1");
document.querySelector(".govuk-error-summary")?.focus();
