from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import integrations.ats
from integrations.ats.contract import Account, dedupe_hash
from integrations.registry import ADAPTERS

FOLDERS = Path(integrations.ats.__path__[0])


def test_a_printed_account_shows_no_credential_se():
    account = Account("https://ats.example", {"key": "SECRET-1"}, ("SECRET-2",))

    assert "SECRET" not in repr(account)


def test_changed_credentials_that_nobody_keeps_are_an_error_and_not_told():
    account = Account("https://ats.example", {})

    with pytest.raises(RuntimeError, match="refresh_token") as lost:
        account.save({"refresh_token": "SECRET"})

    assert "SECRET" not in str(lost.value)


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_parts_that_differ_never_share_a_key_wh_08(one, other):
    assert (dedupe_hash(*one) == dedupe_hash(*other)) is (one == other)


def test_a_text_and_its_bytes_are_the_same_part():
    assert dedupe_hash("é") == dedupe_hash("é".encode())


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
def test_an_adapters_folder_has_the_files_that_all_have(adapter):
    present = {path.name for path in (FOLDERS / adapter.name).iterdir()}

    assert present >= {"__init__.py", "webhook.py", "client.py", "schemas.py", "README.md"}
