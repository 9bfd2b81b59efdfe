"""`python -m tests.gallery FOLDER` shows every coaching email of the snapshots on one page, light and dark.

It writes `index.html` with a picture of each at a phone's width, some at a desk's and some dark, into FOLDER
(`var/gallery` if none is given), beside the texts. With `--approve` it writes the snapshots that the tests
compare with, too: look at the gallery first, and read each one aloud.
"""

import sys
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.chromium import find_chromium
from tests.support.gallery import GALLERY

SNAPSHOTS = Path(__file__).parents[1] / "outbox" / "snapshots" / "coaching"
DESK = ("blanked", "crisis", "treatment", "went_well")
DARK = ("blanked", "crisis", "distress", "point_instead", "through")


def main(arguments: list[str]) -> None:
    """Write the gallery, and the snapshots if asked."""
    folders = [argument for argument in arguments if not argument.startswith("--")]
    folder = Path(folders[0] if folders else "var/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    if "--approve" in arguments:
        approve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        shown = [
            *(_picture(browser, folder, name, "phone") for name in GALLERY),
            *(_picture(browser, folder, name, "desk", width=1280) for name in DESK),
            *(_picture(browser, folder, name, "dark", scheme="dark") for name in DARK),
        ]
        browser.close()
    (folder / "index.html").write_text(_page(shown), encoding="utf-8")
    print(f"{len(shown)} pictures: {folder / 'index.html'}")


def approve() -> None:
    """Take the emails as they are now as the approved ones."""
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for path in SNAPSHOTS.iterdir():
        path.unlink()
    for name, told in GALLERY.items():
        email = told.email
        (SNAPSHOTS / f"{name}.txt").write_text(f"Subject: {email.subject}\n\n{email.text}", encoding="utf-8")
        (SNAPSHOTS / f"{name}.html").write_text(email.html, encoding="utf-8")


def _picture(
    browser: Browser, folder: Path, name: str, label: str, width: int = 390, scheme: str = "light"
) -> Path:
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(GALLERY[name].email.html)
    path = folder / f"{name}.{label}.png"
    page.screenshot(path=path, full_page=True)
    page.close()
    return path


def _page(shown: list[Path]) -> str:
    figures = "".join(
        f'<figure><figcaption>{escape(path.stem)}</figcaption><img src="{path.name}" alt=""></figure>'
        for path in shown
    )
    style = (
        "body{font:16px sans-serif;display:flex;flex-wrap:wrap;gap:24px}img{max-width:390px}figure{margin:0}"
    )
    return f"<!doctype html><meta charset=utf-8><title>Coaching emails</title><style>{style}</style>{figures}"


if __name__ == "__main__":
    main(sys.argv[1:])
