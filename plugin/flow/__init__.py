"""The way of one interview, step by step; the only place that commits.

    hear        a webhook is verified, stored and acknowledged
    poll        an ATS is asked what a lost webhook never told
    understand  deliveries become events, events move journeys, journeys want effects: one transaction
    send        what is due passes the gate and is sent: claim, begin, send, record
    reflect     the candidate answers: the plan is made, the coaching email and the note are wanted
    sync        notes and tasks go to the ATS, and what is unknown is asked about
    stop        the candidate wants no more
    desk        the consultant looks
    upkeep      what dead workers left is found again, and what is old is forgotten

An operator comes in beside it, by `afterview`: see `plugin.flow.operator`.

Days of waiting are `due_at` in a row; a wake-up only says that it may be time to look.
"""
