"""The invented agency that the sandbox ATS opens with. Nobody here exists."""

import sqlite3
from datetime import datetime, timedelta

from sandbox.ats import records
from sandbox.ats.records import HOME_BRANCH, Consultant, Person, Slot
from sandbox.store import Store
from sandbox.web import LONDON, now

CONSULTANTS = (
    Consultant("u-1", "Calum Reid", "calum.reid@northgate.example", "0141 496 0101", HOME_BRANCH),
    Consultant("u-2", "Nadia Rahman", "nadia.rahman@northgate.example", "0141 496 0102", HOME_BRANCH),
    Consultant("u-3", "Morag Sinclair", "morag.sinclair@northgate.example", "01632 960 103", "Stirling"),
)

DAY = 24 * 60
HARBOUR, OPTICIANS, WATER = "Harbour Logistics", "Fenwick & Moss Opticians", "Calder Water"

# Who, for which job, whose candidate, with whom; then start and length in minutes. Today's starts count
# from the first opening, those of another day from midnight in London.
BOOK = (
    (Person("Isla Fraser", "isla.fraser@example.com", "07700 900101"),
     "Depot manager", HARBOUR, "u-1", "First interview", ["Priya Shah"], -50, 60),
    (Person("Tomasz Zieliński", "tomasz.zielinski@example.com", "07700 900102"),
     "Transport planner", HARBOUR, "u-1", "First interview", ["Priya Shah", "Dougal Kerr"], 120, 45),
    (Person("Meera Pillai", "meera.pillai@example.com", "07700 900103"),
     "Dispensing optician", OPTICIANS, "u-2", "Practical and interview", ["Helen Moss"], DAY + 10 * 60, 90),
    (Person("Callum Docherty", "callum.docherty@example.com", "07700 900104"),
     "Network technician", WATER, "u-1", "First interview", ["Sam Okello"], DAY + 14 * 60, 60),
    (Person("Amara Okafor", "amara.okafor@example.com", "07700 900105"),
     "Payroll lead", WATER, "u-2", "Second interview", ["Ruth Calder", "Sam Okello"], 2 * DAY + 9 * 60, 60),
    (Person("Siobhán Kelly", "siobhan.kelly@example.com", "07700 900106", "en-IE", "Europe/Dublin", "IE"),
     "Optical assistant", OPTICIANS, "u-2", "First interview", ["Helen Moss"], 2 * DAY + 15 * 60, 30),
    (Person("Lukas Brandt", "lukas.brandt@example.com", "07700 900107", "de-DE", "Europe/Berlin", "DE"),
     "Fleet analyst", HARBOUR, "u-1", "Video interview", ["Dougal Kerr"], 3 * DAY + 11 * 60, 45),
    (Person("Grace Adeyemi", "grace.adeyemi@example.com", "07700 900108"),
     "Leakage engineer", WATER, "u-3", "First interview", ["Ruth Calder"], 240, 60),
)  # fmt: skip


def seed(store: Store) -> None:
    """Fill an empty store; leave any other alone."""
    if store.one("SELECT 1 FROM consultants"):
        return
    opened = now().replace(second=0, microsecond=0)
    with store.transaction() as db:
        for consultant in CONSULTANTS:
            records.add_consultant(db, consultant)
        for person, job, client, consultant_id, title, interviewers, start, minutes in BOOK:
            candidate = records.add_candidate(db, person, consultant_id)
            application = records.add_application(db, candidate, job, client)
            slots = [_slot(opened, start, minutes)]
            records.add_interview(db, application, slots, title, interviewers)
        _an_earlier_round(db, opened)


def _an_earlier_round(db: sqlite3.Connection, opened: datetime) -> None:
    slot = _slot(opened, -8 * DAY + 13 * 60, 45)
    earlier = records.add_interview(db, "a-5", [slot], "First interview", ["Ruth Calder"])
    db.execute("UPDATE interviews SET status = 'completed' WHERE id = ?", (earlier,))


def _slot(opened: datetime, start: int, minutes: int) -> Slot:
    today = -DAY < start < DAY
    base = opened if today else opened.astimezone(LONDON).replace(hour=0, minute=0)
    begins = base + timedelta(minutes=start)
    return Slot(begins, begins + timedelta(minutes=minutes))
