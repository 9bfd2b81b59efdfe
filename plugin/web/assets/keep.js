/* Keeps what is being typed on this phone until it is saved. The page does all it does without it. */
(() => {
  "use strict";
  const TWO_DAYS = 48 * 60 * 60 * 1000;
  const name = (of) => `afterview:${of}`;

  const read = (key) => {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return kept && Date.now() - kept.at < TWO_DAYS ? kept.texts : {};
    } catch {
      return {};
    }
  };
  const write = (key, texts) => {
    try {
      if (Object.keys(texts).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), texts }));
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
  const boxes = [...form.querySelectorAll("textarea")];
  const offline = form.querySelector("[data-offline]");
  const restored = form.querySelector("[data-restored]");

  const kept = read(key);
  for (const box of boxes) {
    if (!box.value && kept[box.name]) {
      box.value = kept[box.name];
      if (restored) restored.hidden = false;
    }
  }
  const keep = () => write(key, Object.fromEntries(boxes.filter((box) => box.value).map((box) => [box.name, box.value])));
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
