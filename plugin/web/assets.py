"""The stylesheets, scripts, the brand's colours and the icon: what a page loads besides itself."""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

from plugin.colour import Colour
from plugin.views import PageBrand
from plugin.web.brand import brand_css
from plugin.web.guards import public

_FOLDER = Path(__file__).parent / "assets"
_FILES = ("page.css", "composer.css", "composer.js", "keep.js", "desk.js", "icon.svg")
_FOR_EVER = "public, max-age=31536000, immutable"


def assets_blueprint() -> Blueprint:
    """`/assets/…`: files of ours by name, and one stylesheet for each brand colour."""
    assets = Blueprint("assets", __name__, url_prefix="/assets")

    @assets.get(f"/<any{_FILES}:name>")
    @public("the same files for everyone")
    def file(name: str) -> Response:
        response = send_from_directory(_FOLDER, name)
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    @assets.get("/brand/<colour>.css")
    @public("colours computed from the address itself")
    def brand(colour: str) -> Response:
        try:
            text = brand_css(Colour(f"#{colour}"))
        except ValueError:
            abort(404)
        return Response(text, mimetype="text/css", headers={"Cache-Control": _FOR_EVER})

    versions = {name: _version(name) for name in _FILES}
    assets.app_template_global("asset_url")(lambda name: url_for("assets.file", name=name, v=versions[name]))
    assets.app_template_global("brand_url")(_brand_url)
    return assets


def _brand_url(brand: PageBrand) -> str:
    return url_for("assets.brand", colour=brand.colour.code.removeprefix("#"))


def _version(name: str) -> str:
    return hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()[:12]
