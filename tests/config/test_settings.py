"""Settings: read once, refused with every problem named, and no secret shown."""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsError

KEY = "k" * 40
ENOUGH = {"AFTERVIEW_SECRET_KEYS": KEY}


def test_a_secret_is_all_that_is_needed() -> None:
    settings = Settings.from_env(ENOUGH)

    assert settings == Settings(secret_keys=(KEY,))
    assert settings.embedded
    assert not settings.secure


def test_the_environment_is_read_by_name() -> None:
    settings = Settings.from_env(
        {
            **ENOUGH,
            "AFTERVIEW_BASE_URL": "https://afterview.example/",
            "AFTERVIEW_BROKER_URL": "redis://127.0.0.1/0",
            "AFTERVIEW_MAIL_ONLY_DOMAINS": "example.com, example.org",
            "AFTERVIEW_FAST_CLOCK": "540",
            "AFTERVIEW_ALLOW_PRIVATE_NETWORKS": "yes",
            "UNRELATED": "x",
        }
    )

    assert settings == Settings(
        secret_keys=(KEY,),
        base_url="https://afterview.example",
        broker_url="redis://127.0.0.1/0",
        mail_only_domains=("example.com", "example.org"),
        fast_clock=540,
        allow_private_networks=True,
    )
    assert settings.secure
    assert not settings.embedded


def test_every_problem_is_named_at_once() -> None:
    wrong = {
        "AFTERVIEW_BASE_URL": "afterview.example",
        "AFTERVIEW_DATABASE_URL": "",
        "AFTERVIEW_MAIL_URL": "http://mail.example",
        "AFTERVIEW_FAST_CLOCK": "0",
        "AFTERVIEW_TRUSTED_PROXIES": "-1",
        "AFTERVIEW_LOG_LEVEL": "LOUD",
        "AFTERVIEW_HOOK_RATE_PER_MINUTE": "many",
    }

    with pytest.raises(SettingsError) as refused:
        Settings.from_env(wrong)

    named = [name for name in [*wrong, "AFTERVIEW_SECRET_KEYS"] if f"  {name}: " in str(refused.value)]
    assert sorted(named) == sorted([*wrong, "AFTERVIEW_SECRET_KEYS"])


def test_what_is_missing_says_how_to_make_it() -> None:
    with pytest.raises(SettingsError, match=r"token_urlsafe\(32\)"):
        Settings.from_env({})


@pytest.mark.parametrize("keys", ["", "short", f"{KEY},short", " , "])
def test_a_key_that_could_be_guessed_is_refused_and_not_shown(keys: str) -> None:
    with pytest.raises(SettingsError, match="AFTERVIEW_SECRET_KEYS") as refused:
        Settings.from_env({"AFTERVIEW_SECRET_KEYS": keys})

    assert KEY not in str(refused.value)


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{KEY}\n")

    settings = Settings.from_env({"AFTERVIEW_SECRET_KEYS_FILE": str(file)})

    assert settings.secret_keys == (KEY,)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "gone"

    with pytest.raises(SettingsError, match="AFTERVIEW_SECRET_KEYS_FILE") as refused:
        Settings.from_env({"AFTERVIEW_SECRET_KEYS_FILE": str(missing)})

    assert str(missing) in str(refused.value)


def test_several_keys_are_kept_newest_first() -> None:
    settings = Settings.from_env({"AFTERVIEW_SECRET_KEYS": f"{'n' * 40}, {KEY}"})

    assert settings.secret_keys == ("n" * 40, KEY)


def test_settings_show_no_secret() -> None:
    """SE-13: neither the keys nor what stands in a URL's credentials."""
    settings = Settings(
        secret_keys=(KEY,),
        database_url="postgresql://afterview:canary@db/afterview",
        broker_url="redis://:canary@redis/0",
        mail_url="smtps://afterview:canary@mail.example",
    )

    assert "canary" not in repr(settings)
    assert KEY not in repr(settings)


def test_a_language_model_needs_its_name():
    keys = {"AFTERVIEW_SECRET_KEYS": "k" * 32}

    with pytest.raises(SettingsError, match="AFTERVIEW_LLM_MODEL: is missing"):
        Settings.from_env(keys | {"AFTERVIEW_LLM_URL": "https://llm.example/v1"})


def test_a_language_model_that_is_named_is_taken():
    settings = Settings.from_env(
        {
            "AFTERVIEW_SECRET_KEYS": "k" * 32,
            "AFTERVIEW_LLM_URL": "https://llm.example/v1",
            "AFTERVIEW_LLM_MODEL": "small",
        }
    )

    assert (settings.llm_url, settings.llm_model, settings.llm_key) == ("https://llm.example/v1", "small", "")
