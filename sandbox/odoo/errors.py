"""What Odoo answers when it will not: HTTP 200, with the exception's name in the body."""


class OdooError(Exception):
    """`name` is the dotted name of Odoo's own exception."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


def access_denied() -> OdooError:
    """A wrong password or API key."""
    return OdooError("odoo.exceptions.AccessDenied", "Access Denied")
