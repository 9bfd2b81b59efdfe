/* Keeps what is being typed on this phone until it is saved. The page does all it does without it. */
(() => {
  "use strict";
  const TWO_DAYS = 48 * 60 * 60 * 1000;
  const name = (of) => `afterview:${of}`;

  const read = (key) => {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept && Date.now() - kept.at < TWO_DAYS) return { texts: kept.texts, over: kept.over ?? {} };
    } catch {
      // Nothing that can be read is nothing kept.
    }
    return { texts: {}, over: {} };
  };
  const write = (key, texts, over = {}) => {
    try {
      if (Object.keys(texts).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), texts, over }));
      else localStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing: the form works as it always does.
    }
  };

  const saved = document.querySelector("[data-kept]");
  if (saved) write(name(saved.dataset.kept), {});

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const key = name(form.dataset.keep);
  const boxes = [...form.querySelectorAll("textarea, input[type=text]")];
  const offline = form.querySelector("[data-offline]");
  const restored = form.querySelector("[data-restored]");

  // What was typed comes back into the box that it was typed into: an empty one, or one that still holds the
  // same words from us. After a save it holds other words, and those are newer.
  const kept = read(key);
  for (const box of boxes) {
    const typed = kept.texts[box.name];
    const before = box.defaultValue;
    if (typed && typed !== before && box.value === before && (!before || kept.over[box.name] === before)) {
      box.value = typed;
      if (restored) restored.hidden = false;
    }
  }
  const texts = (of) => Object.fromEntries(boxes.filter((box) => of(box)).map((box) => [box.name, of(box)]));
  const keep = () => write(key, texts((box) => box.value), texts((box) => box.defaultValue));
  form.addEventListener("input", keep);

  const tell = () => {
    if (offline) offline.hidden = navigator.onLine !== false;
  };
  addEventListener("offline", tell);
  addEventListener("online", tell);
  form.addEventListener("submit", (press) => {
    keep();
    if (navigator.onLine !== false) return;
    press.preventDefault();
    tell();
    if (offline) offline.focus();
  });
})();
