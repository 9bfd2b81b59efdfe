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


def send_security_headers(app: Flask, *, secure: bool) -> None:
    """Add the headers to whatever `app` answers. `secure` says that browsers reach it by https."""

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(_ALWAYS)
        # A page holds what one person may see; what may be kept says so itself.
        response.headers.setdefault("Cache-Control", "no-store")
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
        return response
