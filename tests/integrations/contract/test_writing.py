"""Notes and tasks on the ATS record, the same for every adapter (RL-09)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.ats.contract import Note, Target, Task
from integrations.errors import CallFailed, CredentialsRefused, OutcomeUnknown, RateLimited, Refused
from tests.support.ats.harness import NOW

TARGET = Target(candidate="18", application="18", interview="8", consultant="7")
HOSTILE = "<script>alert(1)</script> & <img src=x onerror=\"x()\"> 'quoted' [link](javascript:x) {{7*7}}"
NOTE = Note("AV-7K2M9QXA", "Call sheet", ("Would like a call.", HOSTILE))
TASK = Task("AV-8M3N0RYB", "Ring Isla", ("Before her next interview.", HOSTILE), NOW + timedelta(hours=4))
STATUSES = {400: Refused, 401: CredentialsRefused, 429: RateLimited, 500: OutcomeUnknown, 502: OutcomeUnknown}


@pytest.fixture(params=["note", "task"])
def writing(request, harness):
    """The ATS with a client on it: `find` and `add` are those of notes, or of tasks."""
    with harness.serve() as ats:
        client = harness.adapter.connect(harness.account)
        if request.param == "note":
            yield ats, NOTE, client.find_note, client.add_note
        else:
            yield ats, TASK, client.find_task, client.add_task


def test_what_was_added_is_found_again_by_its_marker_rl_09(writing):
    _, what, find, add = writing

    before, made, after = find(TARGET, what.marker), add(TARGET, what), find(TARGET, what.marker)

    assert (before, bool(made), after) == (None, True, made)


def test_another_marker_is_not_found_rl_09(writing):
    _, what, find, add = writing

    add(TARGET, what)

    assert find(TARGET, "AV-00000000") is None


def test_text_is_shown_exactly_as_it_was_written_em_16(writing):
    ats, what, _, add = writing

    add(TARGET, what)

    assert [line for line in ats.shown()[0] if line in what.lines] == list(what.lines)
    assert what.title in ats.shown()[0][0]


def test_an_answer_lost_after_it_was_done_is_unknown_and_then_found_rl_09(writing):
    ats, what, find, add = writing
    ats.answers_are_lost = True

    with pytest.raises(OutcomeUnknown):
        add(TARGET, what)

    assert find(TARGET, what.marker) is not None
    assert len(ats.shown()) == 1


@pytest.mark.parametrize(("status", "error"), STATUSES.items())
def test_a_status_says_whether_it_was_done_rl_11(writing, status, error):
    ats, what, _, add = writing
    # A first one, so that what is asked once for all has been asked and only the write itself can fail.
    add(TARGET, replace(what, marker="AV-00000000"))
    ats.status = status

    with pytest.raises(error):
        add(TARGET, what)

    assert len(ats.shown()) == 1


def test_looking_fails_as_a_read_and_may_be_repeated(writing):
    ats, what, find, _ = writing
    ats.status = 500

    with pytest.raises(CallFailed):
        find(TARGET, what.marker)


def test_a_check_says_whom_the_account_belongs_to(harness):
    with harness.serve() as ats:
        said = harness.adapter.connect(harness.account).check()

    assert len(said) > 10
    assert ats.shown() == []


def test_a_check_tells_a_lost_key(harness):
    with harness.serve() as ats:
        ats.status = 401

        with pytest.raises(CredentialsRefused):
            harness.adapter.connect(harness.account).check()
