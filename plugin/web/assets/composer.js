/* The composer's marks while typing, by the same rules: the server looks, and keeps nothing. The page works without. */
(() => {
  "use strict";
  const PAUSE = 700; // milliseconds without a key before the words are looked at
  const form = document.querySelector("form[data-marks]");
  if (!form) return;
  const { subject, body } = form.elements;
  const at = (id) => document.getElementById(id);
  const marks = at("marks");
  let waiting = 0;
  let latest = 0;

  const say = (words) => {
    if (at("said").textContent !== words) at("said").textContent = words;
  };

  const show = (found) => {
    marks.innerHTML = found.html;
    at("private-tick").hidden = !found.private;
    at("heavy").hidden = !found.heavy;
  };

  const look = async (use) => {
    const asked = ++latest;
    const words = new FormData(form);
    if (use) words.set("use", use);
    let found;
    try {
      const answer = await fetch(form.dataset.marks, { method: "POST", body: new URLSearchParams(words) });
      if (!answer.ok) return false;
      found = await answer.json();
    } catch {
      return false; // No connection: the marks stay as they are, and the words are kept by keep.js.
    }
    if (asked !== latest) return true;
    if (use) {
      if (subject.value !== found.subject) subject.value = found.subject;
      body.value = found.body;
      form.dispatchEvent(new Event("input")); // for keep.js
    }
    show(found);
    const said = found.some ? form.dataset.saidSome : form.dataset.saidNone;
    say(use ? `${form.dataset.saidUsed} ${said}` : said);
    return true;
  };

  form.addEventListener("input", (typed) => {
    if (typed.target !== subject && typed.target !== body) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(""), PAUSE);
  });
  // keep.js, which runs first, may have brought back what was typed before.
  if (body.value !== body.defaultValue || subject.value !== subject.defaultValue) look("");

  form.addEventListener("click", async (press) => {
    const button = press.target.closest("button[name=use]");
    if (!button) return;
    press.preventDefault();
    if (await look(button.value)) at("looked-title").focus();
    else form.requestSubmit(button);
  });

  const copy = at("copy");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    at("by-hand").hidden = true;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(body.value);
        at("copied").textContent = copy.dataset.done;
      } catch {
        at("copied").textContent = copy.dataset.failed;
        body.select();
      }
    });
  }
})();
