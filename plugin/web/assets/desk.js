/* Keeps the desk up to date while it lies open, so that an alert is seen and its clock is true. The page works without. */
(() => {
  "use strict";
  const EVERY = 60_000; // milliseconds; the clock counts minutes
  const LEFT_ALONE = 20 * 60_000; // short of the session's idle half hour, which looking would keep from ending
  let touched = Date.now();
  const at = (id, page) => page.getElementById(id);

  const look = async () => {
    if (document.hidden || Date.now() - touched > LEFT_ALONE) return;
    let page;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return; // Signed out: the next press says so.
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // No connection: what stands here stays.
    }
    if (!at("list", page)) return;
    const [said, news] = [at("waiting", document), at("waiting", page)];
    if (said.textContent !== news.textContent) said.textContent = news.textContent;
    // Whoever is at a button by keyboard keeps it until they have left it.
    const list = at("list", document);
    if (!list.contains(document.activeElement)) list.replaceChildren(...at("list", page).childNodes);
  };

  for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
    addEventListener(sign, () => (touched = Date.now()), { passive: true });
  }
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
})();
