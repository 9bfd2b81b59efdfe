"""The security headers of every response, errors too (SE-03)."""

from flask import Flask, Response

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
_TWO_YEARS = 63_072_000


def security_headers(*, secure: bool) -> dict[str, str]:
    """The headers of every answer. `secure` says that browsers reach us by https.

    A page holds what one person may see, and is not kept; what may be kept says so itself.
    """
    https_only = {"Strict-Transport-Security": f"max-age={_TWO_YEARS}; includeSubDomains"}
    return {**_ALWAYS, "Cache-Control": "no-store", **(https_only if secure else {})}


def send_security_headers(app: Flask, *, secure: bool) -> None:
    """Add the headers to whatever `app` answers."""
    always = security_headers(secure=secure)

    @app.after_request
    def add(response: Response) -> Response:
        kept = response.headers.get("Cache-Control")
        response.headers.update(always)
        if kept:
            response.headers["Cache-Control"] = kept
        return response
