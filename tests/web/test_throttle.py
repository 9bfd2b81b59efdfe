"""How often a button may be pressed."""

from limits import RateLimitItemPerHour

from plugin.web.throttle import Rate, Throttle
from tests.support.servers import Server

TWICE = Rate("twice", RateLimitItemPerHour(2))
OFTEN = Rate("often", RateLimitItemPerHour(9))


def test_throttle_counts_each_key_and_rate_apart() -> None:
    throttle = Throttle("memory://")

    same = [throttle.allows(TWICE, "link one") for _ in range(3)]
    others = [throttle.allows(TWICE, "link two"), throttle.allows(OFTEN, "link one")]

    assert same == [True, True, False]
    assert others == [True, True]


def test_throttle_shares_its_count_through_redis(redis_url: str) -> None:
    first, second = Throttle(redis_url), Throttle(redis_url)

    allowed = [first.allows(TWICE, "link"), second.allows(TWICE, "link"), first.allows(TWICE, "link")]

    assert allowed == [True, True, False]


def test_throttle_lets_everyone_through_while_its_store_is_gone() -> None:
    throttle = Throttle("redis://127.0.0.1:1/0")

    assert [throttle.allows(TWICE, "link") for _ in range(3)] == [True, True, True]


def test_throttle_lets_everyone_through_while_its_store_hangs(breakable_redis: Server) -> None:
    """RL-16: without a limit the press would wait for as long as Redis does."""
    throttle = Throttle(breakable_redis.url)
    breakable_redis.freeze()

    try:
        allowed = throttle.allows(TWICE, "link")
    finally:
        breakable_redis.thaw()

    assert allowed
