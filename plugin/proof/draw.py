"""The draw: who is coached and who is compared with them."""

import hashlib
import hmac

LEAST_SHARE, MOST_SHARE = 5, 30
"""Per cent. Fewer say nothing within years; more withhold help from too many people."""


def is_held_out(key: bytes, address_hash: str, share: int) -> bool:
    """Whether this candidate falls into the `share` per cent that are held out.

    By the agency's secret key, so that nobody can pick whom; from the address alone, so that it is the same
    in every branch and from one comparison to the next, and starting again draws nobody anew.
    """
    digest = hmac.new(key, b"holdout:" + address_hash.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64 // 100
