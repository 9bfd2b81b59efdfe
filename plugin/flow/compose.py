"""Compose: from the rows of a journey to the email that goes, and the brand that a page wears."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select

from config.content import ANY_COUNTRY, Helpline
from config.languages import ENGLISH
from integrations.mail.contract import Mailbox, Message
from plugin.alerts import Recipient
from plugin.brand import Brand
from plugin.coaching.lines import Wording
from plugin.coaching.plan import Plan
from plugin.coaching.route import POLICY, route_of
from plugin.colour import Colour
from plugin.effects import EffectKind
from plugin.flow.alerts import call_back_of, compose_alert, recipient
from plugin.flow.coached import Case, email_for, plan_for
from plugin.flow.follow_up_emails import compose_pass_on
from plugin.flow.letters import Letter, consultant_of, language_for, meeting_of
from plugin.flow.plan_email import shown
from plugin.flow.returning import is_heavy, returning_email, thank_you, told_before
from plugin.flow.sign_in import LINK_HOLDS
from plugin.keys import Purpose
from plugin.outbox.emails.envelope import addressed
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.outbox.emails.returning import Setting
from plugin.outbox.emails.staff import sign_in_email
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Flag, Reflection, Route
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import agencies, branches, consultants
from plugin.views import PageBrand

DEFAULT_COLOUR = "#1f6f64"


def compose_letter(runtime: Runtime, letter: Letter) -> Message:
    """The message of an effect about a journey."""
    brand = brand_of(letter.values)
    if letter.kind == EffectKind.ALERT:
        return compose_alert(runtime, letter, brand)
    if letter.kind == EffectKind.PASS_ON:
        return compose_pass_on(runtime, letter, brand)
    links = links_of(runtime, letter.journey_id)
    return addressed(
        _writer(letter)(runtime, letter, brand, links),
        brand,
        Mailbox(letter.values["candidate_email"], letter.values["candidate_name"]),
        letter.effect.dedupe_key,
        stop=links.stop,
        reply_to=_reads_replies(runtime, letter),
    )


def _writer(letter: Letter) -> Callable[[Runtime, Letter, Brand, Links], Rendered]:
    if letter.kind == EffectKind.SURVEY:
        return _survey
    return _coaching if letter.kind == EffectKind.COACHING and not letter.held_out else _returning


def _returning(runtime: Runtime, letter: Letter, brand: Brand, links: Links) -> Rendered:
    told = told_before(runtime, letter)
    chosen = letter.values["language"] or (letter.past["language"] if letter.past else "")
    setting = Setting(
        brand=brand,
        links=links,
        language=language_for({**letter.values, "language": chosen}),
        help_lines=shown(help_of(runtime, letter.values)),
        told_us=told is not None and not is_heavy(told) and not letter.held_out,
        heavy=is_heavy(told),
    )
    if letter.kind == EffectKind.COACHING:
        return thank_you(letter, setting)
    return returning_email(runtime, letter, setting, plan_of)


def _survey(runtime: Runtime, letter: Letter, brand: Brand, links: Links) -> Rendered:
    also = [meeting_of(letter.values, interview) for interview in letter.also]
    lines = shown(help_of(runtime, letter.values))
    language, again = language_for(letter.values), letter.facts.asked_for
    about = meeting_of(letter.values)
    return survey_email(
        about, brand, links, lines, also, again=again, comparing=letter.comparing, language=language
    )


def _coaching(runtime: Runtime, letter: Letter, brand: Brand, links: Links) -> Rendered:
    case = _case(runtime, letter.values)
    with runtime.db.reading() as db:
        case = replace(case, call_back=call_back_of(runtime, db, letter.values))
    plan = _plan_for(runtime, case, letter.values)
    lines = help_of(runtime, letter.values)
    return email_for(case, plan, brand, links, lines, language_for(letter.values))


def plan_of(runtime: Runtime, values: Mapping[str, Any], taken: Collection[Wording] = ()) -> Plan:
    """The plan from a journey's reflection. Made anew each time: the same answers give the same plan.

    `taken` are wordings that other candidates have, for drafts that have none of their own yet. Who rings is
    not looked up: its passage of section `consultant` names the consultant.
    """
    return _plan_for(runtime, _case(runtime, values, taken), values)


def _plan_for(runtime: Runtime, case: Case, values: Mapping[str, Any]) -> Plan:
    return plan_for(case, runtime.libraries[language_for(values)], runtime.libraries[ENGLISH])


def _case(runtime: Runtime, values: Mapping[str, Any], taken: Collection[Wording] = ()) -> Case:
    return Case(
        reflection=_answers(runtime, values),
        meeting=meeting_of(values),
        seed=str(values["journey_id"]),
        route=route_for(values),
        taken=taken,
        kept=[tuple(wording) for wording in values["wordings"] or ()],
    )


def route_for(values: Mapping[str, Any]) -> Route:
    """How the candidate's note may go, by the rule of the journey's branch."""
    return route_of(values["policy"].get(POLICY, {}), values["client"], country_of(values))


def country_of(values: Mapping[str, Any]) -> str:
    """The candidate's country or, where the ATS gives none, the branch's."""
    return str(values["candidate_country"] or values["region"].partition("-")[0])


def compose_sign_in(runtime: Runtime, effect: Row[Any]) -> Message:
    """The message that carries a consultant's sign-in link."""
    with runtime.db.reading() as db:
        who = db.execute(
            select(consultants.c.name, consultants.c.email, agencies.c.name.label("agency_name"), branches)
            .join(agencies, agencies.c.id == consultants.c.agency_id)
            .join(branches, branches.c.agency_id == consultants.c.agency_id)
            .where(consultants.c.id == effect.consultant_id)
            .order_by(branches.c.id)
            .limit(1)
        ).one()
    brand = brand_of(who._asdict())
    link = f"{runtime.settings.base_url}/sign-in/{runtime.keys.sign(Purpose.SIGN_IN, effect.id)}"
    minutes = int(LINK_HOLDS.total_seconds() // 60)
    to = Mailbox(who.email, who.name)
    return addressed(sign_in_email(who.name, brand, link, minutes), brand, to, effect.dedupe_key)


def links_of(runtime: Runtime, journey_id: int) -> Links:
    """Where a candidate's emails lead."""
    base = runtime.settings.base_url
    survey = f"{base}/r/{runtime.keys.sign(Purpose.SURVEY, journey_id)}"
    return Links(
        survey=survey,
        later=f"{survey}/later",
        composer=f"{survey}/follow-up",
        call=f"{survey}?change=yes#call_me-yes",
        privacy=f"{survey}/privacy",
        stop=f"{base}/unsubscribe/{runtime.keys.sign(Purpose.STOP, journey_id)}",
    )


def brand_of(values: Mapping[str, Any]) -> Brand:
    """A branch's brand for its emails."""
    brand = values["brand"]
    sender = Mailbox(brand["sender_address"], brand.get("sender_name") or values["agency_name"])
    return Brand(
        name=values["agency_name"],
        sender=sender,
        reply_to=Mailbox(brand.get("reply_to") or sender.address, sender.name),
        postal_address=brand["postal_address"],
        footer=tuple(brand.get("footer", ())),
        colour=Colour(brand.get("colour") or DEFAULT_COLOUR),
    )


def page_brand(values: Mapping[str, Any]) -> PageBrand:
    """A branch's brand for its pages."""
    brand = values["brand"]
    return PageBrand(
        agency=values["agency_name"],
        footer=(brand["postal_address"], *brand.get("footer", ())),
        privacy_url=brand.get("privacy_url", ""),
        colour=Colour(brand.get("colour") or DEFAULT_COLOUR),
    )


def help_of(runtime: Runtime, values: Mapping[str, Any], language: str = "") -> tuple[Helpline, ...]:
    """The help lines of the candidate's country or, where the ATS gives none, of the branch's.

    In `language`, for the desk; '' for the candidate's own.
    """
    lines = runtime.helplines[language or language_for(values)]
    return lines.get(country_of(values)) or lines[ANY_COUNTRY]


def _reads_replies(runtime: Runtime, letter: Letter) -> Mailbox | None:
    """Who reads what a candidate answers: their consultant (EM-12).

    After improper treatment it is the manager, or whoever reads the branch's replies: it may concern the
    consultant.
    """
    values = letter.values
    if letter.kind != EffectKind.COACHING or Flag.TREATMENT not in _answers(runtime, values).flags:
        return consultant_of(values)
    with runtime.db.reading() as db:
        told = recipient(db, values, Recipient.MANAGER, runtime.now())
    return told.mailbox if told else None


def _answers(runtime: Runtime, values: Mapping[str, Any]) -> Reflection:
    return load(runtime.keys.unseal_json(values["answers"]))
