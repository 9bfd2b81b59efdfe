import pytest

from integrations.registry import ADAPTERS, UnknownAdapter, adapter


def test_an_adapter_is_found_by_its_name():
    assert [adapter(known.name) for known in ADAPTERS] == list(ADAPTERS)


def test_no_two_adapters_share_a_name():
    assert len({known.name for known in ADAPTERS}) == len(ADAPTERS)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownAdapter) as unknown:
        adapter("bullhron")

    assert str(unknown.value) == (
        "There is no adapter called 'bullhron'. The known ones are: odoo, standard."
    )
